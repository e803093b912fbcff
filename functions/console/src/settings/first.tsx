// What an administrator does first. What is done is told by facts that nothing which is
// there for trying can fake, whoever did it; it is put away for good, or goes once all is.
import { Anchor, Button, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useId, type ReactNode } from "react";
import { api, asked, type Schemas } from "../api/client";
import { To } from "../kit/to";
import { useChangeMe } from "../people/me";
import { offerOf } from "../shell/company";
import { Icon } from "../shell/icons";
import { useSay } from "../shell/said";
import { languages, useLanguage, useWords, type Word } from "../words/words";
import styles from "./first.module.css";
import { forTrying, tryable } from "./trying";

type Step = { id: "company" | "lines" | "people" | "copilot" | "try"; href: string; done: boolean; about: ReactNode; apart?: boolean };

// useSteps are the steps; undefined until it is known what is done.
function useSteps(on = true): Step[] | undefined {
  const words = useWords();
  const language = useLanguage();
  const now = useQuery({
    queryKey: ["first"], enabled: on, staleTime: 0,
    queryFn: async () => {
      const [settings, lines, people, chats] = await Promise.all([
        asked(api.GET("/v1/settings")), asked(api.GET("/v1/lines")), asked(api.GET("/v1/operators")), asked(api.GET("/v1/dialogs", { params: { query: { limit: 1 } } })),
      ]);
      return { settings, lines: lines.items, people: people.items.length, chats: chats.items.length };
    },
  }).data;
  if (!now) return undefined;
  const { settings: s, lines } = now;
  const land = new Intl.DisplayNames(language, { type: "region", fallback: "code" });
  const company = [languages[s.language as keyof typeof languages] ?? s.language, s.zone, land.of(s.region), s.currency].join(", ");
  const trial = lines.find(forTrying);
  const page = lines.find(tryable);
  return [
    { id: "company", href: "/app/settings/general", done: !offerOf(s, language), about: words("set.first.company.about", { now: company }) },
    { id: "lines", href: "/app/settings/lines", done: lines.some((l) => l.active && !l.problem && !forTrying(l)), about: words(trial ? "set.first.lines.trial" : "set.first.lines.about", { line: trial?.title ?? "" }) },
    { id: "people", href: "/app/settings/operators", done: now.people > 1, about: words("set.first.people.about") },
    { id: "copilot", href: "/app/settings/copilot", done: s.subscription && [s.leadMode, ...Object.values(s.pipelineModes)].some((m) => m !== "manual"), about: <>{words("set.first.copilot.about")} <To href="/app/settings/fields">{words("set.first.copilot.fields")}</To></> },
    page ? { id: "try", href: `/widget-test?line=${encodeURIComponent(page.publicKey ?? "")}`, done: now.chats > 0, about: words("set.first.try.about"), apart: true } : { id: "try", href: "/app/settings/lines", done: now.chats > 0, about: words("set.first.try.none") },
  ];
}

// First lists them, in the settings: there they stay.
export function First() {
  const steps = useSteps();
  return steps ? <List steps={steps} /> : null;
}

function List({ steps }: { steps: Step[] }) {
  const words = useWords();
  return (
    <ol className={styles.steps}>
      {steps.map((s, i) => (
        <li key={s.id} className={styles.step} data-done={s.done || undefined}>
          <span className={styles.mark} aria-hidden>{s.done ? <Icon name="check" size={16} /> : i + 1}</span>
          <div>
            {s.apart ? <Anchor inherit href={s.href} target="_blank" rel="noopener noreferrer">{words(`set.first.${s.id}` as Word)}</Anchor> : <To href={s.href}>{words(`set.first.${s.id}` as Word)}</To>}{" "}
            <span className={styles.state}>{words(s.done ? "set.first.done" : "set.first.open")}</span>
            <Text size="sm" c="var(--faint)">{s.about}</Text>
          </div>
        </li>
      ))}
    </ol>
  );
}

const left = (steps: Step[] | undefined) => steps?.filter((s) => !s.done).length ?? 0;

// Welcome is the same where there is no chat to look at, until it is put away.
export function Welcome({ me }: { me: Schemas["Me"] }) {
  const words = useWords();
  const title = useId();
  const say = useSay();
  const change = useChangeMe();
  const steps = useSteps(!me.stepsAway);
  if (me.stepsAway || !steps || !left(steps)) return null;
  return (
    <section className={styles.welcome} aria-labelledby={title}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id={title}>{words("set.first")}</Title>
        <Button size="compact-sm" variant="subtle" loading={change.isPending} onClick={() => change.mutate({ stepsAway: true }, { onError: say.failed })}>{words("set.first.away")}</Button>
      </Group>
      <List steps={steps} />
    </section>
  );
}

// Way leads there from a window that shows lists alone.
export function Way({ me }: { me: Schemas["Me"] }) {
  const words = useWords();
  const steps = useSteps(!me.stepsAway);
  if (me.stepsAway || !steps || !left(steps)) return null;
  return <To className={styles.way} href="/app/settings/first">{words("set.first.way", { done: steps.length - left(steps), all: steps.length })}</To>;
}
