// What a new company's CRM calls its fields and stages, in the operator's language. A
// title that somebody changed is the company's own, and stays as it is.
import { has, type Words } from "./words";

// Built-in titles, as shared/crm/builtin makes them; a test holds them to that.
export const built = {
  field: new Map([
    ["name", "Name"], ["phone", "Phone"], ["email", "E-mail"], ["company", "Company"], ["username", "Username"], ["photo", "Photo"], ["website", "Website"], ["address", "Address"],
    ["subject", "Subject"], ["description", "Description"], ["source", "Source"], ["registered", "Registration date"], ["state", "State"], ["account", "Account"], ["responsible", "Responsible"],
    ["client_name", "Client's name"], ["client_phone", "Phone"], ["client_email", "E-mail"], ["product", "Product"], ["quantity", "Quantity"], ["budget", "Budget"],
    ["delivery_address", "Delivery address"], ["delivery_date", "Delivery date"], ["payment_method", "Payment method"], ["discount", "Discount, %"], ["comment", "Comment"],
  ]),
  stage: new Map([["new", "New"], ["in_work", "In work"], ["won", "Won"], ["lost", "Lost"]]),
  pipeline: new Map([["sales", "Sales"]]),
  option: new Map([
    ["card", "card"], ["cash", "cash"], ["transfer", "transfer"], ["chat", "Chat"], ["phone", "Phone"], ["email", "E-mail"], ["web_form", "Web form"],
    ["new", "New"], ["in_progress", "In progress"], ["waiting", "Waiting"], ["resolved", "Resolved"], ["closed", "Closed"], ["cancelled", "Cancelled"],
  ]),
};

const wordOf = { field: (id: string) => `field.${id}`, stage: (id: string) => `stage.${id}`, pipeline: (id: string) => `pipeline.${id}`, option: (id: string) => `option.${id}` };

const said = (kind: keyof typeof built, id: string, title: string, words: Words) => {
  const word = wordOf[kind](id);
  return built[kind].get(id) === title && has(word) ? words(word) : title;
};

// titleOf is a built-in field's title, where text names it; all that have it are called the same.
export function titleOf(title: string, words: Words): string {
  const id = [...built.field].find(([id, t]) => t === title && has(`field.${id}`))?.[0];
  return id ? said("field", id, title, words) : title;
}

// optionOf is one of a list's values, as people read it.
export function optionOf(value: string, words: Words): string {
  const id = [...built.option].find(([, t]) => t === value)?.[0];
  return id ? said("option", id, value, words) : value;
}

export const withTitle = <F extends { name: string; title: string }>(f: F, words: Words): F => ({ ...f, title: idTitle(f, words) ?? said("field", f.name, f.title, words) });

// idTitle is that of the field of a messenger's id of a person, as shared/channel makes it.
function idTitle(f: { name: string; title: string }, words: Words): string | undefined {
  const channel = f.name.endsWith("_user_id") && /^(.+) id$/.exec(f.title)?.[1];
  return channel ? words("field.user_id", { channel }) : undefined;
}

export const withTitles = <P extends { id: string; title: string; stages: { id: string; title: string }[] }>(p: P, words: Words): P => ({
  ...p, title: said("pipeline", p.id, p.title, words), stages: p.stages.map((s) => ({ ...s, title: said("stage", s.id, s.title, words) })),
});
