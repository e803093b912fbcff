// Addresses that show one customer's dialogs to whoever has them: made for so many days,
// shown once, listed, revoked (HL-02, HL-05).
import { Badge, Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked, once, type Schemas } from "../api/client";
import { useLanguage, useWords } from "../words/words";
import { useDeed, useSettings } from "./data";
import { Copied, Sure, Wrong } from "./form";
import styles from "./links.module.css";
import { Popup } from "./popup";
import { Failed, Waiting } from "./screen";
import { full } from "./time";

export function HistoryLinks({ dialog, name, onClose }: { dialog: string; name: string; onClose: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const usual = useSettings().data?.historyDays ?? 30;
  const [days, setDays] = useState<number>();
  const key = ["links", dialog];
  const links = useQuery({ queryKey: key, queryFn: () => asked(api.GET("/v1/dialogs/{id}/history-links", { params: { path: { id: dialog } } })) });
  const make = useMutation({
    mutationFn: () => asked(api.POST("/v1/dialogs/{id}/history-link", { params: { path: { id: dialog }, header: once() }, body: { ...(days && { days }) } })),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
  const revoke = useDeed((link: string) => asked(api.DELETE("/v1/dialogs/{id}/history-links/{link}", { params: { path: { id: dialog, link } } })), undefined, ["links"]);
  return (
    <Popup onClose={onClose} size="lg" title={words("links.of", { name })}>
      <Stack>
        <Text size="sm">{words("links.about")}</Text>
        <form onSubmit={(e) => { e.preventDefault(); make.mutate(); }}>
          <Group align="flex-end" gap="sm">
            <NumberInput label={words("links.days")} min={1} max={366} allowDecimal={false} w={160} value={days ?? usual} onChange={(n) => setDays(Number(n) || undefined)} />
            <Button type="submit" loading={make.isPending}>{words("links.make")}</Button>
          </Group>
        </form>
        <Wrong error={make.error} />
        <div role="status">{make.data?.url && <Copied label={words("links.address")} text={make.data.url} once />}</div>
        {links.isPending && <Waiting />}
        {links.error && <Failed error={links.error} again={links.refetch} />}
        {links.data?.items.length === 0 && <Text size="sm" c="var(--faint)">{words("links.none")}</Text>}
        {!!links.data?.items.length && (
          <ul className={styles.links} aria-label={words("links")}>
            {links.data.items.map((l) => <One key={l.id} link={l} busy={revoke.isPending && revoke.variables === l.id} onRevoke={() => revoke.mutate(l.id)} />)}
          </ul>
        )}
      </Stack>
    </Popup>
  );
}

function One({ link: l, busy, onRevoke }: { link: Schemas["HistoryLink"]; busy: boolean; onRevoke: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const by = l.by === "copilot" ? words("links.note") : l.by;
  return (
    <li className={styles.link}>
      <div className={styles.what}>
        <Text size="sm">{by} · {full(l.createdAt, language)}</Text>
        <Text size="xs" c="var(--faint)">{l.revokedAt ? words("links.revokedAt", { at: full(l.revokedAt, language) }) : words(l.inForce ? "links.until" : "links.ended", { at: full(l.expiresAt, language) })}</Text>
      </div>
      <Badge size="sm" variant="light" color={l.inForce ? "green" : "gray"} className={styles.badge}>{words(l.inForce ? "links.inForce" : l.revokedAt ? "links.revoked" : "links.over")}</Badge>
      {l.inForce && <Sure label={words("links.revoke")} ask={words("links.revoke.ask")} busy={busy} onSure={onRevoke} />}
    </li>
  );
}
