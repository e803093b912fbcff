// Why something is as it is, in words of the operator's language: by its code. What is
// older than its code, or has none that is known here, is said as it was kept, in English.
import { has, useWords } from "../words/words";

// groups are a messenger's own codes, by what they mean to an operator.
const groups: Record<string, Record<string, RegExp>> = {
  ours: {
    unreachable: /^unreachable$/, lost: /^(answer_lost|answer_unreadable|no_answer)$/, file: /^(file_busy|no_file|no_files)$/, line: /^(no_plug|line_gone|line_inactive)$/,
    customer: /^bad_customer$/, empty: /^empty$/, kind: /^(bad_attachment|no_text)$/, template: /^bad_template$/, settings: /^(no_[a-z_]*(token|id|url)|bad_address|incomplete)$/,
    joined: /^person_joined$/, here: /^(internal|error|bad_request|busy|invalid|not_found|cut_off)$/, undeliverable: /^not_delivered$/, window: /^window_closed$/, blocked: /^customer_blocked$/,
  },
  telegram: { blocked: /^403$/, token: /^(401|404)$/, throttled: /^429$/, file: /^413$/ },
  viber: { blocked: /^[567]$/, throttled: /^12$/, token: /^2$/ },
  meta: {
    window: /^(\d+\/(2018278|2534022)|100\/1545041|131047(\/.*)?)$/, blocked: /^(551(\/.*)?|\d+\/(2018108|1545041))$/, customer: /^\d+\/2018001$/,
    file: /^(\d+\/(2018047|2018008|2018074|2018109)|13105[23])$/, throttled: /^(4|17|32|613|80006|80007|130429|131048|131056|133016)(\/.*)?$/, passing: /^(-1|1|2|1200|131000|131016|131057)(\/.*)?$/,
    token: /^(190|102|463|467|460)(\/.*)?$/, permission: /^(3|10|2\d\d|131005)(\/.*)?$/, account: /^(368|131031)(\/.*)?$/, payment: /^13104[24]$/, number: /^(131037|131045|133010)$/,
    thread: /^2022(\/.*)?$/, undeliverable: /^131026$/, spared: /^(131049|131050|130472)$/, kind: /^(131051|131062)$/, template: /^1320\d\d$/,
  },
  manychat: { window: /^3011$/ },
};
const families: Record<string, string> = { whatsapp: "meta", messenger: "meta", instagram: "meta" };

// meaning is the group of a code; undefined: it says nothing that is known here.
export function meaning(code: string, channel: string | undefined): string | undefined {
  for (const of of ["ours", families[channel ?? ""] ?? channel ?? ""]) for (const [group, codes] of Object.entries(groups[of] ?? {})) if (codes.test(code)) return group;
  return undefined;
}

type Props = { of: "send" | "heard" | "off" | "outcome"; code: string | undefined; text?: string | undefined; channel?: string | undefined };

export function Why({ of, code = "", text = "", channel }: Props) {
  const words = useWords();
  const http = /^http_(\d+)$/.exec(code)?.[1];
  if (http) return <>{words("why.send.http", { n: http })}</>;
  const word = `why.${of}.${of === "send" ? meaning(code, channel) : code}`;
  if (!has(word)) return text ? <span lang="en">{text}</span> : null;
  const [, done, parts] = /^(\d+) of (\d+) parts went out/.exec(text) ?? [];
  return <>{done && parts && `${words("why.send.parts", { done, parts })} `}{words(word)}</>;
}
