// A card that is drawn to another column by a finger. Browsers begin a drag of their own
// after a long press, or none at all, and each in its own way; so a finger's is made here:
// it rests on the card for a moment, which lifts it, and carries it along. One that moves
// at once scrolls, and a tap opens.
import { scrolledAt } from "./edge";

export type Carried = { at: string | undefined; ended: boolean };

const rests = 280; // ms until a card is lifted
const slack = 10; // pixels that a finger at rest may move

// columnAt is the stage of the column under a point.
const columnAt = (x: number, y: number) => document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-stage]")?.dataset.stage;

// carriedByFinger lets a card be carried; told is where it is, and where it was dropped.
export function carriedByFinger(card: HTMLElement, told: (c: Carried) => void): () => void {
  let touch: { id: number; x: number; y: number; dx: number; dy: number } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shade: HTMLElement | undefined; // what is carried: a picture of the card
  let frame = 0;

  const place = () => {
    if (!touch || !shade) return;
    shade.style.transform = `translate(${touch.x - touch.dx}px, ${touch.y - touch.dy}px) rotate(2deg)`;
    told({ at: columnAt(touch.x, touch.y), ended: false });
  };
  const scroll = () => {
    const board = card.closest<HTMLElement>("[role=region]");
    if (!touch || !shade || !board) return;
    if (scrolledAt(board, touch.x, touch.y)) place();
    frame = requestAnimationFrame(scroll);
  };
  const lift = () => {
    if (!touch) return;
    const box = card.getBoundingClientRect();
    touch.dx = touch.x - box.left;
    touch.dy = touch.y - box.top;
    shade = card.cloneNode(true) as HTMLElement;
    shade.removeAttribute("id");
    shade.setAttribute("aria-hidden", "true");
    shade.inert = true;
    Object.assign(shade.style, { position: "fixed", left: "0", top: "0", zIndex: "1000", width: `${box.width}px`, pointerEvents: "none", boxSizing: "border-box", listStyle: "none", boxShadow: "0 8px 24px #0005" });
    document.body.append(shade);
    card.closest<HTMLElement>("[role=region]")?.style.setProperty("scroll-snap-type", "none");
    navigator.vibrate?.(15);
    place();
    frame = requestAnimationFrame(scroll);
  };
  const end = (dropped: boolean) => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    const carried = !!shade;
    const at = touch && dropped ? columnAt(touch.x, touch.y) : undefined;
    shade?.remove();
    card.closest<HTMLElement>("[role=region]")?.style.removeProperty("scroll-snap-type");
    shade = touch = undefined;
    card.draggable = true;
    if (carried) told({ at, ended: true });
    return carried;
  };

  const start = (e: TouchEvent) => {
    const first = e.touches[0];
    if (touch || !first || e.touches.length > 1 || (e.target as Element).closest("button")) return void (touch && end(false));
    touch = { id: first.identifier, x: first.clientX, y: first.clientY, dx: 0, dy: 0 };
    card.draggable = false; // the browser's own drag would take the finger away
    timer = setTimeout(lift, rests);
  };
  const move = (e: TouchEvent) => {
    const now = [...e.touches].find((t) => t.identifier === touch?.id);
    if (!touch || !now) return;
    if (!shade) {
      if (Math.hypot(now.clientX - touch.x, now.clientY - touch.y) > slack) end(false); // it scrolls
      return;
    }
    e.preventDefault();
    touch.x = now.clientX;
    touch.y = now.clientY;
    place();
  };
  const up = (e: TouchEvent) => {
    if (end(true) && e.cancelable) e.preventDefault(); // no tap
  };
  const cancel = () => void end(false);
  const menu = (e: Event) => { if (touch) e.preventDefault(); };

  card.addEventListener("touchstart", start, { passive: true });
  card.addEventListener("touchmove", move, { passive: false });
  card.addEventListener("touchend", up);
  card.addEventListener("touchcancel", cancel);
  card.addEventListener("contextmenu", menu);
  return () => {
    end(false);
    card.removeEventListener("touchstart", start);
    card.removeEventListener("touchmove", move);
    card.removeEventListener("touchend", up);
    card.removeEventListener("touchcancel", cancel);
    card.removeEventListener("contextmenu", menu);
  };
}
