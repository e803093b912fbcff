// A card that is carried to an edge has what lies there scroll: the board sideways, a
// column up and down.
const edge = 48; // pixels from an edge
const step = 9; // pixels that it scrolls in a frame

const by = (at: number, from: number, to: number) => (at < from + edge ? -step : at > to - edge ? step : 0);

// scrolledAt scrolls what is under a point by a frame's step; it says whether anything moved.
export function scrolledAt(board: HTMLElement, x: number, y: number): boolean {
  const box = board.getBoundingClientRect();
  const column = document.elementFromPoint(x, y)?.closest("[data-stage]")?.querySelector("ul");
  const rows = column?.getBoundingClientRect();
  const was = [board.scrollLeft, column?.scrollTop];
  board.scrollLeft += by(x, box.left, box.right);
  if (column && rows) column.scrollTop += by(y, rows.top, rows.bottom);
  return board.scrollLeft !== was[0] || column?.scrollTop !== was[1];
}
