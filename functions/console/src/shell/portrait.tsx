// The picture of somebody's that visitors of websites see beside their name.
import { Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked } from "../api/client";
import { useDeed } from "../kit/data";
import { Wrong } from "../kit/form";
import { useMe } from "../people/me";
import { useWords } from "../words/words";
import { useSay } from "./said";
import styles from "./shell.module.css";

// side is how wide and high it is sent, in pixels.
const side = 128;

export function Portrait() {
  const words = useWords();
  const say = useSay();
  const has = useMe().data?.photo;
  const [bad, setBad] = useState(false);
  const photo = useQuery({ queryKey: ["me", "photo"], queryFn: () => asked(api.GET("/v1/me/photo")), enabled: !!has });
  const hang = useDeed((image: string) => asked(api.PUT("/v1/me/photo", { body: { image } })), () => say.done(words("account.photo.done")), ["me"]);
  const drop = useDeed(() => asked(api.DELETE("/v1/me/photo")), undefined, ["me"]);
  const chosen = (file: File | null) => {
    if (!file) return;
    setBad(false);
    squared(file).then((image) => hang.mutate(image), () => setBad(true));
  };
  return (
    <fieldset className={styles.told}>
      <legend>{words("account.photo")}</legend>
      <Stack gap="xs">
        <Text size="xs" c="var(--faint)">{words("account.photo.why")}</Text>
        <Group gap="sm">
          {has && photo.data && <img className={styles.portrait} src={`data:${photo.data.type};base64,${photo.data.image}`} alt={words("account.photo")} width={48} height={48} />}
          <FileButton onChange={chosen} accept="image/*">{(props) => <Button {...props} size="xs" variant="default" loading={hang.isPending}>{words(has ? "account.photo.other" : "account.photo.choose")}</Button>}</FileButton>
          {has && <Button size="xs" variant="subtle" color="red" loading={drop.isPending} onClick={() => drop.mutate(undefined)}>{words("account.photo.drop")}</Button>}
        </Group>
        {bad && <Text size="xs" c="red" role="alert">{words("account.photo.bad")}</Text>}
        <Wrong error={hang.error ?? drop.error} />
      </Stack>
    </fieldset>
  );
}

// squared is the middle of a picture, small, as base64.
async function squared(file: File): Promise<string> {
  const picture = await createImageBitmap(file);
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const cut = Math.min(picture.width, picture.height);
  const on = canvas.getContext("2d")!;
  on.fillStyle = "#fff"; // behind what is transparent
  on.fillRect(0, 0, side, side);
  on.drawImage(picture, (picture.width - cut) / 2, (picture.height - cut) / 2, cut, cut, 0, 0, side, side);
  return canvas.toDataURL("image/jpeg", 0.85).split(",")[1]!;
}
