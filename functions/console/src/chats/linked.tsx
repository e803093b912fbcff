import { Fragment } from "react";

// Web addresses in what people wrote: http and https alone, so that a click runs
// nothing, and what follows a sentence is none of the address.
const marks = [...".,:;!?)]}»”"];
const address = /\bhttps?:\/\/[^\s<>"'`]+/gi;

// parts cuts a text into words and addresses.
export function parts(text: string): { text: string; href?: string }[] {
  const out: { text: string; href?: string }[] = [];
  let from = 0;
  for (const found of text.matchAll(address)) {
    let end = found[0].length; // by hand: the expression for it takes the square of the length
    while (marks.includes(found[0].charAt(end - 1))) end--;
    const href = found[0].slice(0, end);
    if (!URL.canParse(href)) continue;
    if (found.index > from) out.push({ text: text.slice(from, found.index) });
    out.push({ text: href, href: new URL(href).href });
    from = found.index + href.length;
  }
  if (from < text.length) out.push({ text: text.slice(from) });
  return out;
}

// Linked shows a customer's text as text; its addresses can be opened, elsewhere.
export function Linked({ text }: { text: string }) {
  return parts(text).map((p, i) =>
    p.href ? (
      <a key={i} href={p.href} target="_blank" rel="noopener noreferrer nofollow">{p.text}</a>
    ) : (
      <Fragment key={i}>{p.text}</Fragment>
    ),
  );
}
