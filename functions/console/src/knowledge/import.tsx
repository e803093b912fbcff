// Entries are brought in from a file: first it is shown what would become of each.
import { Alert, Badge, Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { Wrong } from "../kit/form";
import { Popup } from "../kit/popup";
import { Waiting } from "../kit/screen";
import { useSay } from "../shell/said";
import { byCode, has, useWords } from "../words/words";
import { bring } from "./data";
import styles from "./knowledge.module.css";

const colors = { created: "green", changed: "blue", unchanged: "gray", refused: "red" } as const;

export function Import({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const say = useSay();
  const queries = useQueryClient();
  const [file, setFile] = useState<File>();
  const look = useMutation({ mutationFn: (f: File) => bring(f, true) });
  const go = useMutation({
    mutationFn: () => bring(file!, false),
    onSuccess: (out) => {
      void queries.invalidateQueries({ queryKey: ["faq"] });
      say.done(words("knowledge.import.done", { created: out.created, changed: out.changed, refused: out.refused }));
      onClose();
    },
  });
  const seen = look.data;
  return (
    <Popup onClose={onClose} size="lg" title={words("knowledge.import")}>
      <Stack>
        <Text size="sm">{words("knowledge.import.about")}</Text>
        <Group>
          <FileButton accept=".csv,.tsv,.txt,.xlsx" onChange={(f) => { if (f) { setFile(f); look.mutate(f); } }}>{(props) => <Button variant="default" {...props}>{words("knowledge.import.choose")}</Button>}</FileButton>
          {file && <Text size="sm">{file.name}</Text>}
        </Group>
        {look.isPending && <Waiting />}
        <Wrong error={look.error ?? go.error} />
        {seen && <Seen seen={seen} />}
        {seen && (
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{words("cancel")}</Button>
            <Button loading={go.isPending} disabled={!(seen.created + seen.changed)} onClick={() => go.mutate()}>{words("knowledge.import.go", { n: seen.created + seen.changed })}</Button>
          </Group>
        )}
      </Stack>
    </Popup>
  );
}

// Seen is what would become of the file: how its columns were read, and each row.
function Seen({ seen }: { seen: Schemas["ImportedFAQ"] }) {
  const words = useWords();
  const column = ({ title, as }: Schemas["FAQColumn"]) => {
    const [part = "", language] = as.split(":");
    const named = `knowledge.change.${part}`;
    return `${title || "—"} → ${as ? (has(named) ? words(named) : part) + (language ? ` (${language})` : "") : words("knowledge.import.left")}`;
  };
  const worded = seen.columns.some((c) => c.as === "wordings");
  return (
    <div role="status">
      <Group gap="xs">{(["created", "changed", "unchanged", "refused"] as const).map((b) => <Badge key={b} color={colors[b]} variant="light" className={styles.badge}>{words(`knowledge.became.${b}`, { n: seen[b] })}</Badge>)}</Group>
      <Text size="xs" c="var(--faint)" my={6}>{words("knowledge.import.columns")} {seen.columns.map(column).join(", ")}</Text>
      {seen.refused > 0 && <Alert color="yellow" p="xs" mb="xs">{words("knowledge.import.refused")}</Alert>}
      <div className={styles.box} tabIndex={0} role="region" aria-label={words("knowledge.import.rows")}>
        <table className={styles.table}>
          <thead><tr><th scope="col">{words("knowledge.row")}</th><th scope="col">{words("knowledge.question")}</th>{worded && <th scope="col">{words("knowledge.wordings")}</th>}<th scope="col">{words("knowledge.became")}</th></tr></thead>
          <tbody>{seen.entries.slice(0, 500).map((r) => <Row key={r.row} row={r} worded={worded} />)}</tbody>
        </table>
      </div>
    </div>
  );
}

// Row is a row of the file; its wordings are counted, and listed when one asks, so that
// one sees where a cell was parted.
function Row({ row: r, worded }: { row: Schemas["ImportedFAQRow"]; worded: boolean }) {
  const words = useWords();
  return (
    <tr>
      <td>{r.row}</td>
      <td>
        <bdi>{r.question}</bdi>
        {r.answers?.map((a) => (
          <div key={a.language ?? ""} className={styles.became}>
            {a.language && <Badge size="xs" variant="light">{a.language}</Badge>}
            {a.was && <Text size="xs" c="var(--faint)" lineClamp={2} component="del"><bdi>{a.was}</bdi></Text>}
            <Text size="xs" lineClamp={3}><bdi>{a.text}</bdi></Text>
          </div>
        ))}
      </td>
      {worded && (
        <td>
          {!!r.wordings?.length && (
            <details>
              <summary>{words("knowledge.wordings.n", { n: r.wordings.length })}</summary>
              <ul className={styles.wordings}>{r.wordings.map((w) => <li key={w}><bdi>{w}</bdi></li>)}</ul>
            </details>
          )}
        </td>
      )}
      <td>
        {words(`knowledge.became.${r.became}.one`)}
        {!!r.changes?.length && `: ${r.changes.map((c) => { const named = `knowledge.change.${c}`; return has(named) ? words(named) : c; }).join(", ")}`}
        {r.code && `: ${byCode(words, r.code)}`}
        {r.reason && !r.code && <Text size="xs" c="var(--faint)" lang="en">{r.reason}</Text>}
      </td>
    </tr>
  );
}
