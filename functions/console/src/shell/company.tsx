// What holds for the whole company, as the browser of its first administrator has it:
// offered once, while it is still as it was made, and taken only if they say so.
import { Button, CloseButton } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { useSettings } from "../kit/data";
import { changeSettings, readSettings, useSet } from "../settings/data";
import { languages, useLanguage, useWords } from "../words/words";
import { useSay } from "./said";
import styles from "./shell.module.css";

const offered = "sufler.company.offered";

const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

const euro = ["ES", "DE", "FR", "IT", "PT", "NL", "BE", "AT", "FI", "IE", "GR", "EE", "LV", "LT", "SK", "SI", "HR", "CY", "MT", "LU"];
const money: Record<string, string> = { US: "USD", GB: "GBP", RU: "RUB", BY: "BYN", KZ: "KZT", UA: "UAH", UZ: "UZS", AM: "AMD", GE: "GEL", AZ: "AZN", KG: "KGS", MX: "MXN", AR: "ARS", CO: "COP", CL: "CLP", PE: "PEN", UY: "UYU", BR: "BRL", PL: "PLN", TR: "TRY", IL: "ILS", IN: "INR", ...Object.fromEntries(euro.map((land) => [land, "EUR"])) };

// regionOf is the country in which a language is spoken here, as the browser says, else
// where it is mostly.
function regionOf(language: string): string | undefined {
  const said = navigator.languages.find((l) => l.split("-")[0] === language && new Intl.Locale(l).region);
  return new Intl.Locale(said ?? language).maximize().region;
}

export function Company() {
  const words = useWords();
  const language = useLanguage();
  const say = useSay();
  const now = useSettings().data;
  const [open, setOpen] = useState(true);
  const region = regionOf(language);
  const to = { language, zone: zoneHere(), ...(region && { region }), ...(region && money[region] && { currency: money[region] }) };
  const done = () => { localStorage.setItem(offered, "1"); setOpen(false); };
  const take = useSet(async () => changeSettings((await readSettings()).etag, to), () => { say.done(words("saved")); done(); }, true);
  if (!open || !now || now.language !== "en" || now.currency !== "USD" || now.region !== "US") return null;
  if (to.language === now.language && to.zone === now.zone && (to.region ?? now.region) === now.region) return null;
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
