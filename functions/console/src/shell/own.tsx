// What an operator sets for themselves.
import { Menu, Text, useMantineColorScheme } from "@mantine/core";
import type { Schemas } from "../api/client";
import { useChangeMe, useSetStatus, useSignOut, useStatus } from "../people/me";
import { languages, speak, useLanguage, useWords, type Language } from "../words/words";
import { useSay } from "./said";
import styles from "./shell.module.css";

export function Own({ me, onNotify, onAccount, onKeys }: { me: Schemas["Me"]; onNotify: () => void; onAccount: () => void; onKeys: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const say = useSay();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true }); // else it writes a style, which the page does not allow
  const changeMe = useChangeMe();
  const signOut = useSignOut();
  const active = useStatus(me.operator).data?.status === "active";
  const setStatus = useSetStatus();
  return (
    <>
      <Menu.Label>
        <Text fw={600} size="sm">{me.name}</Text>
        {me.email}
      </Menu.Label>
      <Menu.Divider />
      <Menu.Label>{words("language")}</Menu.Label>
      <Choice label={words("language")} value={language} all={Object.keys(languages).map((value) => ({ value, label: value.toUpperCase() }))}
        onChoose={(value) => {
          void speak(value as Language);
          if (me.operator) changeMe.mutate({ language: value }, { onError: say.failed });
        }} />
      <Menu.Label>{words("theme")}</Menu.Label>
      <Choice label={words("theme")} value={colorScheme} onChoose={(value) => setColorScheme(value as typeof colorScheme)}
        all={[{ value: "auto", label: words("theme.auto") }, { value: "light", label: words("theme.light") }, { value: "dark", label: words("theme.dark") }]} />
      <Menu.Divider />
      {me.operator && <Menu.Item onClick={() => setStatus.mutate(active ? "inactive" : "active", { onError: say.failed })}>{words(active ? "menu.away" : "menu.available")}</Menu.Item>}
      {me.operator && <Menu.Item onClick={onNotify}>{words("own.notify")}</Menu.Item>}
      {me.operator && <Menu.Item onClick={onAccount}>{words("own.account")}</Menu.Item>}
      <Menu.Item onClick={onKeys}>{words("menu.keys")}</Menu.Item>
      <Menu.Item onClick={() => signOut.mutate()}>{words("signOut")}</Menu.Item>
    </>
  );
}

// Choice is one of a few, as items of the menu: a menu may hold nothing else.
function Choice({ label, value, all, onChoose }: { label: string; value: string; all: { value: string; label: string }[]; onChoose: (value: string) => void }) {
  return (
    <div role="group" aria-label={label} className={styles.choice}>
      <Menu.RadioGroup value={value} onChange={onChoose}>
        {all.map((o) => <Menu.RadioItem key={o.value} value={o.value} className={styles.chosen}>{o.label}</Menu.RadioItem>)}
      </Menu.RadioGroup>
    </div>
  );
}
