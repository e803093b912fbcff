// What somebody has written goes out whatever screen they look at by then: what came of it
// is read again, and what was refused is said, where its chat is not looked at.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { onReach, reachable } from "../api/client";
import { outbox } from "../chats/data";
import { asRefused } from "../chats/outbox";
import { reread } from "../kit/data";
import { useLanguage, useWords, whyNot } from "../words/words";
import { useSay } from "./said";

export function useSending(operator: string | undefined) {
  const queries = useQueryClient();
  const words = useWords();
  const language = useLanguage();
  const say = useSay();
  const tell = useRef({ words, language, say });
  tell.current = { words, language, say };
  useEffect(() => {
    if (!operator) return;
    outbox.starts(operator, {
      sent: () => void reread(queries),
      failed: (u) => {
        const { words, language, say } = tell.current;
        const to = `/app/chats/${u.dialog}`;
        void reread(queries);
        if (location.pathname !== to) say.refused(words("unsent.elsewhere", { name: u.name, why: whyNot(words, asRefused(u.why), language) }), { to, text: words("chat.stays.open") });
      },
    });
    return onReach(() => { if (reachable()) outbox.reached(operator); });
  }, [operator, queries]);
}
