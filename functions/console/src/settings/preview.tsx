// The website's widget as its line's settings have it just now, saved or not: the real
// one, on a page of our own in a frame, which is told each change.
import { Group, SegmentedControl, Switch, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Ready, Shown } from "../../widget/src/preview";
import { useMe } from "../people/me";
import { languages, known, useLanguage, useWords } from "../words/words";
import { lookOf } from "./look";
import styles from "./preview.module.css";

type Props = { line: string; language?: string; options: Record<string, string | null> };

export function Preview({ line, language: own, options }: Props) {
  const words = useWords();
  const mine = useLanguage();
  const me = useMe();
  const frame = useRef<HTMLIFrameElement>(null);
  const [language, setLanguage] = useState<string>(known(own) ?? mine);
  const [away, setAway] = useState(false);
  const named = options.names !== "off" && me.data?.name;
  const shown = JSON.stringify({
    sufler: "show", language, look: lookOf(options, [language, own ?? ""], !away), answer: { text: words("set.look.answer"), ...(named && { name: named }) },
  } satisfies Shown);
  useEffect(() => {
    const show = () => frame.current?.contentWindow?.postMessage(JSON.parse(shown), location.origin);
    const ready = (e: MessageEvent<Ready>) => e.source === frame.current?.contentWindow && e.origin === location.origin && e.data?.sufler === "ready" && show();
    window.addEventListener("message", ready);
    const soon = setTimeout(show, 120); // not with each letter of a word
    return () => { window.removeEventListener("message", ready); clearTimeout(soon); };
  }, [shown]);
  return (
    <section className={styles.preview} aria-label={words("set.look.preview")}>
      <Group justify="space-between">
        <SegmentedControl size="xs" aria-label={words("language")} value={language} onChange={setLanguage} data={Object.entries(languages).map(([value, label]) => ({ value, label }))} />
        <Switch size="sm" label={words("set.look.away")} checked={away} onChange={(e) => setAway(e.currentTarget.checked)} />
      </Group>
      <iframe ref={frame} className={styles.frame} title={words("set.look.preview")} src={`/widget-test?line=${encodeURIComponent(line)}&preview`} />
      <Text size="xs" c="var(--faint)">{words("set.look.about")}</Text>
    </section>
  );
}
