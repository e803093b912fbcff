// A field for a number shows it as the console's language writes it.
import { i18n, type Messages } from "@lingui/core";
import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { NumberInput } from "../src/kit/number";
import { Speaking } from "../src/words/words";

const catalogs = import.meta.glob<Messages>("../src/words/*.json", { import: "default", eager: true });
const drawn = (value: number | "") => renderToStaticMarkup(<Speaking><MantineProvider><NumberInput label="n" value={value} onChange={() => undefined} /></MantineProvider></Speaking>);

test.each([["en", "1,200.5"], ["es", "1.200,5"], ["ru", "1\u00a0200,5"]])("in %s", (locale, text) => {
  i18n.loadAndActivate({ locale, messages: catalogs[`../src/words/${locale}.json`]! });
  expect(drawn(1200.5)).toContain(`value="${text}"`);
  expect(drawn("")).toContain('value=""');
});
