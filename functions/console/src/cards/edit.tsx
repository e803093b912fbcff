// What a card's fields hold, to be changed by hand.
import { MultiSelect, Select, Textarea, TextInput, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { Refused, type Schemas } from "../api/client";
import { currencyOf, currencySaid } from "../kit/currency";
import { faultSaid, Sheet } from "../kit/form";
import { NumberInput } from "../kit/number";
import { titled } from "../kit/names";
import { useSettings } from "../kit/data";
import { optionOf } from "../words/named";
import { useLanguage, useWords, type Language } from "../words/words";
import { changeCard } from "./card";
import { localeOf } from "../kit/locale";

type Value = Schemas["Value"];
type Field = Schemas["Field"];

export function EditCard({ read, fields, onClose }: { read: { data: Schemas["CardDetail"]; etag: string }; fields: Field[]; onClose: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const c = read.data;
  const [called] = useState(() => titled(c.title, words)); // as it is read; left so, it stays as it is stored
  const [title, setTitle] = useState(called);
  const [values, setValues] = useState<Record<string, Value>>({});
  const save = useMutation({
    mutationFn: () => changeCard(c.ref, read.etag, { ...(title.trim() !== called && { title: title.trim() }), ...(Object.keys(values).length && { values }) }),
    onSuccess: onClose,
    onSettled: () => Promise.all(["card", "contacts", "deals"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const { faultOf, error } = useFaults(save.error, fields);
  const set = (f: Field, value: Value) => setValues((all) => ({ ...all, [f.name]: value === "" || (Array.isArray(value) && !value.length) ? null : value }));
  return (
    <Sheet title={titled(c.title, words) || c.ref} onClose={onClose} saving={save.isPending} error={error} onSave={() => save.mutate()}>
      <TextInput label={words("set.title")} required maxLength={512} value={title} onChange={(e) => setTitle(e.currentTarget.value)} />
      {fields.map((f) => <Input key={f.name} field={f} error={faultOf(f)} value={f.name in values ? values[f.name] : c.values[f.name]} onChange={(value) => set(f, value)} />)}
    </Sheet>
  );
}

// useFaults parts what was refused: what is wrong with a field is said at the field, the
// rest below all of them.
export function useFaults(refused: unknown, fields: Field[]) {
  const words = useWords();
  const language = useLanguage();
  const country = useSettings().data?.region;
  const land = country ? new Intl.DisplayNames(language, { type: "region", fallback: "code" }).of(country) : undefined;
  const faults = refused instanceof Refused ? refused.errors : [];
  const of = (f: Field) => faults.find((x) => x.where === `body.values.${f.name}`);
  const rest = faults.filter((x) => !fields.some((f) => of(f) === x));
  const faultOf = (f: Field) => {
    const fault = of(f);
    return fault && faultSaid(words, { ...fault, where: f.title }, land, true);
  };
  const error = refused instanceof Refused && rest.length < faults.length ? new Refused(refused.code, refused.status, "", refused.until, rest) : refused;
  return { faultOf, error };
}

const kinds: Partial<Record<Field["type"], string>> = { phone: "tel", email: "email", url: "url", date: "date" };

export function Input({ field: f, value, error, onChange }: { field: Field; value: Value | undefined; error?: string | undefined; onChange: (value: Value) => void }) {
  const words = useWords();
  const text = typeof value === "string" ? value : "";
  const options = f.options?.map((o) => ({ value: o.value, label: optionOf(o.value, words) })) ?? [];
  switch (f.type) {
    case "text":
    case "address":
      return <Textarea label={f.title} error={error} autosize minRows={2} maxRows={8} value={text} onChange={(e) => onChange(e.currentTarget.value)} />;
    case "integer":
    case "number":
      return <NumberInput label={f.title} error={error} {...(f.type === "integer" && { decimalScale: 0 })} value={typeof value === "number" ? value : ""} onChange={(n) => onChange(n === "" ? null : Number(n))} />;
    case "boolean":
      return <Select label={f.title} error={error} clearable value={typeof value === "boolean" ? String(value) : null} data={[{ value: "true", label: words("yes") }, { value: "false", label: words("no") }]} onChange={(v) => onChange(v === null ? null : v === "true")} />;
    case "enum":
      return <Select label={f.title} error={error} clearable value={text || null} data={options} onChange={(v) => onChange(v)} />;
    case "multi_enum":
      return <MultiSelect label={f.title} error={error} clearable value={Array.isArray(value) ? value : []} data={options} onChange={(v) => onChange(v)} />;
    case "money":
      return <Money field={f} value={value} error={error} onChange={onChange} />;
    case "datetime":
      return <TextInput label={f.title} error={error} type="datetime-local" value={local(text)} onChange={(e) => onChange(e.currentTarget.value && new Date(e.currentTarget.value).toISOString())} />;
    default:
      return <TextInput label={f.title} error={error} type={kinds[f.type] ?? "text"} value={text} onChange={(e) => onChange(e.currentTarget.value)} />;
  }
}

// local is a moment as the browser's input has it, in the operator's zone.
function local(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "" : new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

// Money is an amount and its currency: the one that is said beside the amount or chosen,
// else the field's, else the company's.
function Money({ field: f, value, error, onChange }: { field: Field; value: Value | undefined; error?: string | undefined; onChange: (value: Value) => void }) {
  const words = useWords();
  const language = useLanguage();
  const company = useSettings().data?.currency;
  const money = value && typeof value === "object" && !Array.isArray(value) ? value : undefined;
  const [chosen, setChosen] = useState<string>();
  const currency = money?.currency ?? chosen ?? f.currency ?? company;
  const all = useMemo(() => currencies(language, company), [language, company]);
  const said = useRef<string>(undefined);
  const takes = (text: string) => {
    said.current = currencySaid(text);
    return said.current ? text.replace(/\p{L}+\.?/gu, "") : text;
  };
  const set = (amount: number | "") => {
    const now = said.current ?? currency;
    if (said.current) setChosen(said.current);
    onChange(amount === "" ? null : { amount, ...(now && { currency: now }) });
  };
  return (
    <Group wrap="nowrap" align="flex-start" gap="xs">
      <NumberInput flex={1} label={f.title} error={error} value={money?.amount ?? ""} takes={takes} onChange={set} />
      <Select w={120} label={words("currency")} aria-label={words("cards.currency", { field: f.title })} searchable allowDeselect={false} data={all} limit={60} value={currency ?? null} nothingFoundMessage={words("currency.none")}
        filter={({ options, search, limit }) => options.filter((o) => "value" in o && (!search.trim() || o.value === currencyOf(search) || o.label.toUpperCase().includes(search.trim().toUpperCase()))).slice(0, limit)}
        onChange={(c) => { if (c) { said.current = undefined; setChosen(c); if (money) onChange({ amount: money.amount, currency: c }); } }} />
    </Group>
  );
}

// currencies are all that there are, by code and sign, the company's and the most usual first.
function currencies(language: Language, company: string | undefined) {
  const first = [company ?? "EUR", "EUR", "USD", "GBP", "RUB"];
  const sign = (currency: string) => new Intl.NumberFormat(localeOf(language), { style: "currency", currency, currencyDisplay: "narrowSymbol" }).formatToParts(0).find((p) => p.type === "currency")?.value;
  return [...new Set([...first, ...Intl.supportedValuesOf("currency")])].map((c) => ({ value: c, label: sign(c) === c ? c : `${c} ${sign(c)}` }));
}
