// What a visitor is asked before the first word: fields that fill the contact, the
// company's own questions, what they agree to, and what they want.
import { h } from "./dom";
import type { Field, Look, Profile } from "./server";
import { first, wrongField } from "./talk";
import { whyNot, type Words } from "./words";

export type Filled = { text: string; profile: Profile; agreed: boolean };

// asks says whether there is anything to fill in before the first word.
export function asks(look: Look): boolean {
  return !look.open || Boolean(look.ask?.length || look.questions?.length || look.consent);
}

// fieldsOf are the fields that are asked for: outside of the hours at least one by
// which the visitor can be reached. What the page knows already is not asked.
export function fieldsOf(look: Look, known: Profile): Field[] {
  const asked = [...(look.ask ?? [])];
  if (!look.open && !asked.some((f) => f.name !== "name")) asked.push({ name: "email" }, { name: "phone" });
  return asked.filter((f) => !known[f.name]);
}

export class Form {
  readonly element: HTMLFormElement;
  private readonly inputs = new Map<string, HTMLInputElement>();
  private readonly answers: [string, HTMLInputElement | HTMLSelectElement, boolean][] = [];
  private readonly text: HTMLTextAreaElement;
  private readonly consent: HTMLInputElement | undefined;
  private readonly send: HTMLButtonElement;

  constructor(private readonly look: Look, private readonly known: Profile, private readonly words: Words, private readonly filled: (f: Filled) => void) {
    let n = 0;
    const row = (label: string, input: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement, must: boolean) => {
      const id = `f${n++}`;
      input.id = id;
      if (must) input.setAttribute("aria-required", "true");
      input.setAttribute("aria-describedby", `${id}e`);
      input.addEventListener("input", () => this.wrong(input, ""));
      return h("div", { class: "row" }, h("label", { for: id }, label, must && h("span", { "aria-hidden": "true" }, " *")), input, h("p", { class: "wrong", id: `${id}e`, role: "alert" }));
    };
    const types = { name: ["text", "name"], email: ["email", "email"], phone: ["tel", "tel"] } as const;
    const rows: HTMLElement[] = [];
    for (const f of fieldsOf(look, known)) {
      const input = h("input", { type: types[f.name][0], autocomplete: types[f.name][1], maxlength: "500" });
      this.inputs.set(f.name, input);
      rows.push(row(words[f.name], input, f.required ?? false));
    }
    for (const q of look.questions ?? []) {
      const input = q.choices ? h("select", {}, h("option", { value: "" }, words.choose), ...q.choices.map((c) => h("option", {}, c))) : h("input", { type: "text", maxlength: "500" });
      this.answers.push([q.text, input, q.required ?? false]);
      rows.push(row(q.text, input, q.required ?? false));
    }
    this.text = h("textarea", { rows: "3", maxlength: "8000" });
    // A question that was answered is a first word as well.
    rows.push(row(words.write, this.text, !this.answers.some(([, , must]) => must)));
    const presses = h("div", { class: "buttons" }, ...(look.buttons ?? []).map((b) => h("button", { type: "button", class: "press", onclick: () => this.say(b) }, b)));
    if (look.consent) {
      this.consent = h("input", { type: "checkbox", id: "agree", "aria-describedby": "agreee", "aria-required": "true", onchange: () => this.wrong(this.consent!, "") });
      rows.push(h("div", { class: "row" }, h("div", { class: "agree" }, this.consent, h("label", { for: "agree" }, look.consent)),
        look.privacyUrl && h("a", { href: look.privacyUrl, target: "_blank", rel: "noopener noreferrer" }, words.privacy, h("span", { class: "aloud" }, ` (${words.newTab})`)),
        h("p", { class: "wrong", id: "agreee", role: "alert" })));
    }
    this.send = h("button", { type: "submit", class: "start" }, look.open ? words.start : words.leave);
    this.element = h("form", { class: "ask", novalidate: true, onsubmit: (e: Event) => this.submit(e) }, ...rows.slice(0, -1), presses.childElementCount > 0 && presses, rows.at(-1), this.send);
  }

  // say writes what a press says into the message.
  private say(text: string) {
    this.text.value = text;
    this.wrong(this.text, "");
    this.text.focus();
  }

  focus() {
    this.element.querySelector<HTMLElement>("input,select,textarea")?.focus();
  }

  busy(busy: boolean) {
    this.send.disabled = busy;
  }

  // refused shows what the server would not take; false if it is none of the fields.
  refused(code: string): boolean {
    const input = this.inputs.get(code === "email_invalid" ? "email" : code === "phone_invalid" ? "phone" : "");
    if (!input) return false;
    this.wrong(input, code);
    input.focus();
    return true;
  }

  private wrong(input: HTMLElement, code: string) {
    if (code) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    const at = this.element.querySelector(`#${input.id}e`);
    const text = code && whyNot(this.words, code);
    if (at && at.textContent !== text) at.textContent = text;
  }

  private submit(event: Event) {
    event.preventDefault();
    const bad: HTMLElement[] = [];
    const check = (input: HTMLElement, code: string) => {
      this.wrong(input, code);
      if (code) bad.push(input);
    };
    const profile: Profile = { ...this.known };
    const must = new Map(fieldsOf(this.look, this.known).map((f) => [f.name as string, f.required]));
    for (const [name, input] of this.inputs) {
      const value = input.value.trim();
      check(input, value ? wrongField(name, value) : must.get(name) ? "required" : "");
      if (value) profile[name as keyof Profile] = value;
    }
    const reach = this.inputs.get("email") ?? this.inputs.get("phone");
    if (!this.look.open && reach && !bad.length && !profile.email && !profile.phone) check(reach, "reach_missing");
    for (const [, input, needed] of this.answers) check(input, needed && !input.value.trim() ? "required" : "");
    const answered = this.answers.map(([q, input]) => [q, input.value] as [string, string]);
    const text = first(answered, this.text.value, this.look.consent ?? "");
    check(this.text, this.text.value.trim() || this.answers.some(([, , needed]) => needed) ? "" : "required");
    if (this.consent) check(this.consent, this.consent.checked ? "" : "required");
    if (bad[0]) return bad[0].focus();
    this.filled({ text, profile, agreed: this.consent?.checked ?? false });
  }
}
