// What the board of deals reads, and how a deal is moved on it.
import { useQueryClient, useMutation, useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api, asked, Refused, type Schemas } from "../api/client";
import { changeCard } from "../cards/card";
import { useSay } from "../shell/said";

export type Card = Schemas["Card"];
export type Board = { kind: "lead" | "deal"; pipeline?: string; stages: Pick<Schemas["Stage"], "id" | "title" | "final">[] };
export type Move = { card: Card; to: string };

const page = 100;

// useBoard are the cards of each column, what was just moved in its new place already,
// and how one is moved. Where it is refused, the card goes back, and it is said why.
export function useBoard(board: Board, onMoved: (m: Move) => void) {
  const queries = useQueryClient();
  const say = useSay();
  const [limit, setLimit] = useState<Record<string, number>>({});
  const [moved, setMoved] = useState<ReadonlyMap<string, string>>(new Map());
  const columns = useQueries({
    queries: board.stages.map((stage) => ({
      queryKey: ["card", "board", board.kind, board.pipeline, stage.id, limit[stage.id] ?? 1],
      queryFn: () => pages(board, stage.id, limit[stage.id] ?? 1),
      placeholderData: (before: { items: Card[]; more: boolean } | undefined) => before,
    })),
  });
  const all = columns.flatMap((c) => c.data?.items ?? []).map((c) => (moved.has(c.ref) ? { ...c, stage: moved.get(c.ref)! } : c));
  const back = ({ card, to }: Move) => setMoved((m) => new Map([...m].filter(([r, at]) => r !== card.ref || at !== to)));
  const move = useMutation({
    scope: { id: "board" }, // one at a time: who moves a card twice moves it on from where it then is
    mutationFn: async ({ card, to }: Move) => {
      const now = await answered(api.GET("/v1/cards/{ref}", { params: { path: { ref: card.ref } } }));
      if (now.data.stage !== card.stage) throw new Refused("conflict", 409, "", undefined, []);
      return changeCard(card.ref, now.etag, { stage: to });
    },
    onMutate: ({ card, to }) => setMoved((m) => new Map(m).set(card.ref, to)),
    onError: say.failed,
    onSuccess: (_, m) => onMoved(m),
    onSettled: async (_, __, m) => {
      await queries.invalidateQueries({ queryKey: ["card"] });
      back(m);
    },
  });
  return {
    columns: board.stages.map((stage, i) => ({
      stage,
      cards: all.filter((c, n) => (board.kind === "lead" || c.stage === stage.id) && all.findIndex((x) => x.ref === c.ref) === n),
      more: !!columns[i]?.data?.more,
      next: () => setLimit((l) => ({ ...l, [stage.id]: (l[stage.id] ?? 1) + 1 })),
    })),
    pending: columns.some((c) => c.isPending),
    error: columns.find((c) => c.error)?.error,
    again: () => queries.invalidateQueries({ queryKey: ["card", "board"] }),
    move: (m: Move) => m.to !== m.card.stage && move.mutate(m),
  };
}

// pages are the first pages of a column.
async function pages(board: Board, stage: string, many: number) {
  const items: Card[] = [];
  let cursor: string | undefined;
  for (let n = 0; n < many && (n === 0 || cursor); n++) {
    const query = { kind: board.kind, limit: page, ...(board.kind === "deal" && { stage: [stage], ...(board.pipeline && { pipeline: [board.pipeline] }) }), ...(cursor && { cursor }) };
    const got = await asked(api.GET("/v1/cards", { params: { query } }));
    items.push(...got.items);
    cursor = got.next;
  }
  return { items, more: !!cursor };
}
