// Chats that somebody has just completed. Such a chat is gone from the lists at once, and
// for a moment it can be had back: a closed dialog stays closed, so the server is told only
// then. If the customer writes meanwhile, or the server refuses, the chat comes back, and
// it is said why.
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { api, asked, once } from "../api/client";
import { shownOfChats } from "../kit/data";
import { useSay } from "../shell/said";
import { useWords } from "../words/words";
import { outbox } from "./data";

export const grace = 5_000; // ms in which a completed chat can be had back

type Left = { timer: ReturnType<typeof setTimeout>; header: { "Idempotency-Key": string } };

const all = new Map<string, Left>();
let ids: readonly string[] = [];
const lookers = new Set<() => void>();

function changed() {
  ids = [...all.keys()];
  for (const look of lookers) look();
}

const look = (tell: () => void) => (lookers.add(tell), () => void lookers.delete(tell));

// useLeaving are their ids, the newest last.
export const useLeaving = () => useSyncExternalStore(look, () => ids);

// stay has a chat back that the server has not been told of.
export function stay(id: string): boolean {
  const left = all.get(id);
  if (!left) return false;
  clearTimeout(left.timer);
  all.delete(id);
  changed();
  return true;
}

// wroteSince says whether the customer has written since the chat was completed here.
export const wroteSince = (d: { lastAt?: string | undefined; turn: string; state: string }, seen: string | undefined) => d.state !== "closed" && d.turn === "operator" && Date.parse(d.lastAt ?? "") > Date.parse(seen ?? "");

const path = (id: string) => ({ path: { id } });

// close tells the server, unless the customer has something to say.
async function close(id: string, seen: string | undefined, header: Left["header"]): Promise<"closed" | "wrote"> {
  const now = await asked(api.GET("/v1/dialogs/{id}", { params: path(id) }));
  if (wroteSince(now, seen)) return "wrote";
  await asked(api.POST("/v1/dialogs/{id}/close", { params: { ...path(id), header } }));
  return "closed";
}

const shows = (queries: QueryClient) => Promise.all(shownOfChats.map((key) => queries.invalidateQueries({ queryKey: [key] })));

// flush tells the server at once of what was completed, when the page goes.
function flush() {
  for (const [id, { timer, header }] of all) {
    clearTimeout(timer);
    void fetch(`/v1/dialogs/${id}/close`, { method: "POST", keepalive: true, headers: header });
  }
  all.clear();
  changed();
}

// Completed is what is completed; lost: what was said in it last did not arrive.
type Completed = { id: string; lastAt?: string | undefined; lost?: boolean };
// What is done once it is gone from the lists, and where somebody has it back.
type Doing = { gone: () => void; back: () => void };

// useComplete completes a chat; one in which a reply of ours did not arrive, only if whoever
// does it knows.
export function useComplete() {
  const words = useWords();
  const say = useSay();
  const queries = useQueryClient();
  return useCallback((d: Completed, name: string, { gone, back }: Doing) => {
    if (all.has(d.id)) return;
    if (d.lost || outbox.get().some((u) => u.dialog === d.id && u.state === "failed")) say.refused(words("chat.complete.lost", { name }), { go: () => leave(d, name, gone, back), text: words("chat.complete.anyway"), ms: 15_000 });
    else leave(d, name, gone, back);
  }, [words, say, queries]);

  function leave(d: Completed, name: string, gone: () => void, back: () => void) {
    gone();
    const header = once();
    const timer = setTimeout(() => {
      close(d.id, d.lastAt, header)
        .then((how) => how === "wrote" && say.refused(words("chat.stays", { name }), { to: `/app/chats/${d.id}`, text: words("chat.stays.open") }), say.failed)
        .then(() => shows(queries))
        .finally(() => { all.delete(d.id); changed(); });
    }, grace);
    all.set(d.id, { timer, header });
    window.addEventListener("pagehide", flush);
    changed();
    say.done(words("chat.completed", { name }), { go: () => { if (stay(d.id)) back(); }, text: words("chat.completed.undo"), ms: grace });
  }
}
