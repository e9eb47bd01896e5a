import type { LaterIcon } from "./laterIcons";

/** Drawn on a grid of 24, with strokes of 1.75. */
const PATHS = {
  search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16.2 16.2 20 20",
  back: "M14.5 5.5 8 12l6.5 6.5",
  down: "M5.5 9.5 12 16l6.5-6.5",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4.5 12 4 4.5 20.5 12 4 19.5zM4.5 12H12",
  plus: "M12 5v14M5 12h14",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  check: "M5 12.5 10 17.5 19.5 7",
  smile: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM8.5 14.5a4 4 0 0 0 7 0M9 9.5v.01M15 9.5v.01",
  reply: "M9.5 6 4 11.5 9.5 17M4.5 11.5H14a5.5 5.5 0 0 1 5.5 5.5v1.5",
  copy: "M9 9h10v11H9zM15 9V4.5H5V15h4",
  info: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11v5.5M12 7.5v.01",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20c.8-3.5 3.7-5.5 7.5-5.5s6.7 2 7.5 5.5",
  gear: "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2",
  pulse: "M3 12.5h4l2.5-7 4.5 13 2.5-6H21",
  chat: "M5 5h14a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 17h-7.5L7 20.5V17H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 5z",
  template: "M5 4.5h14v15H5zM8.5 9h7M8.5 12.5h7M8.5 16h4",
  photo: "M4 5.5h16v13H4zM4 15.5l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.5v.01",
  video: "M3.5 6.5h11v11h-11zM14.5 10.5 20.5 7.5v9l-6-3",
  mic: "M12 3.5a2.5 2.5 0 0 1 2.5 2.5v5.5a2.5 2.5 0 0 1-5 0V6A2.5 2.5 0 0 1 12 3.5zM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3.5",
  file: "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5",
  phone: "M6 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2 2A15 15 0 0 1 4 5.5a2 2 0 0 1 2-2z",
  warn: "M12 4 21 19.5H3zM12 10v4.5M12 17v.01",
  clock: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7v5l3.5 2",
  pencil: "M4.5 19.5 5.5 15 16 4.5l3.5 3.5L9 18.5z",
  funnel: "M4 6h16M7.5 12h9M10.5 18h3",
  pushpin: "M9 4h6l-.7 6 3.2 3.5v1.5h-11v-1.5L9.7 10zM12 15v5.5",
  mute: "M6.5 16.5V11c0-1 .3-2 .8-2.8M9.5 6A5.5 5.5 0 0 1 17.5 11v3M15 18H5l1.5-1.5M10 20.5h4M4 4l16 16",
  done: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM8 12.5l2.8 2.8 5.2-6",
  clip: "M19.5 11.5 12 19a4.5 4.5 0 0 1-6.5-6.5l8-8a3 3 0 0 1 4.5 4.5l-8 7.5a1.5 1.5 0 0 1-2-2l7-7",
  note: "M5 4.5h14v10l-5 5H5zM14 19.5v-5h5",
  out: "M10 4.5H5v15h5M14 8l4.5 4-4.5 4M18 12H9.5",
  keyboard: "M3 6.5h18v11H3zM6.5 10v.01M10 10v.01M14 10v.01M17.5 10v.01M7.5 14h9",
  tag: "M4 4.5h8l8 8-7.5 7.5-8.5-8zM8 8.5v.01",
  bell: "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10 20.5h4",
} as const;

export type IconName = keyof typeof PATHS | LaterIcon;

/** Adds the icons of the parts that are loaded later. */
export function addIcons(icons: Readonly<Record<LaterIcon, string>>): void {
  Object.assign(PATHS, icons);
}

/** An icon, for decoration only: the text beside it has the meaning. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  const mirrored = name === "back" || name === "forward" || name === "reply" || name === "send" || name === "out";
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 2.75 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={mirrored ? "mirrored" : undefined}
    >
      <path d={(PATHS as Record<string, string>)[name]} />
    </svg>
  );
}
