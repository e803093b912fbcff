// A draft: what was begun is kept on the server a moment after the last key, and at
// once when its chat is left, or the page is: closed, gone on from, or out of sight.
// Until the server has it, it lies in the browser's tab, too, where it is found again.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useSay } from "../shell/said";
import type { Schemas } from "../api/client";
import { dropDraft, outbox, saveDraft } from "./data";
import type { Written } from "./written";

export type As = "reply" | "note";
export type Attached = { key: number; name: string; part: number; id?: string };
type Begun = { as: As; files: Attached[] };

const pause = 800; // ms after the last key

// UnderWay is what the server was not seen to have yet, and the version that it had.
type UnderWay = Pick<Schemas["DraftText"], "text" | "note" | "attachments"> & { over?: number };
const underWay = (operator: string, dialog: string) => `draft ${operator} ${dialog}`;

// begunLast is what was begun last: in this tab, unless the server has had another since.
export function begunLast(operator: string | undefined, dialog: string, has: Schemas["Draft"] | null): UnderWay | null {
  const found = operator && sessionStorage.getItem(underWay(operator, dialog));
  const mine = found ? (JSON.parse(found) as UnderWay) : undefined;
  return mine && mine.over === has?.version ? mine : has;
}

// stated is a draft as a text; nothing at all is the same nothing everywhere.
const stated = (text: string, as: As, files: unknown[]) => (text || files.length ? JSON.stringify([text, as, files]) : "");

export function useKept(dialog: string, operator: string | undefined, written: Written, begun: Begun) {
  const queries = useQueryClient();
  const say = useSay();
  const now = useRef({ ...begun, say });
  now.current = { ...begun, say };
  const kept = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let saved: string | undefined; // as the server has it; undefined: that is not known yet
    let version: number | undefined;
    let saving = Promise.resolve();
    // What stands in the thread and is not sent yet stays a draft as long as nothing else is begun.
    const keeps = () => state() === "" && outbox.of(dialog, operator).length > 0;
    const beside = underWay(operator ?? "", dialog);
    const state = () => stated(written.get(), now.current.as, now.current.files.flatMap((f) => f.id ?? []));
    const save = async () => {
      if (keeps()) return;
      const text = written.get();
      const { as, files } = now.current;
      const ready = files.filter((f) => f.id);
      const before = saved;
      saved = state();
      const body = { text, note: as === "note", attachments: ready.map((f) => ({ file: f.id ?? "", name: f.name })) };
      const mine = JSON.stringify({ ...body, over: version } satisfies UnderWay);
      sessionStorage.setItem(beside, mine);
      try {
        if (text || ready.length) version = (await saveDraft(dialog, body)).version;
        else if (version !== undefined) {
          await dropDraft(dialog);
          version = undefined;
        }
        if (sessionStorage.getItem(beside) === mine) sessionStorage.removeItem(beside);
        void queries.invalidateQueries({ queryKey: ["drafts"] });
      } catch (error) {
        saved = before;
        now.current.say.failed(error);
      }
    };
    const atOnce = () => {
      clearTimeout(timer);
      if (keeps() || saved === undefined || state() === saved) return;
      saving = saving.then(save);
    };
    return {
      // later keeps what is written once nobody has written for a moment.
      later() {
        clearTimeout(timer);
        timer = setTimeout(atOnce, pause);
      },
      atOnce,
      // known is told what the server has, if anything.
      known(has: Schemas["Draft"] | undefined) {
        version = has?.version;
        saved = stated(has?.text ?? "", has?.note ? "note" : "reply", has?.attachments?.map((a) => a.file) ?? []);
      },
      // sending is the version that was kept of what is sent now, once that is known.
      async sending() {
        clearTimeout(timer);
        sessionStorage.removeItem(beside);
        await saving;
        return version;
      },
      // gone: it is said, and its draft gone with it; or it was taken out, and is none any more.
      gone(draft: number | undefined, sent: boolean) {
        if (sent && draft !== undefined && draft === version) {
          version = undefined;
          saved = "";
        }
        void queries.invalidateQueries({ queryKey: ["drafts"] });
        this.later();
      },
    };
  }, [dialog, operator, written, queries]);
  useEffect(() => {
    if (!operator) return;
    const stop = written.onChange(kept.later);
    const hidden = () => { if (document.visibilityState === "hidden") kept.atOnce(); };
    document.addEventListener("visibilitychange", hidden);
    return () => {
      document.removeEventListener("visibilitychange", hidden);
      stop();
      kept.atOnce();
    };
  }, [operator, kept, written]);
  useEffect(() => { if (operator) kept.later(); }, [operator, kept, begun.as, begun.files]);
  return kept;
}
