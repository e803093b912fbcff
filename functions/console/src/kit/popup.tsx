// Popup is what lies over the screen until it is closed. The focus goes back to what had it.
import { Modal, type ModalProps } from "@mantine/core";
import { useWords } from "../words/words";
import { useBack } from "./back";

export function Popup(props: Omit<ModalProps, "opened">) {
  const words = useWords();
  useBack();
  return <Modal opened closeButtonProps={{ "aria-label": words("close") }} {...props} />;
}
