// Where a visitor writes, and puts files to what they write.
import { h, icon } from "./dom";
import { newID, Refused, upload, type Server } from "./server";
import { whyNot, type Words } from "./words";

const filesMost = 10;
const bytesMost = 20_000_000;

type Brought = { id: string; name: string; file?: string; part: number; wrong?: string };

export type Composed = { text: string; files: { file: string; name: string }[] };

export class Composer {
  readonly element: HTMLFormElement;
  readonly text: HTMLTextAreaElement;
  private readonly list = h("ul", { class: "brought" });
  private readonly said = h("p", { class: "aloud", role: "status" });
  private brought: Brought[] = [];

  constructor(private readonly server: Server, private readonly words: Words, files: boolean, private readonly does: { send(c: Composed): void; typed(text: string): void }) {
    const pick = h("input", { type: "file", multiple: true, hidden: true, onchange: () => { this.bring([...(pick.files ?? [])]); pick.value = ""; } });
    // A camera is offered where a finger would use it: a computer's would open files again.
    const camera = files && matchMedia("(pointer: coarse)").matches;
    const snap = h("input", { type: "file", accept: "image/*", capture: "environment", hidden: true, onchange: () => { this.bring([...(snap.files ?? [])]); snap.value = ""; } });
    this.text = h("textarea", {
      rows: "1", "aria-label": words.write, placeholder: words.write, maxlength: "16000", enterkeyhint: "send",
      oninput: () => { this.grow(); does.typed(this.text.value); },
      onkeydown: (e: KeyboardEvent) => {
        if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
        e.preventDefault();
        this.submit();
      },
      onpaste: (e: ClipboardEvent) => {
        const pasted = [...(e.clipboardData?.files ?? [])];
        if (!files || !pasted.length) return;
        e.preventDefault();
        this.bring(pasted);
      },
    });
    this.element = h("form", { class: "composer", onsubmit: (e: Event) => { e.preventDefault(); this.submit(); } }, this.list, this.said,
      h("div", { class: "write" },
        files && pick, files && h("button", { type: "button", class: "round", "aria-label": words.attach, title: words.attach, onclick: () => pick.click() }, icon("clip")),
        camera && snap, camera && h("button", { type: "button", class: "round", "aria-label": words.camera, title: words.camera, onclick: () => snap.click() }, icon("camera")),
        this.text, h("button", { type: "submit", class: "round send", "aria-label": words.send, title: words.send }, icon("send"))));
  }

  // bring uploads files; a message takes them when they are there.
  bring(files: File[]) {
    for (const file of files) {
      const b: Brought = { id: newID(), name: file.name, part: 0 };
      if (this.brought.length >= filesMost) b.wrong = "too_many_files";
      else if (!file.size) b.wrong = "file_empty";
      else if (file.size > bytesMost) b.wrong = "file_too_big";
      this.brought.push(b);
      if (!b.wrong) void this.upload(b, file);
    }
    this.draw();
  }

  private async upload(b: Brought, file: File) {
    try {
      const slot = await this.server.announce({ id: b.id, name: b.name, type: file.type || "application/octet-stream", size: file.size });
      await upload(slot.upload, file, (part) => { b.part = part; this.draw(); });
      b.file = slot.file;
      this.said.textContent = b.name;
    } catch (error) {
      b.wrong = error instanceof Refused && error.status >= 400 && error.status < 500 ? error.code : "upload";
    }
    this.draw();
  }

  private draw() {
    const { words } = this;
    this.list.replaceChildren(...this.brought.map((b) => h("li", {},
      h("span", { class: "name" }, b.name), " ",
      b.wrong ? h("span", { class: "wrong", role: "alert" }, whyNot(words, b.wrong)) : !b.file && h("progress", { max: "1", value: String(b.part), "aria-label": `${b.name} ${words.uploading}` }), " ",
      h("button", { type: "button", class: "link", "aria-label": `${words.remove}: ${b.name}`, onclick: () => { this.brought = this.brought.filter((x) => x !== b); this.draw(); this.text.focus(); } }, words.remove))));
  }

  private submit() {
    const text = this.text.value.trim();
    const under = this.brought.some((b) => !b.file && !b.wrong);
    const files = this.brought.flatMap((b) => (b.file ? [{ file: b.file, name: b.name }] : []));
    if (under || (!text && !files.length)) return;
    this.brought = [];
    this.draw();
    this.put("");
    this.does.send({ text, files });
  }

  // put writes a text in the place of what stands there.
  put(text: string) {
    this.text.value = text;
    this.grow();
  }

  private grow() {
    // The rows, and not a height: no style is written into an element.
    this.text.rows = Math.min(6, Math.max(1, this.text.value.split("\n").length, Math.ceil(this.text.value.length / 38)));
  }
}
