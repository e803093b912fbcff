// Icons, drawn by hand on a grid of 24; who can't see them reads the button's name.
const paths = {
  chats: "M4 5h16v11H9l-5 4z",
  approvals: "M4 5h16v14H4zM8 12l3 3 5-6",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
  gear: "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M5.6 18.4l2.1-2.1M16.3 7.7l2.1-2.1",
  add: "M12 5v14M5 12h14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  deals: "M4 5h4v14H4zM10 5h4v9h-4zM16 5h4v6h-4z",
  statistics: "M4 20h16M7 20v-7M12 20V5M17 20v-11",
  find: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4 4",
  down: "M6 9l6 6 6-6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-6 8-6s7 2 8 6",
  book: "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
  back: "M15 5l-7 7 7 7",
  panel: "M4 5h16v14H4zM14 5v14",
  attach: "M19 11l-8 8a5 5 0 0 1-7-7l8-8a3.5 3.5 0 0 1 5 5l-8 8a2 2 0 0 1-3-3l7-7",
  send: "M4 12l16-8-6 16-3-6z",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2",
  check: "M5 12l5 5L19 7",
  transfer: "M4 8h14l-4-4M20 16H6l4 4",
  spark: "M12 3l2 6 6 2-6 2-2 6-2-6-6-2 6-2z",
  templates: "M5 4h14v16H5zM9 9h6M9 13h6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  close: "M6 6l12 12M18 6L6 18",
  tag: "M4 4h8l8 8-8 8-8-8zM8 8h.01",
  flag: "M6 21V4h12l-3 4 3 4H6",
  answer: "M9 6l-5 5 5 5M4 11h10a6 6 0 0 1 6 6v1",
  buttons: "M4 5h16v6H4zM4 14h7v5H4zM14 14h6v5h-6z",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
} as const;

export function Icon({ name, size = 20 }: { name: keyof typeof paths; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={name === "more" ? 3 : 1.8} strokeLinecap="round" strokeLinejoin="round" aria-hidden focusable={false}>
      <path d={paths[name]} />
    </svg>
  );
}
