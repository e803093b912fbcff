// What goes out beside, or in the place of, a text: buttons, and a template that is named
// by hand.
import { ActionIcon, Button, Group, NativeSelect, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { Icon } from "../shell/icons";
import { useWords } from "../words/words";
import styles from "./composer.module.css";

type Button_ = Schemas["Button"];
type Template = Schemas["Template"];

export function Buttons({ all, onChange }: { all: Button_[]; onChange: (all: Button_[]) => void }) {
  const words = useWords();
  const change = (i: number, part: Partial<Button_>) => onChange(all.map((b, n) => (n === i ? { ...b, ...part } : b)));
  return (
    <div className={styles.offers} role="group" aria-label={words("buttons")}>
      {all.map((b, i) => (
        <Group key={i} gap="xs" wrap="nowrap">
          <TextInput flex={1} size="xs" aria-label={words("buttons.text", { n: i + 1 })} placeholder={words("buttons.text", { n: i + 1 })} maxLength={256} value={b.text} onChange={(e) => change(i, { text: e.currentTarget.value, ...(b.payload && { payload: undefined }) })} />
          <TextInput flex={1} size="xs" type="url" aria-label={words("buttons.url", { n: i + 1 })} placeholder={words("buttons.url", { n: i + 1 })} maxLength={2_048} value={b.url ?? ""} onChange={(e) => change(i, { url: e.currentTarget.value || undefined })} />
          <ActionIcon variant="subtle" color="gray" aria-label={words("buttons.drop", { n: i + 1 })} onClick={() => onChange(all.filter((_, n) => n !== i))}><Icon name="close" size={14} /></ActionIcon>
        </Group>
      ))}
      {all.length < 10 && <Button size="compact-xs" variant="subtle" leftSection={<Icon name="add" size={12} />} onClick={() => onChange([...all, { text: "" }])}>{words("buttons.add")}</Button>}
    </div>
  );
}

const heads = ["none", "text", "image", "video", "document"] as const;
const changes = ["payload", "urlSuffix", "code"] as const;
type Change = { index: number; kind: (typeof changes)[number]; value: string };

// paramsOf are a template's parameters, one a line: in order, or by name as in city: Kyiv.
export function paramsOf(text: string): Pick<Template, "params" | "named"> {
  const lines = text.split("\n").map((l) => l.trim()).filter(Boolean);
  const named = lines.map((l) => /^([a-z][a-z0-9_]*)\s*:\s*(.+)$/.exec(l));
  if (lines.length && named.every(Boolean)) return { named: Object.fromEntries(named.map((m) => [m![1]!, m![2]!])) };
  return lines.length ? { params: lines } : {};
}

const kept = "sufler.whatsapp.template";

// NamedTemplate is one whose name and values are typed.
export function NamedTemplate({ onSend, busy, why }: { onSend: (template: Template) => void; busy: boolean; why: string | undefined }) {
  const words = useWords();
  const [last] = useState(() => (localStorage.getItem(kept) ?? "").split(" "));
  const [name, setName] = useState(last[0] ?? "");
  const [language, setLanguage] = useState(last[1] ?? "en_US");
  const [params, setParams] = useState("");
  const [head, setHead] = useState<(typeof heads)[number]>("none");
  const [value, setValue] = useState("");
  const [more, setMore] = useState("");
  const [buttons, setButtons] = useState<Change[]>([]);
  const change = (i: number, part: Partial<Change>) => setButtons((all) => all.map((b, n) => (n === i ? { ...b, ...part } : b)));
  const send = () => {
    localStorage.setItem(kept, `${name.trim()} ${language.trim()}`);
    const header = head === "none" || !value.trim() ? undefined : { [head]: value.trim(), ...(more.trim() && { [head === "document" ? "filename" : "param"]: more.trim() }) };
    onSend({ name: name.trim(), language: language.trim(), ...paramsOf(params), ...(header && { header }), ...(buttons.length && { buttons: buttons.map((b) => ({ index: b.index, [b.kind]: b.value })) }) });
  };
  return (
    <form onSubmit={(e) => { e.preventDefault(); send(); }}>
      <Stack gap="sm">
        {why && <Text size="sm" c="dimmed">{why}</Text>}
        <Group grow>
          <TextInput label={words("whatsapp.template.name")} required maxLength={512} value={name} onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
          <TextInput label={words("whatsapp.template.language")} required maxLength={16} value={language} onChange={(e) => setLanguage(e.currentTarget.value)} />
        </Group>
        <Textarea label={words("whatsapp.template.params")} description={words("whatsapp.template.params.about")} autosize minRows={2} maxRows={8} value={params} onChange={(e) => setParams(e.currentTarget.value)} />
        <Group grow align="flex-end">
          <NativeSelect label={words("whatsapp.header")} value={head} data={heads.map((v) => ({ value: v, label: words(`whatsapp.header.${v}`) }))} onChange={(e) => setHead(e.currentTarget.value as typeof head)} />
          {head !== "none" && <TextInput label={words(head === "text" ? "whatsapp.header.value" : "whatsapp.header.url")} value={value} onChange={(e) => setValue(e.currentTarget.value)} />}
        </Group>
        {(head === "document" || head === "text") && <TextInput label={words(head === "document" ? "whatsapp.header.filename" : "whatsapp.header.param")} value={more} onChange={(e) => setMore(e.currentTarget.value)} />}
        {buttons.map((b, i) => (
          <Group key={i} gap="xs" wrap="nowrap" align="flex-end">
            <NumberInput w={90} size="xs" label={words("whatsapp.button.index")} min={0} max={9} allowDecimal={false} value={b.index} onChange={(n) => change(i, { index: Number(n) })} />
            <NativeSelect size="xs" aria-label={words("whatsapp.button.kind", { n: i + 1 })} value={b.kind} data={changes.map((v) => ({ value: v, label: words(`whatsapp.button.${v}`) }))} onChange={(e) => change(i, { kind: e.currentTarget.value as Change["kind"] })} />
            <TextInput flex={1} size="xs" aria-label={words("whatsapp.button.value", { n: i + 1 })} value={b.value} onChange={(e) => change(i, { value: e.currentTarget.value })} />
            <ActionIcon variant="subtle" color="gray" aria-label={words("buttons.drop", { n: i + 1 })} onClick={() => setButtons((all) => all.filter((_, n) => n !== i))}><Icon name="close" size={14} /></ActionIcon>
          </Group>
        ))}
        <Group justify="space-between">
          <Button size="xs" variant="subtle" leftSection={<Icon name="add" size={14} />} onClick={() => setButtons((all) => [...all, { index: all.length, kind: "urlSuffix", value: "" }])}>{words("whatsapp.button.add")}</Button>
          <Button type="submit" loading={busy} disabled={!name.trim() || !language.trim()}>{words("send")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
