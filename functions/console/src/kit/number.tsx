// A field for a number, which is read as people of the console's language write it, and
// says what was understood where that may be something else than what was meant.
import { Box, Text, TextInput, type TextInputProps } from "@mantine/core";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useLanguage, useWords } from "../words/words";
import { numberOf, written } from "./decimal";

type Props = Pick<TextInputProps, "size" | "w" | "mt" | "flex"> & {
  label: ReactNode; description?: ReactNode; error?: ReactNode; min?: number; max?: number; decimalScale?: number; allowDecimal?: boolean;
  value: number | ""; onChange: (n: number | "") => void; onBlur?: () => void;
  takes?: (text: string) => string; // takes what stands beside the number, and leaves the number
};

export function NumberInput({ label, description, error, min = -Infinity, max = Infinity, decimalScale, allowDecimal = true, value, onChange, onBlur, takes, size, ...box }: Props) {
  const words = useWords();
  const language = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState<string>();
  const decimals = allowDecimal ? (decimalScale ?? 6) : 0;
  const shown = value === "" ? "" : written(value, language, decimals);
  const read = (said: string) => {
    const n = numberOf(takes ? takes(said) : said, language, decimals === 0);
    return n === undefined ? undefined : Number(n.toFixed(decimals));
  };
  const said = text?.trim() ? read(text) : undefined;
  const wrong = !!text?.trim() && said === undefined;
  const fault = wrong ? words("number.wrong", { example: written(1234.5, language, decimals) }) : "";
  // A form is not sent with what is no number.
  useEffect(() => input.current?.setCustomValidity(fault), [fault]);
  const put = (n: number) => { setText(undefined); onChange(Math.min(max, Math.max(min, n))); };
  const step = (e: KeyboardEvent) => {
    if (wrong || (e.key !== "ArrowUp" && e.key !== "ArrowDown")) return;
    e.preventDefault();
    put(Number(((value || 0) + (e.key === "ArrowUp" ? 1 : -1)).toFixed(decimals)));
  };
  return (
    <Box {...box}>
      <TextInput ref={input} label={label} description={description} error={fault || error} {...(size && { size })} inputMode={decimals ? "decimal" : "numeric"} autoComplete="off" maxLength={40} value={text ?? shown}
        onChange={(e) => {
          setText(e.currentTarget.value);
          const n = read(e.currentTarget.value);
          if (n !== undefined || !e.currentTarget.value.trim()) onChange(n ?? "");
        }}
        onKeyDown={step}
        onBlur={() => {
          if (text !== undefined && !wrong) said === undefined ? setText(undefined) : put(said);
          onBlur?.();
        }} />
      {said !== undefined && /[\d][.,\s'’][\d]/.test(text ?? "") && text !== written(said, language, decimals) && <Text size="xs" c="var(--faint)" role="status">{words("number.read", { value: written(said, language, decimals) })}</Text>}
    </Box>
  );
}
