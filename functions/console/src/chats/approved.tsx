// A template that WhatsApp has approved goes out also when the window is closed. Those
// that the line's account has are offered with their text, and filled in where they
// change; where nobody knows them, a template is named by hand.
import { Button, FileInput, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked, Refused, type Schemas } from "../api/client";
import { Popup } from "../kit/popup";
import { Waiting } from "../kit/screen";
import { useSay } from "../shell/said";
import { useWords } from "../words/words";
import styles from "./approved.module.css";
import { upload } from "./data";
import { NamedTemplate } from "./offers";

export type Approved = Schemas["ApprovedTemplate"];

export type Sent = { template: Schemas["Template"]; attachments?: Schemas["SendFile"][] };
type Props = { line: string; onSend: (body: Sent) => void; busy: boolean };

export function WhatsAppTemplate({ onClose, ...of }: Props & { onClose: () => void }) {
  const words = useWords();
  return <Popup onClose={onClose} title={words("templates.whatsapp")}><ApprovedTemplate {...of} /></Popup>;
}

// ApprovedTemplate is the same, wherever a message may be a template.
export function ApprovedTemplate({ line, onSend, busy }: Props) {
  const words = useWords();
  const [typed, setTyped] = useState(false);
  const listed = useQuery({ queryKey: ["approved", line], retry: false, staleTime: 60_000, queryFn: () => asked(api.GET("/v1/lines/{id}/templates", { params: { path: { id: line } } })) });
  const all = listed.data?.items ?? [];
  const why = listed.error instanceof Refused && listed.error.code !== "templates_unknown" ? words("whatsapp.unread") : listed.error ? words("code.templates_unknown") : undefined;
  return (
    <Stack gap="sm">
      <Text size="sm">{words("whatsapp.template.about")}</Text>
      {listed.isPending && <Waiting />}
      {listed.isSuccess && !typed && all.length > 0 && <Choose all={all} busy={busy} onSend={onSend} />}
      {listed.isSuccess && all.length > 0 && <Button variant="subtle" size="compact-sm" onClick={() => setTyped(!typed)}>{words(typed ? "whatsapp.choose" : "whatsapp.typed")}</Button>}
      {!listed.isPending && (typed || !all.length) && <NamedTemplate busy={busy} why={why ?? (typed ? undefined : words("whatsapp.none"))} onSend={(template) => onSend({ template })} />}
    </Stack>
  );
}

const key = (t: Approved) => `${t.name} ${t.language}`;

// filled is a text with what is filled in so far; what is not stays as its place.
export const filled = (text: string, values: Record<string, string>) => text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values[name]?.trim() || whole);

export type Values = { body: Record<string, string>; header: string; buttons: Record<number, string> };

// lacks says whether something that changes is not filled in.
export const lacks = (t: Approved, v: Values, file: boolean) =>
  t.params.some((p) => !v.body[p]?.trim()) || (!!t.header?.param && !v.header.trim()) || (!!t.header && t.header.kind !== "text" && !file) || (t.buttons ?? []).some((b, i) => b.needs && !v.buttons[i]?.trim());

// templateOf is a template as it is sent.
export function templateOf(t: Approved, v: Values): Schemas["Template"] {
  const value = (p: string) => v.body[p]?.trim() ?? "";
  const buttons = (t.buttons ?? []).flatMap((b, index) => (b.needs ? [{ index, [b.needs]: v.buttons[index]?.trim() ?? "" }] : []));
  return {
    name: t.name, language: t.language,
    ...(t.params.length > 0 && (t.named ? { named: Object.fromEntries(t.params.map((p) => [p, value(p)])) } : { params: [...t.params].sort((a, b) => Number(a) - Number(b)).map(value) })),
    ...(t.header?.param && { header: { text: v.header.trim(), ...(t.named && { param: t.header.param }) } }),
    ...(buttons.length > 0 && { buttons }),
  };
}

const accepts = { image: "image/jpeg,image/png", video: "video/mp4,video/3gpp", document: "" };

function Choose({ all, busy, onSend }: { all: Approved[] } & Omit<Props, "line">) {
  const words = useWords();
  const say = useSay();
  const [chosen, setChosen] = useState<Approved>();
  const [values, setValues] = useState<Values>({ body: {}, header: "", buttons: {} });
  const [file, setFile] = useState<File | null>(null);
  const [coming, setComing] = useState(false);
  const take = (of: string | null) => {
    setChosen(all.find((t) => key(t) === of));
    setValues({ body: {}, header: "", buttons: {} });
    setFile(null);
  };
  const send = async () => {
    if (!chosen || lacks(chosen, values, !!file)) return;
    setComing(true);
    try {
      onSend({ template: templateOf(chosen, values), ...(file && { attachments: [{ file: await upload(file, () => undefined), name: file.name }] }) });
    } catch (error) {
      say.failed(error);
    }
    setComing(false);
  };
  const head = chosen?.header;
  return (
    <form onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <Stack gap="sm">
        <Select label={words("whatsapp.approved")} searchable data={all.map((t) => ({ value: key(t), label: `${t.name} · ${t.language}` }))} value={chosen ? key(chosen) : null} onChange={take} nothingFoundMessage={words("templates.none")} data-autofocus />
        {chosen && (
          <>
            {head && head.kind !== "text" && <FileInput label={words(`whatsapp.header.${head.kind}`)} accept={accepts[head.kind]} value={file} onChange={setFile} placeholder={words("attach")} />}
            {head?.param && <TextInput label={words("whatsapp.place.header", { name: head.param })} maxLength={60} value={values.header} onChange={(e) => setValues({ ...values, header: e.currentTarget.value })} />}
            {chosen.params.map((p) => <TextInput key={p} label={words("whatsapp.place", { name: p })} maxLength={1_024} value={values.body[p] ?? ""} onChange={(e) => setValues({ ...values, body: { ...values.body, [p]: e.currentTarget.value } })} />)}
            {chosen.buttons?.map((b, i) => b.needs && <TextInput key={i} label={words(`whatsapp.place.${b.needs}`, { name: b.text ?? String(i + 1) })} maxLength={b.needs === "code" ? 20 : 2_000} value={values.buttons[i] ?? ""} onChange={(e) => setValues({ ...values, buttons: { ...values.buttons, [i]: e.currentTarget.value } })} />)}
            <div className={styles.preview} role="group" aria-label={words("whatsapp.preview")}>
              {head?.text && <b>{filled(head.text, head.param ? { [head.param]: values.header } : {})}</b>}
              <p>{filled(chosen.text, values.body)}</p>
              {chosen.footer && <small>{chosen.footer}</small>}
              {chosen.buttons && <span className={styles.buttons}>{chosen.buttons.map((b, i) => <span key={i}>{b.text}</span>)}</span>}
            </div>
          </>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={busy || coming} disabled={!chosen || lacks(chosen, values, !!file)}>{words("send")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
