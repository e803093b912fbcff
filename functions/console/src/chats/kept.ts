// A draft: what was begun is kept on the server a moment after the last key, and at
// once when its chat is left.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useSay } from "../shell/said";
import type { Schemas } from "../api/client";
import { dropDraft, saveDraft } from "./data";
import type { Written } from "./written";

export type As = "reply" | "note";
export type Attached = { key: number; name: string; part: number; id?: string };
type Begun = { as: As; files: Attached[] };

const pause = 800; // ms after the last key

// stated is a draft as a text; nothing at all is the same nothing everywhere.
const stated = (text: string, as: As, files: unknown[]) => (text || files.length ? JSON.stringify([text, as, files]) : "");

export function useKept(dialog: string, keeps: boolean, written: Written, begun: Begun) {
  const queries = useQueryClient();
  const say = useSay();
  const now = useRef({ ...begun, say });
  now.current = { ...begun, say };
  const kept = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let saved: string | undefined; // as the server has it; undefined: that is not known yet
    let version: number | undefined;
    let saving = Promise.resolve();
    let held = false;
    const state = () => stated(written.get(), now.current.as, now.current.files.flatMap((f) => f.id ?? []));
    const save = async () => {
      const text = written.get();
      const { as, files } = now.current;
      const ready = files.filter((f) => f.id);
      saved = state();
      try {
        if (text || ready.length) version = (await saveDraft(dialog, { text, note: as === "note", attachments: ready.map((f) => ({ file: f.id ?? "", name: f.name })) })).version;
        else if (version !== undefined) {
          await dropDraft(dialog);
          version = undefined;
        }
        void queries.invalidateQueries({ queryKey: ["drafts"] });
      } catch (error) {
        now.current.say.failed(error);
      }
    };
    const atOnce = () => {
      clearTimeout(timer);
      if (held || saved === undefined || state() === saved) return;
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
      // sending waits for what is being kept; nothing more is until it is sent, or is not.
      async sending() {
        held = true;
        clearTimeout(timer);
        await saving;
        return version;
      },
      // sent: what was written is gone, and the draft with it, unless something else was sent.
      sent(all: boolean) {
        held = false;
        if (!all) return this.later();
        version = undefined;
        saved = "";
        void queries.invalidateQueries({ queryKey: ["drafts"] });
      },
      unsent() {
        held = false;
        this.later();
      },
    };
  }, [dialog, written, queries]);
  useEffect(() => {
    if (!keeps) return;
    const stop = written.onChange(kept.later);
    return () => {
      stop();
      kept.atOnce();
    };
  }, [keeps, kept, written]);
  useEffect(() => { if (keeps) kept.later(); }, [keeps, kept, begun.as, begun.files]);
  return kept;
}
