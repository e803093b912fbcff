// The API, as everything here calls it. Its types are made from its own description
// (`npm run types`).
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

// Refused is an answer of the API that is none: a problem (RFC 9457) with a code
// that is never renamed, or, with the code unreachable, no answer at all.
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly until: string | undefined,
    readonly errors: Schemas["Fault"][],
  ) {
    super(detail);
  }
}

const client = createClient<paths>({ baseUrl: "/", cache: "no-store" });

// onSignedOut is told when the server knows our session no more.
let signedOut = () => {};
export function onSignedOut(tell: () => void) {
  signedOut = tell;
}

// Whether the last call was answered at all, and who wants to know.
let reached = true;
const watchers = new Set<() => void>();

function reach(answered: boolean) {
  if (reached === answered) return;
  reached = answered;
  for (const watch of watchers) watch();
}

export const reachable = () => reached;

export function onReach(watch: () => void): () => void {
  watchers.add(watch);
  return () => void watchers.delete(watch);
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

// asked waits for an answer and throws what is none.
export async function asked<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await answered(call)).data;
}

// answered is asked with the ETag, for what is changed by If-Match.
export async function answered<T>(call: Promise<Answer<T>>): Promise<{ data: T; etag: string }> {
  let answer: Answer<T>;
  try {
    answer = await call;
    reach(true);
  } catch {
    reach(false);
    throw new Refused("unreachable", 0, "", undefined, []);
  }
  if (!answer.response.ok) {
    const p = (answer.error ?? {}) as Partial<Schemas["Problem"]>;
    const refused = new Refused(p.code ?? "internal", answer.response.status, p.detail ?? "", p.until, p.errors ?? []);
    if (refused.code === "unauthorized") signedOut();
    throw refused;
  }
  return { data: answer.data as T, etag: answer.response.headers.get("ETag") ?? "" };
}

// once is the header of a call that is to have one effect, however often it is sent.
export function once(): { "Idempotency-Key": string } {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return { "Idempotency-Key": Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("") };
}

export const api = client;
