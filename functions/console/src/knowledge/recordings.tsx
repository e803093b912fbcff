// Recordings of calls: each is uploaded, written down, and counted into what is asked most
// often. The recording goes when that is done (FB-11, SYS-22).
import { Button, FileButton, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked, once, type Schemas } from "../api/client";
import { upload } from "../chats/data";
import { Wrong } from "../kit/form";
import { useLanguage, useWords, type Words } from "../words/words";
import styles from "./knowledge.module.css";
import { localeOf } from "../kit/locale";

const list = () => asked(api.GET("/v1/recordings"));
const drop = (id: string) => asked(api.DELETE("/v1/recordings/{id}", { params: { path: { id } } }));
const take = async (file: File) => asked(api.POST("/v1/recordings", { params: { header: once() }, body: { file: await upload(file, () => {}), speakers: 2 } }));

// lengthOf is how many seconds a recording lasts, as far as this browser can tell; else 0.
const lengthOf = (file: File) =>
  new Promise<number>((done) => {
    const media = document.createElement("video");
    const end = (seconds: number) => { URL.revokeObjectURL(media.src); done(Number.isFinite(seconds) ? Math.min(seconds, 86_400) : 0); };
    media.preload = "metadata";
    media.onloadedmetadata = () => end(media.duration);
    media.onerror = () => end(0);
    window.setTimeout(() => end(0), 3000);
    media.src = URL.createObjectURL(file);
  });

const estimate = async (file: File) => asked(api.GET("/v1/recordings/estimate", { params: { query: { size: Math.min(file.size, 104_857_600), seconds: await lengthOf(file) } } }));

const key = ["faq", "recordings"];

// failed says why a recording was not written down.
function failed(words: Words, code: string | undefined): string {
  switch (code) {
    case "transcription_off": return words("knowledge.recordings.off");
    case "file_type_not_allowed": return words("knowledge.recordings.type");
    case "file_too_big": return words("knowledge.recordings.big");
    case "invalid": return words("knowledge.recordings.damaged");
  }
  return words("knowledge.recordings.failed");
}

export function Recordings({ onLook }: { onLook: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: key });
  const all = useQuery({ queryKey: key, queryFn: list, refetchInterval: (q) => (q.state.data?.items.some((r) => r.state === "waiting") ? 5000 : false) });
  const [chosen, setChosen] = useState<File>();
  const about = useMutation({ mutationFn: estimate });
  const adding = useMutation({ mutationFn: take, onSettled, onSuccess: () => setChosen(undefined) });
  const choose = (f: File | null) => {
    if (!f) return;
    setChosen(f);
    adding.reset();
    about.mutate(f);
  };
  const dropping = useMutation({ mutationFn: drop, onSettled });
  const items = all.data?.items ?? [];
  const cost = new Intl.NumberFormat(localeOf(language), { style: "currency", currency: "USD", maximumFractionDigits: 3 });
  const state = (r: Schemas["Recording"]) => (r.state === "failed" ? failed(words, r.code) : words(`knowledge.recordings.${r.state}`));
  return (
    <section aria-label={words("knowledge.recordings")} className={styles.drop}>
      <Text size="sm">{words("knowledge.recordings.about")}</Text>
      <Group mt="xs">
        <FileButton accept="audio/*,video/mp4,video/webm" onChange={choose}>{(props) => <Button variant="default" loading={about.isPending} disabled={adding.isPending} {...props}>{words("knowledge.recordings.choose")}</Button>}</FileButton>
        {items.some((r) => r.state === "done") && <Button variant="light" onClick={onLook}>{words("knowledge.recordings.look")}</Button>}
      </Group>
      {chosen && about.data && (
        <Group mt="xs" gap="xs" role="group" aria-label={words("knowledge.recordings.before", { name: chosen.name })}>
          <Text size="sm">
            {chosen.name} · {about.data.on ? words(about.data.costMicroUsd ? "knowledge.recordings.about.cost" : "knowledge.recordings.about.free", { cost: cost.format(about.data.costMicroUsd / 1e6), minutes: Math.max(1, Math.round(about.data.seconds / 60)) }) : words("knowledge.recordings.off")}
            {about.data.on && about.data.reckonedBy === "size" && about.data.costMicroUsd > 0 && ` ${words("knowledge.recordings.about.size")}`}
          </Text>
          {about.data.on && <Button size="compact-sm" loading={adding.isPending} onClick={() => adding.mutate(chosen)}>{words("knowledge.recordings.go")}</Button>}
          <Button size="compact-sm" variant="subtle" color="gray" disabled={adding.isPending} onClick={() => setChosen(undefined)}>{words("cancel")}</Button>
        </Group>
      )}
      <Wrong error={about.error ?? adding.error ?? dropping.error ?? all.error} />
      {items.length > 0 && (
        <ul className={styles.list} aria-label={words("knowledge.recordings")}>
          {items.map((r) => (
            <li key={r.id}>
              <Group gap="xs">
                <Text size="sm">{r.name}{r.from === "folder" && ` · ${words("knowledge.recordings.folder")}`} · {state(r)}{r.costMicroUsd > 0 && ` · ${cost.format(r.costMicroUsd / 1e6)}`}</Text>
                <Button size="compact-xs" variant="subtle" color="gray" onClick={() => dropping.mutate(r.id)} aria-label={words("knowledge.recordings.drop.of", { name: r.name })}>{words("knowledge.calls.drop")}</Button>
              </Group>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
