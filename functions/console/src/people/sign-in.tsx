import { Alert, Button, Divider, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked, Refused } from "../api/client";
import { byCode, useLanguage, useWords, whyNot } from "../words/words";
import { Front } from "./front";

// SignIn asks who it is. ended: they were signed in until now.
export function SignIn({ ended, failure }: { ended: boolean; failure: unknown }) {
  const words = useWords();
  const language = useLanguage();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const openid = useQuery({ queryKey: ["ways"], queryFn: () => asked(api.GET("/v1/session/ways")), staleTime: 300_000 }).data?.openid;
  const signIn = useMutation({
    mutationFn: () => asked(api.POST("/v1/session", { body: { email, password } })),
    onSuccess: () => queries.resetQueries(),
  });
  const refused = new URLSearchParams(location.search).get("signin"); // why the provider's page led back to here
  const unreachable = failure instanceof Refused && failure.code !== "unauthorized";
  return (
    <Front title={words("signIn.title")}>
      <form onSubmit={(e) => { e.preventDefault(); signIn.mutate(); }}>
        <Stack>
          {ended && !signIn.error && <Alert color="yellow">{words("signIn.ended")}</Alert>}
          {unreachable && <Alert color="red">{whyNot(words, failure, language)}</Alert>}
          {refused && !signIn.error && <Alert color="red" role="alert">{refused === "busy" ? words("signIn.openid.down") : byCode(words, refused)}</Alert>}
          {signIn.error && <Alert color="red" role="alert">{whyNot(words, signIn.error, language)}</Alert>}
          <TextInput label={words("email")} type="email" autoComplete="username" required value={email} onChange={(e) => setEmail(e.currentTarget.value)} data-autofocus />
          <PasswordInput label={words("password")} autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": words("password.show"), tabIndex: 0 }} />
          <Button type="submit" loading={signIn.isPending}>{words("signIn")}</Button>
          {openid && (
            <>
              <Divider label={words("signIn.or")} />
              <Button component="a" href={openid.start} variant="default">{words("signIn.openid", { provider: openid.host })}</Button>
            </>
          )}
        </Stack>
      </form>
    </Front>
  );
}
