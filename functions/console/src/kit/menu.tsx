// A menu that is a button until it is pressed: what a menu is made of is long to draw, and
// most are never opened.
import { Menu, type MenuProps } from "@mantine/core";
import { cloneElement, useEffect, useRef, useState, type ButtonHTMLAttributes, type ReactElement, type ReactNode, type Ref } from "react";

type Button = ReactElement<ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> }>;
type Props = Pick<MenuProps, "width" | "position"> & { button: Button; onOpen?: (open: boolean) => void; children: ReactNode };

export function MenuOf(props: Props) {
  const [pressed, setPressed] = useState(false);
  if (pressed) return <Pressed {...props} />;
  return cloneElement(props.button, { onClick: () => setPressed(true), "aria-haspopup": "menu", "aria-expanded": false });
}

// Pressed is a menu that was just pressed. Its button has the focus before it opens, so
// that it has it again when it closes.
export function Pressed({ button, onOpen, children, ...menu }: Props) {
  const [open, setOpen] = useState(false);
  const at = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    at.current?.focus();
    setOpen(true);
  }, []);
  useEffect(() => onOpen?.(open), [open, onOpen]);
  return (
    <Menu {...menu} withinPortal opened={open} onChange={setOpen}>
      <Menu.Target>{cloneElement(button, { ref: at })}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
