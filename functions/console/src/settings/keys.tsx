// Keys, by which scripts and other systems use the API.
import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { Copied, Sheet, Sure } from "../kit/form";
import { full } from "../kit/time";
import { useMe } from "../people/me";
import { useLanguage, useWords } from "../words/words";
import { makeKey, revokeKey, useKeysOfAPI, useOperators, useSet } from "./data";
import { Part, type Mark } from "./part";
import { RightsOf, usual } from "./rights";

export function Keys() {
  const words = useWords();
  const language = useLanguage();
  const keys = useKeysOfAPI();
  const operators = useOperators().data?.items ?? [];
  const own = useMe().data?.key;
  const [adding, setAdding] = useState(false);
  const revoke = useSet(revokeKey, undefined, true);
  const marks = (k: Schemas["Key"]): Mark[] => (k.revokedAt ? [{ text: words("set.keys.revoked"), color: "gray" }] : [{ text: words(`set.role.${k.role}`), color: "blue" }]);
  return (
    <>
      <Part query={keys} name={words("set.keys")} empty={words("set.keys.none")} add={{ label: words("set.keys.add"), go: () => setAdding(true) }}
        row={(k) => ({
          key: k.id, title: k.name, marks: marks(k), about: [full(k.createdAt, language), operators.find((o) => o.id === k.operator)?.name].filter(Boolean).join(" · "),
          beside: !k.revokedAt && k.id !== own && <Sure label={words("set.keys.revoke")} ask={words("set.keys.revoke.ask", { name: k.name })} busy={revoke.isPending && revoke.variables === k.id} onSure={() => revoke.mutate(k.id)} />,
        })} />
      {adding && <Make onClose={() => setAdding(false)} />}
    </>
  );
}

function Make({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const operators = useOperators().data?.items.filter((o) => !o.off) ?? [];
  const [name, setName] = useState("");
  const [operator, setOperator] = useState<string>();
  const [rights, setRights] = useState({ ...usual, dialogs: "all" as const as typeof usual.dialogs });
  const make = useSet(makeKey);
  if (make.data?.token) return <Sheet title={words("set.keys.made", { name: make.data.name })} onClose={onClose}><Copied label={words("set.keys.token")} text={make.data.token} once /></Sheet>;
  return (
    <Sheet title={words("set.keys.add")} onClose={onClose} save="set.keys.make" saving={make.isPending} error={make.error} onSave={() => make.mutate({ name: name.trim(), ...rights, ...(operator && { operator }) })}>
      <TextInput label={words("set.title")} description={words("set.keys.name")} required maxLength={128} value={name} onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
      <Select label={words("set.keys.operator")} description={words("set.keys.operator.about")} clearable value={operator ?? null} data={operators.map((o) => ({ value: o.id, label: o.name }))} onChange={(v) => setOperator(v ?? undefined)} />
      <RightsOf rights={rights} onChange={setRights} />
    </Sheet>
  );
}
