// A chat and its row in the lists call the customer the same.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { useCustomerName, type Dialog } from "../src/chats/data";
import { customerName } from "../src/kit/names";
import type { Words } from "../src/words/words";

const words: Words = (word, values) => `${word} ${values?.n}`;

// called is how an open chat calls its customer, with their contact's card at hand.
function called(profile: object, of: { contact?: string; values?: object; readable?: boolean }): string {
  const queries = new QueryClient();
  if (of.values) queries.setQueryData(["card", of.contact], { values: of.values });
  const dialog = { profile: { user: "u", ...profile }, contact: of.contact, number: 1, readable: of.readable ?? true } as unknown as Dialog;
  const Name = () => useCustomerName(dialog, words);
  return renderToStaticMarkup(<QueryClientProvider client={queries}><Name /></QueryClientProvider>);
}

const contact = "contact:7";
test.each([
  ["an anonymous visitor whose contact has a name", {}, { contact, values: { name: "Rosa Lima" } }, { name: "Rosa Lima" }],
  ["one whose contact is called otherwise", { name: "rosa_77" }, { contact, values: { name: "Rosa Lima" } }, { name: "Rosa Lima" }],
  ["one whose contact has no name", { name: "Rosa" }, { contact, values: { name: "  " } }, { name: "Rosa" }],
  ["one whose contact is not read yet", { username: "rosa" }, { contact }, { username: "rosa" }],
  ["one without a contact", {}, {}, {}],
  ["one whom the operator may not see", {}, { readable: false }, { readable: false }],
  ["a contact of a connected CRM, whose name the lists don't have either", {}, { contact: "kommo.contact:7", values: { name: "Rosa Lima" } }, {}],
])("%s", (_, profile, of, row) => {
  expect(called(profile, of)).toBe(customerName({ readable: true, number: 1, ...row }, words));
});
