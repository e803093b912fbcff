// What any screen reads of the company and its cards, and how a screen does something.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api, asked, once, type Schemas } from "../api/client";
import { useSay } from "../shell/said";
import { withTitle, withTitles } from "../words/named";
import { useWords } from "../words/words";

const rarely = 5 * 60_000;

export const settingsQuery = { queryKey: ["settings"], queryFn: () => asked(api.GET("/v1/settings")), staleTime: rarely };
export const useSettings = () => useQuery(settingsQuery);

export const linesQuery = { queryKey: ["lines"], queryFn: () => asked(api.GET("/v1/lines")), staleTime: rarely };
export const useLines = () => useQuery(linesQuery);

export function useLine(id: string | undefined) {
  const lines = useLines();
  return lines.data?.items.find((l) => l.id === id);
}

export const targetsQuery = { queryKey: ["targets"], queryFn: () => asked(api.GET("/v1/transfer-targets")), staleTime: 60_000 };
export const useTargets = (fresh = false) => useQuery({ ...targetsQuery, ...(fresh && { staleTime: 0 }) });

// useNames are operators' names by their ids.
export function useNames(): (id: string | undefined) => string {
  const targets = useTargets();
  const names = useMemo(() => new Map(targets.data?.operators.map((o) => [o.id, o.name])), [targets.data]);
  return useCallback((id) => (id && names.get(id)) ?? id ?? "", [names]);
}

// useTeams are teams' titles by their ids.
export function useTeams(): (id: string | undefined) => string | undefined {
  const targets = useTargets();
  const titles = useMemo(() => new Map(targets.data?.teams.map((t) => [t.id, t.title])), [targets.data]);
  return useCallback((id) => (id && titles.get(id)) || id, [titles]);
}

export type Kind = Schemas["Card"]["kind"];

// kindOf is a card's kind, by its name: lead:7, or bitrix.lead:7 of a connected CRM.
export const kindOf = (ref: string | undefined) => ref?.split(":")[0]?.split(".").at(-1) as Kind | undefined;

// connectionOf is the connected CRM that has the card; none: the built-in one.
export function connectionOf(ref: string | undefined): string | undefined {
  const kind = ref?.split(":")[0] ?? "";
  return kind.includes(".") ? kind.slice(0, kind.lastIndexOf(".")) : undefined;
}

export function useCard(ref: string | undefined) {
  return useQuery({ queryKey: ["card", ref], queryFn: () => asked(api.GET("/v1/cards/{ref}", { params: { path: { ref: ref ?? "" } } })), enabled: !!ref });
}

// useFields are a kind's, in the operator's language where they are our own; raw are they
// as they are set.
export function useFields(kind: Kind | undefined, connection?: string, raw = false) {
  const words = useWords();
  const select = useCallback((page: Page<Schemas["Field"]>) => (raw || connection ? page : { ...page, items: page.items.map((f) => withTitle(f, words)) }), [raw, connection, words]);
  return useQuery({
    queryKey: ["fields", kind, connection],
    queryFn: (): Promise<Page<Schemas["Field"]>> => asked(api.GET("/v1/fields/{card}", { params: { path: { card: kind ?? "lead" }, query: { ...(connection && { connection }) } } })),
    enabled: !!kind,
    staleTime: rarely,
    select,
  });
}

export function usePipelines(connection?: string, raw = false) {
  const words = useWords();
  const select = useCallback((page: Page<Schemas["Pipeline"]>) => (raw || connection ? page : { ...page, items: page.items.map((p) => withTitles(p, words)) }), [raw, connection, words]);
  return useQuery({
    queryKey: ["pipelines", connection],
    queryFn: (): Promise<Page<Schemas["Pipeline"]>> => asked(api.GET("/v1/pipelines", { params: { query: { ...(connection && { connection }) } } })),
    staleTime: rarely,
    select,
  });
}

// useFieldsOf are the fields of a card.
export const useFieldsOf = (ref: string | undefined) => useFields(kindOf(ref), connectionOf(ref));

type Page<T> = { items: T[]; next?: string };

// short is whether a list is short enough to be read anew, page after page, for no reason
// but that somebody looks at it again.
const short = (query: { state: { data?: { pages: unknown[] } } }) => (query.state.data?.pages.length ?? 0) <= 3;

// usePages is a list that is read page by page, and what is read of it so far.
export function usePages<T>(queryKey: QueryKey, read: (cursor: { cursor?: string }) => Promise<Page<T>>, enabled = true, placeholderData?: typeof keepPreviousData) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam ? { cursor: pageParam } : {}),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    enabled,
    placeholderData,
    refetchOnWindowFocus: short,
    refetchOnReconnect: short,
  });
  const items = useMemo(() => query.data?.pages.flatMap((p) => p.items) ?? [], [query.data]);
  return { ...query, items };
}

// shownOfChats are the queries in which something shows of what is done in a chat.
export const shownOfChats = ["dialogs", "dialog", "messages", "runs", "card", "me", "targets"];

// useDeed does something; what shows of it, in a chat if nothing else is named, is then
// read again, and a refusal is said.
export function useDeed<In, Out>(what: (input: In) => Promise<Out>, then?: (out: Out, input: In) => void, shows = shownOfChats) {
  const queries = useQueryClient();
  const say = useSay();
  return useMutation({
    mutationFn: what,
    onSuccess: then,
    onError: say.failed,
    onSettled: () => reread(queries, shows),
  });
}

// reread reads again what shows of something that was done. Of what was said only what is
// new is read, unless something else was done to it.
export const reread = (queries: QueryClient, shows = shownOfChats) =>
  Promise.all(shows.map((key) => {
    const newer = shows === shownOfChats ? queries.getQueryCache().findAll({ queryKey: [key], type: "active" }).flatMap((q) => q.meta?.newer ?? []) : [];
    return newer.length ? Promise.all(newer.map((read) => read(queries, []))) : queries.invalidateQueries({ queryKey: [key] });
  }));

// accept makes whoever asks the chat's operator; from a colleague only if takeOver says so.
export const accept = (id: string, takeOver = false) => asked(api.POST("/v1/dialogs/{id}/accept", { params: { path: { id }, header: once(), query: { ...(takeOver && { takeOver }) } } }));

// mayAccept says whether a chat is free to be somebody's: nobody has it, or it was
// assigned to them.
export const mayAccept = (d: Pick<Schemas["DialogRow"], "state" | "operator">, me: Schemas["Me"] | undefined) =>
  !!me?.operator && d.state !== "closed" && (!d.operator || (d.state === "waiting" && d.operator === me.operator));

// mayTakeOver says whether somebody looks after all chats, and a colleague has this one.
export const mayTakeOver = (d: Pick<Schemas["DialogRow"], "state" | "operator">, me: Schemas["Me"] | undefined) =>
  !!me?.operator && me.role !== "operator" && d.state !== "closed" && !!d.operator && d.operator !== me.operator;

export const decide = (run: string, body: Schemas["Decide"]) => asked(api.POST("/v1/runs/{id}/decisions", { params: { path: { id: run }, header: once() }, body }));
