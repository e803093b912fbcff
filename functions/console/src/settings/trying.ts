// Which lines are there to try with: a website's that no page of the company's may use.
import type { Schemas } from "../api/client";

type Line = Pick<Schemas["Line"], "channel" | "origins" | "active" | "publicKey">;

// ours is an origin of this server's own, or of the machine that it is looked at from.
const ours = (origin: string) => origin === location.origin || /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(origin);

export const forTrying = (l: Line) => l.channel === "web" && !!l.origins?.length && l.origins.every(ours);

// tryable is one whose chat this server's own page may show.
export const tryable = (l: Line) => l.active && !!l.publicKey && !!l.origins?.includes(location.origin);
