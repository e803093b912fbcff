// A shortcut is the same key in any alphabet, and not another one with more keys held.
import { expect, test } from "vitest";
import { fits } from "../src/kit/keys";

const press = (key: string, code: string, held: Partial<Record<"altKey" | "shiftKey" | "ctrlKey" | "metaKey", boolean>> = {}) => ({ key, code, altKey: false, shiftKey: false, ctrlKey: false, metaKey: false, ...held });

test.each([
  ["J", press("j", "KeyJ"), true],
  ["J", press("о", "KeyJ"), true],
  ["J", press("j", "KeyJ", { ctrlKey: true }), false],
  ["K", press("K", "KeyK", { shiftKey: true }), false],
  ["Shift+K", press("K", "KeyK", { shiftKey: true }), true],
  ["Alt+A", press("å", "KeyA", { altKey: true }), true],
  ["Ctrl+K", press("k", "KeyK", { metaKey: true }), true],
  ["Ctrl+K", press("k", "KeyK"), false],
  ["?", press("?", "Slash", { shiftKey: true }), true],
  ["?", press("/", "Slash"), false],
])("%s", (keys, event, want) => expect(fits(keys, event)).toBe(want));
