// What stands where one wrote, once a chat is completed.
import { Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Schemas } from "../api/client";
import { Press } from "../kit/press";
import { To } from "../kit/to";
import { byCode, useWords, worded } from "../words/words";
import styles from "./composer.module.css";
import { useCustomerName, useLatest, type Dialog } from "./data";

const StartChat = lazy(() => worded(import("../kit/start")).then((m) => ({ default: m.StartChat })));

// Completed: it stays so, and the customer is written to in a new one; or in the one that there is by now.
export function Completed({ dialog, me }: { dialog: Dialog; me: Schemas["Me"] }) {
  const words = useWords();
  const name = useCustomerName(dialog, words);
  const latest = useLatest(dialog.customer, true).data;
  const [writes, setWrites] = useState(false);
  const later = latest && latest.number > dialog.number ? latest : undefined;
  const open = later && later.state !== "closed";
  const mayWrite = !!me.operator && !open && (latest ? true : latest === null && dialog.closeReason !== "transfer");
  return (
    <div className={styles.completed}>
      <Text component="span" role="status" size="sm">{dialog.closeReason === "transfer" ? words("chat.wentOn") : byCode(words, "dialog_closed")}</Text>
      {later && <To href={`/app/chats/${later.id}`} className={styles.latest}>{words(open ? "chat.latest.open" : "chat.latest")}</To>}
      {mayWrite && <Press icon="chats" look="main" onClick={() => setWrites(true)}>{words("chat.again")}</Press>}
      <Suspense>{writes && <StartChat whom={{ name, contact: dialog.contact, customer: dialog.customer }} onClose={() => setWrites(false)} />}</Suspense>
    </div>
  );
}
