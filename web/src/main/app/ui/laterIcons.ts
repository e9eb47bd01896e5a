import { addIcons } from "./Icon";

// The icons of the parts that are loaded later. They come with the words of these parts, so no part is shown without them.

const ICONS = {
  forward: "M9.5 5.5 16 12l-6.5 6.5",
  people:
    "M9 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM2.5 19c.7-3 3.2-4.8 6.5-4.8s5.8 1.8 6.5 4.8M16 5.3a3.5 3.5 0 0 1 0 6.5M18 14.6c1.8.7 3 2.2 3.5 4.4",
  key: "M8 11a4.5 4.5 0 1 1-.01 0M11.3 12.7 19.5 4.5M16 8l3 3",
  pin: "M12 20.5c4-4.3 6-7.5 6-10a6 6 0 0 0-12 0c0 2.5 2 5.7 6 10zM12 8.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  card: "M3.5 5.5h17v13h-17zM8.5 9a1.8 1.8 0 1 1 0 3.6A1.8 1.8 0 0 1 8.5 9M5.5 16c.5-1.5 1.6-2.2 3-2.2s2.5.7 3 2.2M14.5 10h3.5M14.5 13.5h3.5",
  cart: "M3.5 4.5H6l2 10.5h9.5l2-7.5H7M9.5 19v.01M16.5 19v.01",
  trash: "M5 6.5h14M9.5 6.5V4h5v2.5M7 6.5l.8 13h8.4l.8-13M10.5 10v6M13.5 10v6",
  play: "M7.5 5 19 12 7.5 19z",
  pause: "M8 5v14M16 5v14",
  stop: "M7 7h10v10H7z",
  bolt: "M13 3.5 5.5 13.5H12l-1 7 7.5-10H12z",
  moon: "M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10z",
  webhook: "M8 8.5a4 4 0 1 1 6.5 3l3 5M12 8.5 8 16M8 16a3 3 0 1 1-3-3M9 17h8M17 14.5a2.5 2.5 0 1 1-.01 5",
} as const;

export type LaterIcon = keyof typeof ICONS;

addIcons(ICONS);
