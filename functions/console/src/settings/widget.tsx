// What a website's line sets of its widget: how it looks, what it asks, and how the
// site's server says who its visitor is.
import { Button, Fieldset, NativeSelect, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Copied } from "../kit/form";
import { useWords } from "../words/words";
import { randomWord } from "./data";
import { fieldsOf } from "./look";
import styles from "./settings.module.css";

const contact = ["name", "email", "phone"] as const;

// Asked is what is asked before the first word, as the option "ask" has it.
export function Asked({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const words = useWords();
  const now = fieldsOf(value);
  const as = (name: string) => { const f = now.find((x) => x.name === name); return f ? (f.required ? "must" : "may") : "no"; };
  const set = (name: string, to: string) => onChange(contact.map((n) => [n, n === name ? to : as(n)] as const).filter(([, how]) => how !== "no").map(([n, how]) => n + (how === "must" ? "*" : "")).join(", "));
  return (
    <Fieldset legend={words("set.need.ask")}>
      <div className={styles.three}>
        {contact.map((n) => <NativeSelect key={n} label={words(`set.ask.${n}`)} value={as(n)} onChange={(e) => set(n, e.currentTarget.value)} data={(["no", "may", "must"] as const).map((how) => ({ value: how, label: words(`set.asked.${how}`) }))} />)}
      </div>
    </Fieldset>
  );
}

// code is what a site's server does; a person stands for the id that the site knows them
// by.
const code = {
  "Node.js": `import { createHmac } from "node:crypto";

const at = Math.floor(Date.now() / 1000);
const hash = createHmac("sha256", process.env.SUFLER_IDENTITY).update(\`\${user}.\${at}\`).digest("hex");`,
  PHP: `$at = time();
$hash = hash_hmac('sha256', $user . '.' . $at, getenv('SUFLER_IDENTITY'));`,
  Python: `import hashlib, hmac, os, time

at = int(time.time())
hash = hmac.new(os.environ["SUFLER_IDENTITY"].encode(), f"{user}.{at}".encode(), hashlib.sha256).hexdigest()`,
};

// Identified shows how a site's visitors keep their history on all their devices.
export function Identified({ line, kept, secret, onMake }: { line: string; kept: boolean; secret?: string; onMake: (secret: string) => void }) {
  const words = useWords();
  const [server, setServer] = useState<keyof typeof code>("Node.js");
  return (
    <Stack>
      <Text size="sm">{words("set.visitors.about")}</Text>
      {secret ? <Copied label={words("set.visitors.secret")} text={secret} once /> : <div><Button variant="default" onClick={() => onMake(randomWord())}>{words(kept ? "set.visitors.anew" : "set.visitors.make")}</Button></div>}
      {kept && !secret && <Text size="xs" c="var(--faint)">{words("set.visitors.kept")}</Text>}
      <SegmentedControl aria-label={words("set.visitors.server")} value={server} onChange={setServer} data={Object.keys(code) as (keyof typeof code)[]} />
      <Copied label={words("set.visitors.code")} text={code[server]} />
      <Copied label={words("set.visitors.page")} text={`<script async src="${location.origin}/widget.js" data-line="${line}"\n  data-user="USER" data-at="AT" data-hash="HASH"></script>`} />
    </Stack>
  );
}
