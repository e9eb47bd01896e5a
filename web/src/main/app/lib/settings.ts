import { createStore } from "zustand/vanilla";
import { browserLanguage, isLanguage, type Language } from "../text/texts";

/** The choices of a user for this browser. */
export interface Settings {
  theme: "system" | "light" | "dark";
  density: "roomy" | "compact";
  language: Language;
  enterSends: boolean;
  notify: boolean;
  notifyText: boolean;
  /** Whether screen readers also announce messages of chats that are not open. */
  announceAll: boolean;
  /** The width of the chat list, in pixels. */
  listWidth: number;
  detailsOpen: boolean;
  /** Whether a user who answers a chat without an assignee becomes its assignee. */
  claim: boolean;
  /** How fast voice notes are played. */
  speed: number;
}

const KEY = "parley:settings";
const WIDE = "(min-width: 1440px)";
export const LIST_WIDTH = { least: 280, most: 420, usual: matchMedia(WIDE).matches ? 380 : 340 };

function read(): Settings {
  const defaults: Settings = {
    theme: "system",
    density: "roomy",
    language: browserLanguage(navigator.languages),
    enterSends: true,
    notify: false,
    notifyText: true,
    announceAll: false,
    listWidth: LIST_WIDTH.usual,
    detailsOpen: matchMedia(WIDE).matches,
    claim: true,
    speed: 1,
  };
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Settings>;
    const settings = { ...defaults, ...stored };
    if (!isLanguage(settings.language)) settings.language = defaults.language;
    if (typeof settings.listWidth !== "number") settings.listWidth = defaults.listWidth;
    if (![1, 1.5, 2].includes(settings.speed)) settings.speed = 1;
    return settings;
  } catch {
    return defaults;
  }
}

export const settingsStore = createStore<Settings>(read);

export function changeSettings(change: Partial<Settings>): void {
  settingsStore.setState(change);
  try {
    localStorage.setItem(KEY, JSON.stringify(settingsStore.getState()));
  } catch {
    // The settings could not be saved: they are lost when the tab is closed.
  }
}
