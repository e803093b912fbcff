// A proposal to look at: what the card holds beside what the chat says.
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

// Bold shows what a summary has between two pairs of stars.
export function Bold({ text }: { text: string }) {
  return text.split(/\*\*(.+?)\*\*/s).map((part, i) => (i % 2 ? <b key={i}>{part}</b> : part));
}
