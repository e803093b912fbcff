// Time zones by name: as their places are called in the operator's language, so that they
// are found by either.
const said = new Map<string, Map<string, string>>();

function nameOf(zone: string, language: string): string {
  let names = said.get(language);
  if (!names) said.set(language, (names = new Map<string, string>()));
  let name = names.get(zone);
  if (name === undefined) {
    try {
      name = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "longGeneric" }).formatToParts(0).find((p) => p.type === "timeZoneName")?.value ?? "";
    } catch {
      name = ""; // this browser does not know it
    }
    names.set(zone, name);
  }
  return name;
}

// zonesIn are all that there are, and the one that is set, whatever it is.
export function zonesIn(language: string, set?: string): { value: string; label: string }[] {
  return [...new Set([...(set ? [set] : []), "UTC", ...Intl.supportedValuesOf("timeZone")])].map((value) => ({ value, label: [value, value === "UTC" ? "" : nameOf(value, language)].filter(Boolean).join(" · ") }));
}
