// What somebody may do: an operator, or a script with a key.
import { Checkbox, Select, Stack } from "@mantine/core";
import type { Schemas } from "../api/client";
import { useWords } from "../words/words";
import styles from "./settings.module.css";

export type Rights = Pick<Schemas["Operator"], "role" | "leads" | "deals" | "cases" | "dialogs" | "customers" | "export" | "statistics">;

// usual are those of whoever answers customers.
export const usual: Rights = { role: "operator", leads: "change", deals: "change", cases: "change", dialogs: "team", customers: true, export: false, statistics: false };

export function RightsOf({ rights, onChange, ownRole }: { rights: Rights; onChange: (rights: Rights) => void; ownRole?: boolean }) {
  const words = useWords();
  const set = (part: Partial<Rights>) => onChange({ ...rights, ...part });
  return (
    <fieldset className={styles.group}>
      <legend>{words("set.rights")}</legend>
      <Stack gap="sm">
        <Select label={words("set.role")} allowDeselect={false} disabled={ownRole} value={rights.role} data={(["operator", "supervisor", "admin"] as const).map((value) => ({ value, label: words(`set.role.${value}`) }))} onChange={(v) => v && set({ role: v as Rights["role"] })} />
        {rights.role !== "admin" && (
          <>
            {(["leads", "deals", "cases"] as const).map((kind) => (
              <Select key={kind} size="xs" label={words(`set.rights.${kind}`)} allowDeselect={false} value={rights[kind]} data={(["none", "read", "change"] as const).map((value) => ({ value, label: words(`set.may.${value}`) }))} onChange={(v) => v && set({ [kind]: v })} />
            ))}
            <Select size="xs" label={words("set.rights.dialogs")} allowDeselect={false} value={rights.dialogs} data={(["own", "team", "all"] as const).map((value) => ({ value, label: words(`set.sees.${value}`) }))} onChange={(v) => v && set({ dialogs: v as Rights["dialogs"] })} />
            {(["customers", "export", "statistics"] as const).map((right) => <Checkbox key={right} label={words(`set.rights.${right}`)} checked={rights[right]} onChange={(e) => set({ [right]: e.currentTarget.checked })} />)}
          </>
        )}
      </Stack>
    </fieldset>
  );
}
