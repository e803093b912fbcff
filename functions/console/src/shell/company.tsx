// What holds for the whole company, as the browser of its first administrator has it:
// offered once, while it is still as it was made, and taken only if they say so.
import { Button, CloseButton } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { useSettings } from "../kit/data";
import { api, asked, type Schemas } from "../api/client";
import { changeLine, changeSettings, readLine, readSettings, useSet } from "../settings/data";
import { languages, useLanguage, useWords, type Words } from "../words/words";
import { useSay } from "./said";
import styles from "./shell.module.css";

const offered = "sufler.company.offered";

// given are what a new system is given to try with, as it is made: desk.SeededTitle.
const given = { website: "Our website", telegram: "Our Telegram bot", sales: "Sales" };

const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

// universal is the zone of a machine that was told none, by any of its names.
const universal = (zone: string) => /^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu)$/.test(zone);

const euro = ["ES", "DE", "FR", "IT", "PT", "NL", "BE", "AT", "FI", "IE", "GR", "EE", "LV", "LT", "SK", "SI", "HR", "CY", "MT", "LU"];
const money: Record<string, string> = { US: "USD", GB: "GBP", RU: "RUB", BY: "BYN", KZ: "KZT", UA: "UAH", UZ: "UZS", AM: "AMD", GE: "GEL", AZ: "AZN", KG: "KGS", MX: "MXN", AR: "ARS", CO: "COP", CL: "CLP", PE: "PEN", UY: "UYU", BR: "BRL", PL: "PLN", TR: "TRY", IL: "ILS", IN: "INR", ...Object.fromEntries(euro.map((land) => [land, "EUR"])) };

// regionOf is the country in which a language is spoken here, as the browser says, else
// where it is mostly.
function regionOf(language: string): string | undefined {
  const said = navigator.languages.find((l) => l.split("-")[0] === language && new Intl.Locale(l).region);
  return new Intl.Locale(said ?? language).maximize().region;
}

type Settings = Pick<Schemas["Settings"], "language" | "zone" | "currency" | "region">;

// offerOf is what the company would be offered, in a language: nothing once somebody set it,
// or where it is so already.
export function offerOf(now: Settings, language: string): (Pick<Settings, "language" | "zone"> & Partial<Settings>) | undefined {
  if (now.language !== "en" || now.currency !== "USD" || now.region !== "US") return undefined;
  const region = regionOf(language);
  const to = { language, zone: zoneHere(), ...(region && { region }), ...(region && money[region] && { currency: money[region] }) };
  return to.language === now.language && (to.zone === now.zone || [to.zone, now.zone].every(universal)) && (to.region ?? now.region) === now.region ? undefined : to;
}

// renamed are the titles, in the company's language, of what it was given to try with, if
// nobody named that anew.
async function renamed(words: Words) {
  for (const id of ["website", "telegram"] as const) {
    const line = await readLine(id).catch(() => undefined); // deleted, or never made
    if (line?.data.title === given[id]) await changeLine(id, line.etag, { title: words(`set.given.${id}`) });
  }
  const team = await asked(api.GET("/v1/teams/{id}", { params: { path: { id: "sales" } } })).catch(() => undefined);
  if (team?.title === given.sales) await asked(api.PATCH("/v1/teams/{id}", { params: { path: { id: "sales" } }, body: { title: words("set.given.sales") } }));
}

export function Company() {
  const words = useWords();
  const language = useLanguage();
  const say = useSay();
  const now = useSettings().data;
  const [open, setOpen] = useState(true);
  const to = now && offerOf(now, language);
  const done = () => { localStorage.setItem(offered, "1"); setOpen(false); };
  const take = useSet(async () => { if (to) await changeSettings((await readSettings()).etag, to); await renamed(words); }, () => { say.done(words("saved")); done(); }, true);
  if (!open || !now || !to) return null;
  const land = new Intl.DisplayNames(language, { type: "region", fallback: "code" });
  const told = (s: { language: string; zone: string; currency?: string; region?: string }) => [languages[s.language as keyof typeof languages] ?? s.language, s.zone, s.region && land.of(s.region), s.currency].filter(Boolean).join(", ");
  return (
    <aside className={styles.ask} aria-label={words("company.offer.title")}>
      <span>{words("company.offer", { was: told(now), now: told(to) })}</span>
      <Button size="compact-sm" loading={take.isPending} onClick={() => take.mutate(undefined)}>{words("company.offer.take")}</Button>
      <Button size="compact-sm" variant="default" component={Link} href="/app/settings/general" onClick={done}>{words("company.offer.other")}</Button>
      <CloseButton size="sm" aria-label={words("company.offer.leave")} onClick={done} />
    </aside>
  );
}
