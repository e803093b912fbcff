// Where operators may sign in instead of by a password.
import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { answered, api, type Schemas } from "../api/client";
import { Copied, Sure, Wrong } from "../kit/form";
import { Failed, Waiting } from "../kit/screen";
import { useSay } from "../shell/said";
import { useWords } from "../words/words";
import { useKept, useSet } from "./data";
import styles from "./settings.module.css";

export function OpenID() {
  const kept = useKept(["openid"], () => answered(api.GET("/v1/settings/openid")));
  if (kept.isPending) return <Waiting />;
  if (!kept.data) return <Failed error={kept.error} again={kept.refetch} />;
  return <Edit key={kept.data.etag} has={kept.data.data} etag={kept.data.etag} />;
}

function Edit({ has, etag }: { has: Schemas["OpenID"]; etag: string }) {
  const words = useWords();
  const say = useSay();
  const [issuer, setIssuer] = useState(has.issuer ?? "");
  const [clientId, setClientId] = useState(has.clientId ?? "");
  const [secret, setSecret] = useState("");
  const set = useSet((body: Schemas["SetOpenID"]) => answered(api.PUT("/v1/settings/openid", { params: { header: { "If-Match": etag } }, body })), () => say.done(words("saved")));
  return (
    <form className={styles.card} onSubmit={(e) => { e.preventDefault(); set.mutate({ issuer: issuer.trim(), clientId: clientId.trim(), ...(secret && { clientSecret: secret }) }); }}>
      <Stack>
        <ol className={styles.steps}>{([1, 2, 3] as const).map((n) => <li key={n}>{words(`set.openid.step.${n}`)}</li>)}</ol>
        <Copied label={words("set.openid.redirect")} text={has.redirect} />
        <TextInput label={words("set.openid.issuer")} type="url" required maxLength={512} value={issuer} onChange={(e) => setIssuer(e.currentTarget.value)} />
        <TextInput label={words("set.openid.client")} required maxLength={512} value={clientId} onChange={(e) => setClientId(e.currentTarget.value)} />
        <PasswordInput label={words("set.openid.secret")} maxLength={1024} autoComplete="off" placeholder={has.secretSet ? words("set.kept") : undefined} value={secret} onChange={(e) => setSecret(e.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": words("password.show"), tabIndex: 0 }} />
        {has.issuer && <Copied label={words("set.openid.start")} text={has.start} />}
        <Wrong error={set.error} />
        <Group justify="space-between">
          {has.issuer ? <Sure label={words("set.openid.off")} ask={words("set.openid.off.ask")} busy={set.isPending} onSure={() => set.mutate({ issuer: "" })} /> : <span />}
          <Button type="submit" loading={set.isPending}>{words("save")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
