// What a card's fields hold, with CoPilot's mark on what it set and what it offers.
import type { Schemas } from "../api/client";
import { useNames } from "../kit/data";
import { shown } from "../kit/value";
import { Icon } from "../shell/icons";
import { useLanguage, useWords } from "../words/words";
import styles from "./facts.module.css";

// Facts are titles and what stands under them; what is empty is left out.
export function Facts({ all }: { all: [string, string | undefined][] }) {
  return (
    <dl className={styles.facts}>
      {all.map(([title, value]) => value && <div key={title}><dt>{title}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

export function CardFacts({ card, fields, onOffer }: { card: Schemas["CardDetail"]; fields: Schemas["Field"][]; onOffer: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const names = useNames();
  // A case's responsible is one of us, by their id (OP-25).
  const said = (f: Schemas["Field"]) => {
    const text = shown(card.values[f.name], f.type, words, language);
    return card.kind === "case" && f.name === "responsible" ? names(text) : text;
  };
  return (
    <dl className={styles.facts}>
      {fields.map((f) => (
        <div key={f.name}>
          <dt>{f.title}{card.marks[f.name] && <span className={styles.mark} title={words("card.byCopilot")}><Icon name="spark" size={13} /><span className="aloud">{words("card.byCopilot")}</span></span>}</dt>
          <dd>
            {said(f) || <span className={styles.blank}>—</span>}
            {card.offers.filter((o) => o.field === f.name).map((o) => <button key={o.run} type="button" className={styles.offered} onClick={onOffer}>{words(o.from ? "card.offered.merged" : "card.offered", { value: shown(o.value, f.type, words, language) })}</button>)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
