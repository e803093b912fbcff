import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { Link, useLocation } from "wouter";
import { api, asked, Refused } from "../api/client";
import { useLanguage, useWords, whyNot } from "../words/words";
import { Front } from "./front";

// onHash tells that another link was opened in the same window.
function onHash(changed: () => void) {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

// Join takes the invitation whose code stands after the address's #, where no server
// and no log sees it. Name and e-mail are the invitation's, unless they are given
// here; that of the first administrator has none.
export function Join() {
  const words = useWords();
  const language = useLanguage();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const code = useSyncExternalStore(onHash, () => location.hash.slice(1));
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const first = code.startsWith("admin.");
  const join = useMutation({
    mutationFn: () =>
      asked(api.POST("/v1/invitations/{code}", {
        params: { path: { code } },
        body: { password, ...(name.trim() && { name: name.trim() }), ...(email.trim() && { email: email.trim() }) },
      })),
    onSuccess: async () => {
      await queries.resetQueries();
      go("/app/chats", { replace: true });
    },
  });
  const over = join.error instanceof Refused && join.error.code === "invitation_over";
  return (
    <Front title={words("join.title")}>
      <form onSubmit={(e) => { e.preventDefault(); join.mutate(); }}>
        <Stack>
          {!code && <Alert color="red">{words("join.noCode")}</Alert>}
          {join.error && <Alert color="red" role="alert">{whyNot(words, join.error, language)}</Alert>}
          <TextInput label={words("name")} description={first ? undefined : words("join.asInvited")} required={first} autoComplete="name" maxLength={128} value={name} onChange={(e) => setName(e.currentTarget.value)} />
          {first && <TextInput label={words("email")} type="email" required autoComplete="username" maxLength={254} value={email} onChange={(e) => setEmail(e.currentTarget.value)} />}
          <PasswordInput label={words("password")} description={words("join.password")} required minLength={10} maxLength={512} autoComplete="new-password" value={password} onChange={(e) => setPassword(e.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": words("password.show"), tabIndex: 0 }} />
          <Button type="submit" loading={join.isPending} disabled={!code}>{words("join")}</Button>
          {(over || !code) && <Anchor component={Link} href="/app/chats" ta="center">{words("join.signIn")}</Anchor>}
        </Stack>
      </form>
    </Front>
  );
}
