// What a new company's fields are for, in the operator's language. A description that
// somebody changed is the company's own, and stays as it is.
import { has, type Words } from "../words/words";

// Built-in descriptions, as shared/crm/builtin makes them; a test holds them to that.
export const described = new Map([
  ["name", "The customer's name, as they want to be addressed"],
  ["phone", "The customer's own phone number"],
  ["email", "The customer's own e-mail address"],
  ["company", "The company that the customer writes for"],
  ["username", "The name that the customer goes by on the messenger"],
  ["photo", "The messenger's reference of the customer's picture"],
  ["company_phone", "The company's phone number"],
  ["company_email", "The company's e-mail address"],
  ["company_website", "The company's website"],
  ["company_address", "Where the company is"],
  ["subject", "What it is about: the first message of the chat"],
  ["description", "What the customer wrote before the operator's first reply"],
  ["source", "How the case came in"],
  ["registered", "When the case was made"],
  ["state", "How far the case is"],
  ["account", "The company of the case's contact"],
  ["responsible", "The operator who sees to the case"],
  ["client_name", "The customer's name, with the family name if it was given"],
  ["client_phone", "The phone number at which the customer can be reached about the order"],
  ["client_email", "The customer's e-mail address"],
  ["product", "The product or service that the customer wants, as they call it"],
  ["quantity", "How many pieces of the product the customer wants"],
  ["budget", "How much the customer is ready to spend, or the sum that was agreed"],
  ["delivery_address", "Where to deliver the order or where to come, the newest if it was corrected"],
  ["delivery_date", "The day that was agreed for the delivery or the visit"],
  ["payment_method", "How the customer wants to pay"],
  ["discount", "The discount in per cent that the operator granted"],
  ["comment", "Wishes of the customer that fit no other field"],
]);

export function aboutOf(description: string | undefined, words: Words): string | undefined {
  const channel = /^The customer's id on (.+)$/.exec(description ?? "")?.[1]; // as shared/channel makes it, of each messenger
  if (channel) return words("set.fields.about.user_id", { channel });
  const id = [...described].find(([, text]) => text === description)?.[0];
  const word = `set.fields.about.${id}`;
  return id && has(word) ? words(word) : description;
}
