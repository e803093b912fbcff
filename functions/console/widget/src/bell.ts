// The server's word, on a WebSocket, that something changed for this visitor. What it is
// the page asks for as ever. Where no socket is to be had, or one broke, it asks now and
// then, and tries for another after a while.
import { Refused, type Server } from "./server";

type Frame = { events?: { kind: string }[] };

// What a socket may take to answer.
const patience = 15_000;

export class Bell {
  private socket: WebSocket | undefined;
  private on = false;
  private dialing = false;
  private failed = 0;
  private beat = 0;
  private heard = 0;
  private opened = 0;
  private timer: ReturnType<typeof setTimeout> | undefined; // the next try, or the next beat
  private due: ReturnType<typeof setTimeout> | undefined; // an answer

  // rings: something changed; typing: it is only that somebody types. changed: there is a
  // socket now, or none any more.
  constructor(private readonly server: Server, private readonly rings: (typing: boolean) => void, private readonly changed: () => void, private readonly chance = Math.random) {}

  get open() {
    return this.socket?.readyState === 1;
  }

  start() {
    if (this.on || typeof WebSocket === "undefined") return;
    this.on = true;
    void this.dial();
  }

  stop() {
    this.on = false;
    this.hangUp();
  }

  // probe asks a socket that was silent for a while whether it is still there, as when a
  // computer slept; silent: it was.
  probe(): boolean {
    if (!this.open || Date.now() - this.heard < patience) return false;
    this.say();
    return true;
  }

  private async dial() {
    if (this.dialing) return;
    this.dialing = true;
    try {
      const at = await this.server.socket();
      if (!at.url || !this.on) return;
      const url = new URL(at.url, this.server.at);
      url.protocol = url.protocol.replace("http", "ws");
      this.beat = (at.beat || 240) * 1000;
      this.take(new WebSocket(url));
    } catch (error) {
      if (!(error instanceof Refused) || error.again) this.later();
    } finally {
      this.dialing = false;
    }
  }

  private take(socket: WebSocket) {
    this.socket = socket;
    this.opened = 0;
    this.due = setTimeout(() => this.lost(socket), patience);
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.opened = Date.now();
      this.hear();
      this.changed();
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      if (this.socket !== socket) return;
      this.hear();
      const kinds = kindsOf(event.data);
      if (kinds.length) this.rings(kinds.every((kind) => kind === "typing"));
    };
    socket.onclose = () => this.lost(socket);
  }

  // hear: it is there, and asked again whether it is after a while.
  private hear() {
    this.heard = Date.now();
    clearTimeout(this.due);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(), this.beat);
  }

  private say() {
    const { socket } = this;
    if (!socket || !this.open) return;
    clearTimeout(this.due);
    this.due = setTimeout(() => this.lost(socket), patience);
    socket.send("{}");
  }

  private lost(socket: WebSocket) {
    if (this.socket !== socket) return;
    // One that held for a while was no failure: it ends every two hours.
    if (this.opened && Date.now() - this.opened > 60_000) this.failed = 0;
    this.hangUp();
    this.later();
    this.changed();
  }

  private hangUp() {
    const { socket } = this;
    this.socket = undefined;
    clearTimeout(this.timer);
    clearTimeout(this.due);
    socket?.close();
  }

  // later tries again: soon at first, and where a page or a proxy lets none through, not
  // more often than every ten minutes or so.
  private later() {
    if (!this.on) return;
    this.timer = setTimeout(() => void this.dial(), Math.min(600_000, 1000 * 4 ** Math.min(this.failed++, 5)) * (0.5 + this.chance()));
  }
}

function kindsOf(frame: string): string[] {
  try {
    return ((JSON.parse(frame) as Frame).events ?? []).map((e) => e.kind);
  } catch {
    return ["reload"]; // nothing of ours: what there is to know is asked for
  }
}
