// What the chats screen reads and does, by the API's operations.
import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, asked, once, Refused, type Schemas } from "../api/client";
import { connectionOf, linesQuery, settingsQuery, targetsQuery, useCard } from "../kit/data";
import { customerName } from "../kit/names";
import { useLeaving } from "./leaving";
import { Outbox } from "./outbox";
import type { Words } from "../words/words";

export type Row = Schemas["DialogRow"];
export type Dialog = Schemas["DialogDetail"];
export type Message = Schemas["Message"];
export type Run = Schemas["Run"];

const page = 50;

// Which are the open chats: new ones wait for somebody, or were assigned to me, and who
// has waited longest comes first; free ones were answered from elsewhere, and nobody has
// them; active ones I accepted or was handed, and where something happened last comes first.
export type Which = "new" | "free" | "active";

const sorted = { new: "oldest", free: "activity", active: "activity" } as const;

const time = (at: string | undefined) => (at ? Date.parse(at) : 0);

// inOrder puts rows in order, that come so but for what changed since.
export const inOrder = (which: Which, rows: Row[]) =>
  which === "new"
    ? rows.toSorted((a, b) => time(a.waiting?.since ?? a.openedAt) - time(b.waiting?.since ?? b.openedAt))
    : rows.toSorted((a, b) => Math.max(time(b.lastAt), time(b.openedAt)) - Math.max(time(a.lastAt), time(a.openedAt)));

const narrowed = (which: Which, operator: string | undefined) =>
  ({ new: { state: ["waiting" as const] }, free: { state: ["in_progress" as const], free: true }, active: { state: ["in_progress" as const], ...(operator && { operator: [operator] }) } })[which];

const chatsOf = (which: Which, operator: string | undefined) => infiniteQueryOptions({
  queryKey: ["dialogs", which, operator],
  queryFn: ({ pageParam }) =>
    asked(api.GET("/v1/dialogs", {
      params: { query: { limit: page, unread: true, sort: sorted[which], ...(pageParam && { cursor: pageParam }), ...narrowed(which, operator) } },
    })),
  initialPageParam: "",
  getNextPageParam: (last: { items: Row[]; next?: string }) => last.next,
});

export function useChats(which: Which, operator: string | undefined, enabled = true) {
  const query = useInfiniteQuery({ ...chatsOf(which, operator), enabled });
  const leaving = useLeaving();
  const rows = useMemo(
    () => inOrder(which, (query.data?.pages.flatMap((p) => p.items) ?? []).filter((d) => !leaving.includes(d.id) && (which !== "new" || !d.operator || d.operator === operator))),
    [query.data, which, operator, leaving],
  );
  return { query, rows }; // of the query a screen draws what it reads
}

export function useDialog(id: string | undefined) {
  return useQuery({ ...dialogOf(id ?? ""), enabled: !!id });
}

export const dialogOf = (id: string) => queryOptions({ queryKey: ["dialog", id], queryFn: () => asked(api.GET("/v1/dialogs/{id}", { params: { path: { id } } })) });

// ahead asks for what the screen shows first, before there is anything to draw it: the
// chat that the address names at once, the rest when it is known who asks.
export async function ahead(queries: QueryClient, me: Promise<Schemas["Me"]>) {
  const id = /^\/app\/chats\/([\w-]+)$/.exec(location.pathname)?.[1];
  if (id) void queries.prefetchQuery(dialogOf(id));
  if (id) void queries.prefetchInfiniteQuery(messagesOf(id));
  const { operator } = await me;
  for (const which of ["new", "free", "active"] as const) void queries.prefetchInfiniteQuery(chatsOf(which, operator));
  void queries.prefetchQuery(settingsQuery);
  if (operator) void queries.prefetchQuery(draftsQuery);
  if (id) for (const what of [linesQuery, targetsQuery]) void queries.prefetchQuery<unknown>(what);
}

// useLatest is the customer's newest dialog of those that whoever asks sees: the open one,
// if there is one.
export function useLatest(customer: string, enabled: boolean) {
  return useQuery({
    queryKey: ["dialogs", "latest", customer],
    enabled,
    queryFn: async () => (await asked(api.GET("/v1/dialogs", { params: { query: { limit: 1, customer: [customer] } } }))).items[0] ?? null,
  });
}

// usePast are the dialogs that were handed over into this one, the newest first.
export function usePast(dialog: Dialog | undefined) {
  const parent = dialog?.parent;
  return useQuery({
    queryKey: ["past", parent],
    enabled: !!parent,
    staleTime: Infinity,
    queryFn: async () => {
      const past: Dialog[] = [];
      for (let id = parent; id && past.length < 20; id = past.at(-1)?.parent) past.push(await asked(api.GET("/v1/dialogs/{id}", { params: { path: { id } } })));
      return past;
    },
  });
}

const said = (id: string, cursor: string | undefined, limit = page) => asked(api.GET("/v1/dialogs/{id}/messages", { params: { path: { id }, query: { limit, order: "newest", thread: true, ...(cursor && { cursor }) } } }));

export const messagesOf = (id: string) => infiniteQueryOptions({
  queryKey: ["messages", id],
  queryFn: ({ pageParam }) => said(id, pageParam),
  initialPageParam: "",
  getNextPageParam: (last: Schemas["MessagePage"]) => last.next,
  meta: { newer: (queries, seqs) => newer(queries, id, seqs) },
});

// few are how many of the newest are read to see what was said just now.
const few = 10;

// newer reads what was said since, and what is otherwise at some places; without places,
// the newest page. What is above, however much was loaded, is not read again.
async function newer(queries: QueryClient, id: string, seqs: number[]) {
  const queryKey = ["messages", id];
  const query = queries.getQueryCache().find<InfiniteData<Schemas["MessagePage"], string>>({ queryKey });
  const had = query?.state.data;
  if (!query || !had) return queries.invalidateQueries({ queryKey });
  const top = had.pages[0]?.items[0]?.seq ?? 0;
  const got: Message[] = [];
  try {
    let cursor: string | undefined;
    do {
      const more: Schemas["MessagePage"] = await said(id, cursor, seqs.length ? few : page);
      got.push(...more.items);
      cursor = more.next;
    } while (cursor && got.at(-1)!.seq > top && got.length < 4 * page);
    if (cursor && got.at(-1)!.seq > top) return queries.invalidateQueries({ queryKey });
    const reach = got.at(-1)?.seq ?? 0;
    const above = had.pages.flatMap((p, i) => (seqs.some((s) => s < reach && p.items.some((m) => m.seq === s)) ? [had.pageParams[i]] : []));
    for (const at of above) got.push(...(await said(id, at)).items);
    while (query.state.fetchStatus === "fetching") await query.promise?.catch(() => undefined);
    queries.setQueryData<typeof had>(queryKey, (now) => now && { ...now, pages: merged(now.pages, got, reach) });
  } catch {
    return queries.invalidateQueries({ queryKey }); // it says why not
  }
}

// merged are the pages, the newest first, with what was read: all there is from reach
// on, and some of what is above.
export function merged(pages: Schemas["MessagePage"][], got: Message[], reach: number): Schemas["MessagePage"][] {
  const bySeq = new Map(got.map((m) => [m.seq, m]));
  const known = new Set(pages.flatMap((p) => p.items.map((m) => m.seq)));
  const least = pages.at(-1)?.items.at(-1)?.seq ?? 0;
  const fresh = [...bySeq.values()].filter((m) => !known.has(m.seq) && m.seq > least);
  return pages.map((p, i) => {
    const items = p.items.flatMap((m) => bySeq.get(m.seq) ?? (m.seq >= reach ? [] : m));
    return { ...p, items: i === 0 && fresh.length ? [...fresh, ...items].sort((a, b) => b.seq - a.seq) : items };
  });
}

// useMessages are what was said in the thread, the oldest first; older ones come
// when they are asked for.
export function useMessages(id: string) {
  const query = useInfiniteQuery(messagesOf(id));
  const messages = useMemo(() => (query.data?.pages.flatMap((p) => p.items) ?? []).toReversed(), [query.data]);
  return { query, messages };
}

export function useRuns(id: string) {
  return useQuery({ queryKey: ["runs", id], queryFn: () => asked(api.GET("/v1/dialogs/{id}/runs", { params: { path: { id }, query: { limit: 10 } } })) });
}

// useCustomerName is what an open chat's customer is called, as in the lists: as their
// contact has it, else as the messenger shows it. A card of a connected CRM is not asked
// for its name.
export function useCustomerName(d: Dialog, words: Words): string {
  const contact = useCard(connectionOf(d.contact) ? undefined : d.contact);
  const known = contact.data?.values.name;
  const { name, username } = d.profile;
  return customerName({ name: typeof known === "string" && known.trim() ? known : name, username, readable: d.readable, number: d.number }, words);
}

export const useDrafts = (operator: string | undefined) =>
  useQuery({ ...draftsQuery, enabled: !!operator, refetchInterval: 30_000 });

const draftsQuery = queryOptions({ queryKey: ["drafts"], queryFn: () => asked(api.GET("/v1/me/drafts", { params: { query: { limit: 100 } } })) });

// kept are the threads that a draft was kept in from here: the list of all is a moment late.
const kept = new Set<string>();

// useDraft is what was begun in the chat's thread; null: nothing. It is asked for only
// where there may be one.
export function useDraft({ id, thread }: Pick<Dialog, "id" | "thread">, operator: string | undefined) {
  const drafts = useDrafts(operator);
  return useQuery({
    queryKey: ["draft", id],
    enabled: !!operator && !drafts.isPending,
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async () => {
      const none = drafts.data && !drafts.data.next && !drafts.data.items.some((d) => d.thread === thread);
      if (none && !kept.has(id)) return null;
      try {
        return await asked(api.GET("/v1/dialogs/{id}/draft", { params: { path: { id } } }));
      } catch (error) {
        if (error instanceof Refused && error.code === "not_found") return null;
        throw error;
      }
    },
  });
}

const at = (id: string) => ({ path: { id }, header: once() });

export const transfer = (id: string, to: Schemas["Transfer"]) => asked(api.POST("/v1/dialogs/{id}/transfer", { params: at(id), body: to }));
export const change = (id: string, to: Schemas["Take"]) => asked(api.PATCH("/v1/dialogs/{id}", { params: { path: { id } }, body: to }));
// What is said is said once under a key, however often it is sent.
const under = (id: string, key: string | undefined) => (key ? { path: { id }, header: { "Idempotency-Key": key } } : at(id));
export const reply = (id: string, body: Schemas["Reply"], key?: string) => asked(api.POST("/v1/dialogs/{id}/reply", { params: under(id, key), body }));
export const note = (id: string, body: Schemas["Say"], key?: string) => asked(api.POST("/v1/dialogs/{id}/note", { params: under(id, key), body }));

// outbox is what this tab has written and is not answered yet.
export const outbox = new Outbox(({ as, dialog, body, key }) => (as === "note" ? note : reply)(dialog, body, key), globalThis.sessionStorage);

// readUpto says how far one has read a chat, and shows what is left of it: nobody is told
// of that, since it is nobody else's.
export async function readUpto(queries: QueryClient, id: string, upto: number) {
  const unread = await asked(api.PUT("/v1/dialogs/{id}/read", { params: { path: { id } }, body: { upto } }));
  queries.setQueryData<Dialog>(["dialog", id], (d) => d && { ...d, unread });
  queries.setQueriesData<InfiniteData<{ items: Row[]; next?: string }>>({ predicate: (q) => q.queryKey[0] === "dialogs" && q.queryKey[1] !== "latest" }, (all) =>
    all?.pages && all.pages.some((p) => p.items.some((d) => d.id === id && d.unread?.count !== unread.count))
      ? { ...all, pages: all.pages.map((p) => (p.items.some((d) => d.id === id) ? { ...p, items: p.items.map((d) => (d.id === id ? { ...d, unread } : d)) } : p)) }
      : all);
  void queries.invalidateQueries({ queryKey: ["unread"] });
}
export const startRun = (id: string, body: Schemas["Ask"]) => asked(api.POST("/v1/dialogs/{id}/runs", { params: at(id), body }));
export const undo = (run: string, body: Schemas["Undo"]) => asked(api.POST("/v1/runs/{id}/undo", { params: at(run), body }));
// A draft is kept though its page is closed meanwhile (keepalive), which browsers do for
// up to 64 KiB: a text of as many letters takes at most thrice as many bytes.
const outlives = 20_000; // letters
export const saveDraft = (id: string, body: Schemas["DraftText"]) => (kept.add(id), asked(api.PUT("/v1/dialogs/{id}/draft", { params: { path: { id } }, body, keepalive: (body.text?.length ?? 0) <= outlives })));
export const dropDraft = (id: string) => asked(api.DELETE("/v1/dialogs/{id}/draft", { params: { path: { id } }, keepalive: true }));
export const types = (id: string, note: boolean) => asked(api.POST("/v1/dialogs/{id}/typing", { params: at(id), body: { note } }));
export const templates = (q: string) => asked(api.GET("/v1/templates", { params: { query: { limit: 20, ...(q && { q }) } } }));
export const render = (id: string, dialog: string) => asked(api.POST("/v1/templates/{id}/render", { params: { path: { id } }, body: { dialog } }));
// rate says what operators think of the bot's answer; undefined takes it back.
export const rate = (id: string, seq: number, good: boolean | undefined) => asked(api.PUT("/v1/dialogs/{id}/messages/{seq}/rating", { params: { path: { id, seq } }, body: good === undefined ? {} : { good } }));
// sendAgain sends what failed once more: one message once, however often it is asked for.
export const sendAgain = (id: string, seq: number) => asked(api.POST("/v1/dialogs/{id}/messages/{seq}/again", { params: { path: { id, seq } } }));
export const refetchFiles = (id: string, seq: number) => asked(api.POST("/v1/dialogs/{id}/messages/{seq}/files", { params: { path: { id, seq } } }));

// upload announces a file and brings its bytes where the server says.
export async function upload(file: File, progress: (part: number) => void): Promise<string> {
  const made = await asked(api.POST("/v1/files", { params: { header: once() }, body: { name: file.name || "file", type: file.type || "application/octet-stream", size: file.size } }));
  await new Promise<void>((done, failed) => {
    const put = new XMLHttpRequest();
    put.open(made.upload.method, made.upload.url);
    for (const [name, value] of Object.entries(made.upload.headers)) put.setRequestHeader(name, value);
    put.upload.onprogress = (e) => progress(e.loaded / e.total);
    put.onload = () => (put.status < 300 ? done() : failed(new Refused("file_not_uploaded", put.status, "", undefined, [])));
    put.onerror = () => failed(new Refused("unreachable", 0, "", undefined, []));
    put.send(file);
  });
  return made.id;
}
