// What the knowledge base reads and sets, by the API's operations.
import { answered, api, asked, once, Refused, type Schemas } from "../api/client";

export type Entry = Schemas["FAQ"];
export type Asked = { q?: string; category?: string; state?: "on" | "off" };

export const listEntries = (query: Asked & { cursor?: string }) => asked(api.GET("/v1/faq", { params: { query: { limit: 50, ...query } } }));
export const readEntry = (id: string) => answered(api.GET("/v1/faq/{id}", { params: { path: { id } } }));
export const makeEntry = (body: Schemas["NewFAQ"]) => asked(api.POST("/v1/faq", { params: { header: once() }, body }));
export const setEntry = (id: string, etag: string, body: Schemas["NewFAQ"]) => asked(api.PUT("/v1/faq/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body }));
export const dropEntry = (id: string) => asked(api.DELETE("/v1/faq/{id}", { params: { path: { id } } }));
export const tryQuestion = (body: Schemas["TryFAQ"]) => asked(api.POST("/v1/faq/try", { params: { header: once() }, body }));

// bring has a file's entries brought in, or only says what would become of them.
export const bring = async (file: File, dryRun: boolean) => {
  if (!file.size) throw new Refused("no_table", 0, "", undefined, []); // which no request can say
  return asked(api.POST("/v1/faq/import", { params: { query: { dryRun }, header: once() }, headers: { "Content-Type": "application/octet-stream" }, body: file as unknown as string, bodySerializer: (body) => body as unknown as BodyInit }));
};

// said is an entry as it is set: without what the server says of it.
export function said({ question, wordings, answers, category, kind, lines, from, to, off, handOver }: Entry): Schemas["NewFAQ"] {
  return { question, wordings, answers: answers?.map(({ files, ...a }) => ({ ...a, ...(files && { files: files.map(({ file, name }) => ({ file, name })) }) })), category, kind, lines, from, to, off, handOver };
}

// saying are the answers that say something.
export const saying = (answers: Schemas["FAQAnswer"][] | undefined) => answers?.filter((a) => a.text.trim() || a.files?.length);

export const listVersions = (id: string) => asked(api.GET("/v1/faq/{id}/versions", { params: { path: { id } } }));
export const restoreEntry = (id: string, version: number) => asked(api.POST("/v1/faq/{id}/restore", { params: { path: { id }, header: once() }, body: { version } }));
