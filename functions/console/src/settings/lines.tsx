// Lines: where customers write. Connecting one goes step by step, and tells when the
// first message came.
import { Alert, Anchor, Button, Checkbox, Loader, PasswordInput, Select, Stack, Switch, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, asked, type Schemas } from "../api/client";
import { Copied, Sheet, Sure } from "../kit/form";
import { channelName } from "../kit/names";
import { Failed, Waiting } from "../kit/screen";
import { Icon } from "../shell/icons";
import { useSay } from "../shell/said";
import { meaning } from "../kit/why";
import { has, useWords, type Words } from "../words/words";
import { changeLine, dropLine, idFrom, makeLine, randomWord, readLine, setUpLine, useAllLines, useChannels, useConnections, useKept, useSet, useTeams } from "./data";
import { AnsweredElsewhere, BotOfLine, HandingOver, OwnOfLine } from "./line-more";
import { Part, type Mark } from "./part";
import { Preview } from "./preview";
import styles from "./settings.module.css";
import { forTrying } from "./trying";
import { Asked, Identified } from "./widget";

type Line = Schemas["Line"];
type Need = Schemas["Need"];

// made are secrets that nobody has to think of: they are words of ours.
const made = ["secret", "verify_token", "session"];
// toldThere are those of them that are entered at the vendor's, too.
const toldThere = (channel: string, name: string) => name === "verify_token" || (name === "secret" && channel !== "telegram");

export function Lines() {
  const words = useWords();
  const lines = useAllLines();
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string>();
  const mark = (l: Line): Mark => (!l.active ? { text: words("set.off"), color: "gray" } : l.problem ? { text: words("set.lines.problem"), color: "red" } : { text: words("set.on"), color: "green" });
  return (
    <>
      <Part query={lines} name={words("set.lines")} empty={words("set.lines.none")} add={{ label: words("set.lines.add"), go: () => setAdding(true) }}
        row={(l) => ({ key: l.id, title: l.title || l.id, about: [channelName(l.channel, words), l.active && l.problem ? troubleOf(l.problem, words, l.channel) : forTrying(l) && words("set.lines.trying")].filter(Boolean).join(" · "), marks: [mark(l)], go: () => setOpen(l.id) })} />
      {adding && <Connect taken={lines.data?.items.map((l) => l.id) ?? []} onClose={() => setAdding(false)} />}
      {open && <Edit id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

// troubleOf says what keeps a line from working, in the operator's language where its code
// has words here, else as the API says.
const troubleOf = (problem: NonNullable<Line["problem"]>, words: Words, channel: string) => {
  const word = `set.lines.problem.${problem.code}`;
  const group = `why.send.${meaning(problem.code, channel)}`;
  return has(word) ? words(word) : has(group) ? words(group) : problem.reason;
};

// needLabel is what it is called; a name may mean something of its own on a channel.
export const needLabel = (need: Need, of: string, words: Words) => {
  const word = [`set.need.${of}.${need.name}`, `set.need.${need.name}`].find(has);
  return word && has(word) ? words(word) : need.name;
};

const choiceLabel = (choice: string, words: Words) => {
  const word = `set.choice.${choice}`;
  return has(word) ? words(word) : choice;
};

// needDoc says what it is and where to find it, in the operator's language; what has no
// words here is as the API says.
export const needDoc = (need: Need, of: string, words: Words) => {
  const word = [of, "any"].map((owner) => `set.doc.${owner}.${need.name}`).find(has);
  return word && has(word) ? words(word) : need.doc;
};

// NeedInput asks for one thing that a line's channel, or a connection's CRM, needs.
export function NeedInput({ need, of, value, kept, onChange }: { need: Need; of: string; value: string; kept?: boolean; onChange: (value: string) => void }) {
  const words = useWords();
  const props = { label: needLabel(need, of, words), description: needDoc(need, of, words), required: need.required && !kept, value, placeholder: kept ? words("set.kept") : undefined };
  if (need.choices) return <Select {...props} clearable data={need.choices.map((c) => ({ value: c, label: choiceLabel(c, words) }))} value={value || null} onChange={(v) => onChange(v ?? "")} />;
  if (need.secret) return <PasswordInput {...props} autoComplete="off" onChange={(e) => onChange(e.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": words("password.show"), tabIndex: 0 }} />;
  if (need.name === "calls") return <Textarea {...props} autosize minRows={4} maxRows={16} onChange={(e) => onChange(e.currentTarget.value)} />;
  if (need.name === "color") return <TextInput {...props} onChange={(e) => onChange(e.currentTarget.value)} rightSection={<input className={styles.color} type="color" aria-label={words("set.color.pick")} value={/^#[0-9a-f]{6}$/i.test(value) ? value : "#1a5fb4"} onChange={(e) => onChange(e.currentTarget.value)} />} />;
  return <TextInput {...props} onChange={(e) => onChange(e.currentTarget.value)} />;
}

// address is the webhook's, as the messenger calls it.
const address = (l: Pick<Line, "webhook">) => location.origin + l.webhook;

// steps are what to click at the vendor's.
const count: Record<string, number> = { telegram: 3, whatsapp: 4, messenger: 4, instagram: 4, viber: 3, manychat: 3, smartsender: 3, web: 2 };
function Steps({ channel }: { channel: string }) {
  const words = useWords();
  const all = Array.from({ length: count[channel] ?? 0 }, (_, i) => `set.step.${channel}.${i + 1}`).filter(has);
  return <ol className={styles.steps}>{all.map((word) => <li key={word}>{words(word)}</li>)}</ol>;
}

function Connect({ taken, onClose }: { taken: string[]; onClose: () => void }) {
  const words = useWords();
  const channels = useChannels();
  const [channel, setChannel] = useState<string>();
  const [title, setTitle] = useState("");
  const [values, setValues] = useState<Record<string, string>>({});
  const [origins, setOrigins] = useState<string[]>([]);
  const [more, setMore] = useState(false);
  const [secrets] = useState(() => Object.fromEntries(made.map((name) => [name, randomWord()])));
  const make = useSet(makeLine);
  const needs = channels.data?.items.find((c) => c.channel === channel)?.needs ?? [];
  const ours = needs.filter((n) => n.secret && made.includes(n.name));
  const asks = needs.filter((n) => !ours.includes(n) && (n.required || more));
  if (make.data && channel) {
    return (
      <Sheet title={words("set.lines.connected", { title: make.data.title || make.data.id })} onClose={onClose}>
        <Connected line={make.data} secrets={ours.filter((n) => toldThere(channel, n.name)).map((n) => [needLabel(n, channel, words), secrets[n.name] ?? ""])} />
      </Sheet>
    );
  }
  if (!channel) {
    return (
      <Sheet title={words("set.lines.add")} onClose={onClose}>
        <Text size="sm">{words("set.lines.choose")}</Text>
        {channels.isPending && <Waiting />}
        {channels.error && <Failed error={channels.error} again={channels.refetch} />}
        <div className={styles.kinds}>{channels.data?.items.map((c) => <Button key={c.channel} variant="default" onClick={() => { setChannel(c.channel); setTitle(channelName(c.channel, words)); }}>{channelName(c.channel, words)}</Button>)}</div>
      </Sheet>
    );
  }
  const given = (secret: boolean) => Object.fromEntries([...needs.filter((n) => n.secret === secret).map((n) => [n.name, ours.includes(n) ? secrets[n.name] : values[n.name]]).filter(([, v]) => v)]) as Record<string, string>;
  return (
    <Sheet title={words("set.lines.connect", { channel: channelName(channel, words) })} onClose={onClose} save="set.connect" saving={make.isPending} error={make.error} extra={<Button variant="subtle" onClick={() => setChannel(undefined)}>{words("set.back")}</Button>}
      onSave={() => make.mutate({ id: idFrom(title, taken), channel, title: title.trim(), active: true, leadPolicy: "on_first_message", secrets: given(true), options: given(false), ...(origins.length && { origins }) })}>
      <Steps channel={channel} />
      <TextInput label={words("set.title")} required maxLength={256} value={title} onChange={(e) => setTitle(e.currentTarget.value)} />
      {channel === "web" && <TagsInput label={words("set.lines.origins")} description={words("set.lines.origins.about")} placeholder={location.origin} value={origins} onChange={setOrigins} clearable clearButtonProps={{ "aria-label": words("conversations.clear") }} />}
      {asks.map((n) => <NeedInput key={n.name} of={channel} need={n} value={values[n.name] ?? ""} onChange={(v) => setValues((all) => ({ ...all, [n.name]: v }))} />)}
      {needs.some((n) => !n.required) && <Checkbox label={words("set.lines.more")} checked={more} onChange={(e) => setMore(e.currentTarget.checked)} />}
    </Sheet>
  );
}

// Connected is what is left to do at the vendor's, and a look whether a message came.
function Connected({ line: made, secrets }: { line: Line; secrets: [string, string][] }) {
  const words = useWords();
  const now = useQuery({ queryKey: ["set", "line", made.id, "now"], queryFn: () => asked(api.GET("/v1/lines/{id}", { params: { path: { id: made.id } } })), refetchInterval: 3_000 });
  const line = now.data ?? made;
  const problem = line.problem ?? made.problem; // that nothing was registered is told once, and not kept
  return (
    <Stack>
      {problem && <Alert color="red" role="alert" title={words("set.lines.problem")}>{troubleOf(problem, words, line.channel)}</Alert>}
      {line.channel !== "web" && <Copied label={words("set.lines.webhook")} text={address(line)} />}
      {line.publicKey && <Snippet line={line} />}
      {secrets.map(([label, secret]) => <Copied key={label} label={label} text={secret} once />)}
      <Hello line={line.id} quiet={unreachable.includes(problem?.code ?? "")} />
    </Stack>
  );
}

// unreachable are the troubles with which no message comes, unless somebody sees to it
// elsewhere: nobody is asked to wait for one.
const unreachable = ["not_registered", "not_checked", "401", "404", "no_token", "bad_secret"];

// Hello turns green when a customer's message came; anew: when one came since it is shown;
// quiet: until then it says nothing.
function Hello({ line, anew = false, quiet = false }: { line: string; anew?: boolean; quiet?: boolean }) {
  const words = useWords();
  const before = useRef<string>(undefined);
  const came = useQuery({
    queryKey: ["set", "came", line, anew], gcTime: 0,
    queryFn: async () => {
      const { items } = await asked(api.GET("/v1/dialogs", { params: { query: { line: [line], sort: "activity", limit: 1 } } }));
      const newest = items[0]?.lastAt ?? "";
      before.current ??= anew ? newest : "";
      return newest > before.current;
    },
    refetchInterval: (q) => (q.state.data ? false : 2_000),
  });
  return (
    <div role="status">
      {came.data ? <Alert color="green" icon={<Icon name="check" />}>{words("set.lines.came")}</Alert> : !quiet && <Alert color="blue" icon={<Loader size={18} />}>{words("set.lines.hello")}</Alert>}
    </div>
  );
}

// Snippet is what a website's pages are given, and where it can be seen first.
function Snippet({ line }: { line: Line }) {
  const words = useWords();
  const key = line.publicKey ?? "";
  return (
    <>
      <Copied label={words("set.lines.snippet")} text={`<script async src="${location.origin}/widget.js" data-line="${key}"></script>`} />
      {line.origins?.includes(location.origin)
        ? <Anchor size="sm" href={`/widget-test?line=${encodeURIComponent(key)}`} target="_blank" rel="noopener noreferrer">{words("set.lines.seen")}</Anchor>
        : <Text size="xs" c="var(--faint)">{words("set.lines.unseen", { origin: location.origin })}</Text>}
    </>
  );
}

// Tried is how a line is connected, once more, and whether it works now.
function Tried({ line }: { line: Line }) {
  const words = useWords();
  const [trying, setTrying] = useState(false);
  return (
    <Stack>
      {line.channel !== "web" && <Steps channel={line.channel} />}
      {trying ? <Hello line={line.id} anew /> : <div><Button variant="default" onClick={() => setTrying(true)}>{words("set.lines.try")}</Button></div>}
    </Stack>
  );
}

function Edit({ id, onClose }: { id: string; onClose: () => void }) {
  const words = useWords();
  const line = useKept(["line", id], () => readLine(id));
  return line.data ? <EditLine line={line.data.data} etag={line.data.etag} onClose={onClose} /> : <Sheet title={words("line")} onClose={onClose}>{line.error ? <Failed error={line.error} again={line.refetch} /> : <Waiting />}</Sheet>;
}

// parts of a line's settings that most lines leave as they are.
const parts = [["set.lines.bots", BotOfLine], ["set.handOver", HandingOver], ["set.centre", AnsweredElsewhere], ["set.lines.own", OwnOfLine]] as const;

function EditLine({ line, etag, onClose }: { line: Line; etag: string; onClose: () => void }) {
  const words = useWords();
  const say = useSay();
  const teams = useTeams().data?.items ?? [];
  const connections = useConnections().data?.items ?? [];
  const needs = useChannels().data?.items.find((c) => c.channel === line.channel)?.needs ?? [];
  const [to, setTo] = useState<Schemas["LineSettings"]>({});
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const [options, setOptions] = useState<Record<string, string | null>>({});
  const save = useSet((body: Schemas["LineSettings"]) => changeLine(line.id, etag, body), onClose);
  const again = useSet(() => setUpLine(line.id), (out) => { if (!out.problem) say.done(words("set.lines.registered")); }, true);
  const drop = useSet(() => dropLine(line.id), (out) => { say.done(out.webhook); onClose(); }, true);
  const set = (part: Schemas["LineSettings"]) => setTo((all) => ({ ...all, ...part }));
  const now: Line = { ...line, ...to, options: line.options, secrets: line.secrets };
  const web = line.channel === "web";
  const option = (name: string) => (name in options ? options[name] : line.options[name]) ?? "";
  const setOption = (name: string, v: string) => setOptions((all) => ({ ...all, [name]: v || null }));
  const setSecret = (name: string, v: string) => setSecrets(({ [name]: _, ...rest }) => (v ? { ...rest, [name]: v } : rest));
  const input = (n: Need) => (n.secret
    ? <NeedInput key={n.name} of={line.channel} need={n} kept={line.secrets.includes(n.name)} value={secrets[n.name] ?? ""} onChange={(v) => setSecret(n.name, v)} />
    : <NeedInput key={n.name} of={line.channel} need={n} value={option(n.name)} onChange={(v) => setOption(n.name, v)} />);
  return (
    <Sheet title={line.title || line.id} onClose={onClose} saving={save.isPending} error={save.error}
      beside={web && line.publicKey && <Preview line={line.publicKey} language={now.language} options={{ ...line.options, ...options }} />}
      onSave={() => save.mutate({ ...to, ...(Object.keys(secrets).length && { secrets }), ...(Object.keys(options).length && { options }) })}
      extra={<Sure label={words("delete")} ask={words("set.lines.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}>
      {line.problem && <Alert color="red" title={words("set.lines.problem")}>{troubleOf(line.problem, words, line.channel)}</Alert>}
      <Switch label={words("set.lines.active")} description={words("set.lines.active.about")} checked={now.active} onChange={(e) => set({ active: e.currentTarget.checked })} />
      <TextInput label={words("set.title")} maxLength={256} value={now.title ?? ""} onChange={(e) => set({ title: e.currentTarget.value })} />
      <Select label={words("set.lines.team")} clearable placeholder={words("set.lines.team.all")} value={now.team || null} data={teams.map((t) => ({ value: t.id, label: t.title }))} onChange={(v) => set({ team: v ?? "" })} />
      <Select label={words("set.lines.lead")} allowDeselect={false} value={now.leadPolicy ?? "on_first_message"} data={(["on_first_message", "when_required_data_complete", "never"] as const).map((value) => ({ value, label: words(`set.lead.${value}`) }))} onChange={(v) => v && set({ leadPolicy: v as Line["leadPolicy"] })} />
      {connections.length > 0 && <Select label={words("set.lines.crm")} clearable placeholder={words("set.builtIn")} value={now.connection || null} data={connections.map((c) => ({ value: c.id, label: c.title || c.id }))} onChange={(v) => set({ connection: v ?? "" })} />}
      {web && <TagsInput label={words("set.lines.origins")} description={words("set.lines.origins.about")} value={now.origins ?? []} onChange={(origins) => set({ origins })} />}
      {!web && <Copied label={words("set.lines.webhook")} text={address(line)} />}
      {line.publicKey && <Snippet line={now} />}
      {!web && <Button variant="default" loading={again.isPending} onClick={() => again.mutate(undefined)}>{words("set.lines.register")}</Button>}
      {again.data?.problem && <Alert color="red" role="alert" title={words("set.lines.unregistered")}>{troubleOf(again.data.problem, words, line.channel)}</Alert>}
      <details><summary>{words("set.lines.tried")}</summary><div className={styles.inside}><Tried line={line} /></div></details>
      {web && (
        <details open>
          <summary>{words("set.look")}</summary>
          <Stack mt="sm">
            {needs.filter((n) => !n.secret).map((n) => (n.name === "ask" ? <Asked key={n.name} value={option(n.name)} onChange={(v) => setOption(n.name, v)} /> : input(n)))}
          </Stack>
        </details>
      )}
      {web && line.publicKey && <details><summary>{words("set.visitors")}</summary><div className={styles.inside}><Identified line={line.publicKey} kept={line.secrets.includes("identity")} secret={secrets.identity} onMake={(v) => setSecret("identity", v)} /></div></details>}
      {parts.map(([word, Shown]) => <details key={word}><summary>{words(word)}</summary><div className={styles.inside}><Shown line={now} onChange={set} /></div></details>)}
      <details>
        <summary>{words("set.lines.secrets")}</summary>
        <Stack mt="sm">
          {needs.filter((n) => n.secret || !web).map(input)}
        </Stack>
      </details>
    </Sheet>
  );
}
