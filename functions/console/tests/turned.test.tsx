// What people write turns no words of ours that stand beside it.
import { renderToStaticMarkup } from "react-dom/server";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { Bubble } from "../src/chats/message";
import type { Message } from "../src/chats/data";

test("a message keeps its direction to itself", () => {
  i18n.load("en", {});
  i18n.activate("en");
  const turned = "\u202Eabc";
  const message = {
    seq: 1, id: "1", author: "customer", at: "2026-01-02T03:04:05Z", text: turned, buttons: [{ text: turned }],
    attachments: [{ kind: "document", name: turned, file: "https://files.example/a", size: 5 }, { kind: "contact", name: turned, phone: "+1" }],
  } as unknown as Message;
  const drawn = renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}><I18nProvider i18n={i18n}><MantineProvider><Bubble dialog="d" message={message} name={turned} repliedTo={undefined} lit={false} /></MantineProvider></I18nProvider></QueryClientProvider>,
  );
  const kept = drawn.match(new RegExp(`(<bdi>|dir="auto"[^>]*>)${turned}`, "g")) ?? [];
  expect(kept).toHaveLength(5); // author, text, button, file, contact
  expect(drawn.replaceAll(/="[^"]*"/g, "").split(turned)).toHaveLength(6);
});
