// The widget as the settings show it while it is being set: on a page of our own, in a
// frame of the console. What it looks like comes from there, and no server is asked.
import { Keep } from "./keep";
import { Server, type Look, type Post, type Said } from "./server";
import { Widget } from "./widget";
import { chosen } from "./words";

// Shown is what the console posts: the look, its language, and who answers what is
// tried.
export type Shown = { sufler: "show"; look: Look; language: string; answer: { name?: string; text: string } };
// Ready is what it is told, once it can be posted.
export type Ready = { sufler: "ready" };

// talks answers as a server would, and keeps what was said as long as the page.
export function talks(answer: Shown["answer"], now = () => new Date().toISOString()): typeof fetch {
  const said: Said[] = [];
  let heard = () => {}; // ends the call that waits
  const say = (m: Omit<Said, "seq" | "at">) => said.push({ ...m, seq: said.length + 1, at: now() });
  const given = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
  return async (at, ask) => {
    const url = new URL(String(at), location.href);
    const what = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
    if (what === "session") return given({ token: "preview", visitor: "preview" });
    if (what === "files") return given({ code: "preview" }, 400); // nothing is uploaded
    if (what !== "messages") return given({});
    if (ask?.method === "POST") {
      const { id, text } = JSON.parse(String(ask.body)) as Post;
      const seq = say({ id, author: "customer", text });
      say({ author: "operator", ...answer });
      heard();
      return given({ seq, dialog: "preview" });
    }
    const after = Number(url.searchParams.get("after"));
    const news = () => given({ items: said.slice(after), next: said.length, more: false, changed: 0, wait: 1 });
    if (after < said.length || !url.searchParams.get("wait")) return news();
    // Nothing is new: it waits, as with a server.
    return new Promise((done, fail) => {
      heard = () => done(news());
      setTimeout(heard, 20_000);
      ask?.signal?.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
    });
  };
}

// preview shows what the page around it posts, if that is one of ours.
export function preview(line: string) {
  let widget: Widget | undefined;
  let keep: Keep | undefined;
  addEventListener("message", (e: MessageEvent<Shown>) => {
    if (parent === window || e.source !== parent || e.origin !== location.origin || e.data?.sufler !== "show") return;
    const open = keep?.get("open") !== "";
    const { look, answer } = e.data;
    const { language } = chosen(e.data.language);
    widget?.leave();
    document.documentElement.lang = language;
    keep = new Keep(line, undefined, false); // which forgets with the page
    keep.set("greeted", "1"); // it is opened and closed by hand alone
    widget = new Widget(new Server(location.origin, line, talks(answer)), keep, { ...look, still: true }, {}, language);
    widget.show(open, false);
    keep.set("open", open ? "1" : "");
  });
  if (parent !== window) parent.postMessage({ sufler: "ready" } satisfies Ready, location.origin);
}
