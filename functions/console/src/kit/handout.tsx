// Somebody asked for their data, as the law lets them: all that is kept of them is written
// into a file, and the file is there for an hour (BX-12).
import { Alert, Anchor, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, asked, once, type Schemas } from "../api/client";
import { byCode, useLanguage, useWords } from "../words/words";
import type { Erased } from "./erase";
import { Wrong } from "./form";
import { Popup } from "./popup";
import { Failed } from "./screen";
import { clock } from "./time";

export function HandOut({ whom, onClose }: { whom: Erased; onClose: () => void }) {
  const words = useWords();
  const begin = useMutation({
    mutationFn: () =>
      "contact" in whom
        ? asked(api.POST("/v1/contacts/{ref}/export", { params: { path: { ref: whom.contact }, header: once() } }))
        : asked(api.POST("/v1/customers/{id}/export", { params: { path: { id: whom.customer }, header: once() } })),
  });
  return (
    <Popup onClose={onClose} title={words("handout.title", { name: whom.name })}>
      <Stack>
        <Text size="sm">{words("contact" in whom ? "handout.about" : "handout.about.customer")}</Text>
        <Alert color="yellow">{words("handout.look")}</Alert>
        <Wrong error={begin.error} />
        {begin.data && <Written begun={begin.data} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{words("close")}</Button>
          {!begin.data && <Button data-autofocus loading={begin.isPending} onClick={() => begin.mutate()}>{words("handout.go")}</Button>}
        </Group>
      </Stack>
    </Popup>
  );
}

// Written is how far the file is, and then where it is.
function Written({ begun }: { begun: Schemas["Export"] }) {
  const words = useWords();
  const language = useLanguage();
  const now = useQuery({
    queryKey: ["exports", begun.id],
    queryFn: () => asked(api.GET("/v1/exports/{id}", { params: { path: { id: begun.id } } })),
    // A link works for five minutes.
    refetchInterval: (q) => (q.state.data && q.state.data.state !== "running" ? 120_000 : 1_000),
  });
  const e = now.data ?? begun;
  return (
    <div role="status">
      {now.error && <Failed error={now.error} again={now.refetch} />}
      {e.state === "running" && <Group gap="sm"><Loader size="sm" /><Text size="sm">{words("handout.running", { n: e.rows })}</Text></Group>}
      {e.file && <Anchor size="sm" fw={500} href={e.file.url} download={e.file.name}>{words("conversations.export.file", { name: e.file.name, until: clock(e.file.until, language) })}</Anchor>}
      {e.cut && <Text size="sm">{words("handout.cut")}</Text>}
      {e.state === "failed" && <Alert color="red">{e.code ? byCode(words, e.code) : words("conversations.export.failed")}</Alert>}
      {(e.state === "over" || e.state === "withdrawn") && <Text size="sm">{words(e.state === "over" ? "conversations.export.over" : "conversations.export.withdrawn")}</Text>}
    </div>
  );
}
