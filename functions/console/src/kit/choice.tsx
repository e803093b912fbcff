// A proposal to look at: what the card holds beside what the chat says.
import { titleOf } from "../words/named";
import { useWords } from "../words/words";
import styles from "./choice.module.css";

export function Choice({ old, value }: { old: string; value: string }) {
  const words = useWords();
  return (
    <div className={styles.choice}>
      <div><small>{words("copilot.old")}</small>{old || "—"}</div>
      <div><small>{words("copilot.new")}</small>{value}</div>
    </div>
  );
}

// ofField is a point that tells a field's value, in its parts.
function ofField(point: string) {
  const [, title, said] = /^([^*:]{1,80}): (\*\*.+)$/s.exec(point) ?? [];
  return title && said ? { title, said } : undefined;
}

// Told is a summary: its points, one a line. A field goes by the name that the operator's
// language has for it, and what somebody said word for word stands as a quote.
export function Told({ text, said = [] }: { text: string; said?: string[] }) {
  const words = useWords();
  const points = text.split("\n").filter((line) => line.trim());
  return (
    <ul className={styles.told}>
      {points.map((line, i) => {
        const point = line.replace(/^- /, "");
        const field = ofField(point);
        if (field) return <li key={i}><span className={styles.of}>{titleOf(field.title, words)}:</span> <Bold text={field.said} /></li>;
        const quote = point.replace(/[.!?…]+$/, "");
        if (quote.includes(" ") && said.some((s) => s.includes(quote))) return <li key={i}><q className={styles.quote}>{point}</q></li>;
        return <li key={i}><Bold text={point} /></li>;
      })}
    </ul>
  );
}

// Bold shows what a summary has between two pairs of stars.
export function Bold({ text }: { text: string }) {
  return text.split(/\*\*(.+?)\*\*/s).map((part, i) => (i % 2 ? <b key={i}>{part}</b> : part));
}
