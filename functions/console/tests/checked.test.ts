// What was tried with a connection is said in the operator's language.
import { i18n, type Messages } from "@lingui/core";
import { expect, test } from "vitest";
import { found } from "../src/settings/checked";

const first = import.meta.glob<Messages>("../src/words/*.json", { import: "default", eager: true });
const later = import.meta.glob<Messages>("../src/words/*.json", { import: "default", query: "?later", eager: true });

const said = (language: string, c: Parameters<typeof found>[1]) => {
  const file = `../src/words/${language}.json`;
  i18n.loadAndActivate({ locale: language, messages: { ...first[file], ...later[file] } });
  return found((word, values) => i18n._(word, values), c);
};

const lead = { about: "cards", what: "read a lead", ok: false, code: "right_missing", text: "No.", values: { kind: "lead" } };

test("a finding is said with its values, in three languages", () => {
  expect(said("en", lead)).toEqual({ title: "Cards: Lead", text: "The employee as whom we are let in lacks a right in the CRM. Give it to them, or use an administrator's access. Without them no lead is found, made or filled." });
  expect(said("ru", { about: "filling", what: "fill", ok: true, code: "fields_on", text: "", values: { count: "3" } })).toEqual({ title: "Заполнение лидов и сделок", text: "Полей, которые CoPilot может заполнять: 3. Заполняются и имя, телефон и почта контакта, если в разделе «Поля» не указано иначе." });
  expect(said("es", { about: "hearing", what: "hear", ok: false, code: "hook_unknown", text: "", values: { at: "https://s.example/x", reason: "crm_unpaid" } }).text).toBe(
    "La cuenta del CRM no está pagada, o terminó su plan o su prueba. No se pudo averiguar. A mano el webhook se añade para https://s.example/x con ?secret= y el webhook_secret de la conexión.",
  );
});

test("what has no words here is said as the API says it", () => {
  expect(said("ru", { what: "look around", ok: true, code: "newer_than_us", about: "newer", text: "All is well." })).toEqual({ title: "look around", text: "All is well." });
});
