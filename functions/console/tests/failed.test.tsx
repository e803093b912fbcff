// What failed may be asked again, but for what somebody has no right to.
import { MantineProvider } from "@mantine/core";
import { i18n } from "@lingui/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Refused } from "../src/api/client";
import { Failed } from "../src/kit/screen";
import en from "../src/words/en.json";
import { Speaking } from "../src/words/words";

test.each([
  ["forbidden", 403, false],
  ["busy", 503, true],
  ["not_found", 404, true],
])("%s", (code, status, again) => {
  i18n.loadAndActivate({ locale: "en", messages: en });
  const drawn = renderToStaticMarkup(<MantineProvider><Speaking><Failed error={new Refused(code, status, "", undefined, [])} again={() => undefined} /></Speaking></MantineProvider>);
  expect(drawn.includes(en.again)).toBe(again);
});
