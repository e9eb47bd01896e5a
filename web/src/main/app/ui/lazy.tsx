import { type ComponentType, createElement, lazy, type ReactNode } from "react";
import { settingsStore } from "../lib/settings";
import { loadPages } from "../text/texts";

// Parts that are not needed to read and answer a chat are loaded when they are opened, or earlier, soon after the first
// view.

const LATER: (() => Promise<unknown>)[] = [
  () => loadPages(settingsStore.getState().language),
  () => import("../lib/links"),
  () => import("./compose/files"),
];

/**
 * A component that is loaded later. Once it is loaded, it is drawn immediately. (React shows a component that it had to
 * wait for only after 300 ms, and keys that are pressed meanwhile would go elsewhere.)
 */
function part<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  let here: ComponentType<P> | null = null;
  const fetch = async (): Promise<{ default: ComponentType<P> }> => {
    here = await load();
    return { default: here };
  };
  LATER.push(fetch);
  const Awaited = lazy(fetch) as unknown as ComponentType<P>;
  return (props) => createElement(here ?? Awaited, props);
}

export const NoChat = part(async () => (await import("./Empty")).NoChat);
export const SettingsPage = part(async () => (await import("./settings/SettingsPage")).SettingsPage);
export const Rail = part(async () => (await import("./Rail")).Rail);
export const Palette = part(async () => (await import("./Palette")).Palette);
export const Help = part(async () => (await import("./Help")).Help);
export const NewChat = part(async () => (await import("./NewChat")).NewChat);
export const EmojiPicker = part(async () => (await import("./EmojiPicker")).EmojiPicker);
export const Details = part(async () => (await import("./Details")).Details);
export const TemplatePicker = part(async () => (await import("./TemplatePicker")).TemplatePicker);
export const MessageSheet = part(async () => (await import("./MessageSheet")).MessageSheet);
export const MessageDetails = part(async () => (await import("./MessageDetails")).MessageDetails);
export const EmptyStore = part(async () => (await import("./Empty")).EmptyStore);
export const Viewer = part(async () => (await import("./Viewer")).Viewer);
export const Cards = part(async () => (await import("./content/cards")).Cards);
export const Order = part(async () => (await import("./content/cards")).Order);
export const Place = part(async () => (await import("./content/cards")).Place);
export const Interactive = part(async () => (await import("./content/Interactive")).Interactive);
export const Unknown = part(async () => (await import("./content/Unknown")).Unknown);
export const Sound = part(async () => (await import("./media/AudioPlayer")).Sound);
export const WaitingFile = part(async () => (await import("./media/WaitingFile")).WaitingFile);
export const Tray = part(async () => (await import("./compose/Tray")).Tray);
export const Recorder = part(async () => (await import("./compose/Recorder")).Recorder);
export const Above = part(async () => (await import("./compose/Above")).Above);
export const CannedReplies = part(async () => (await import("./compose/CannedReplies")).CannedReplies);
export const WindowClosed = part(async () => (await import("./compose/WindowClosed")).WindowClosed);
export const LongPaste = part(async () => (await import("./compose/LongPaste")).LongPaste);
export const NoteBox = part(async () => (await import("./compose/NoteBox")).NoteBox);
export const NoteDialog = part(async () => (await import("./NoteDialogs")).NoteDialog);
export const SnoozeDialog = part(async () => (await import("./TeamDialogs")).SnoozeDialog);
export const LabelsDialog = part(async () => (await import("./TeamDialogs")).LabelsDialog);
export const CollisionDialog = part(async () => (await import("./TeamDialogs")).CollisionDialog);
export const SignInPage = part(async () => (await import("./SignIn")).SignInPage);
export const SetUpPage = part(async () => (await import("./SignIn")).SetUpPage);
export const SignInAgain = part(async () => (await import("./SignIn")).SignInAgain);

/** The first view gets the network and the processor alone for this long. */
const FIRST_VIEW_MS = 2_000;

/**
 * Loads all parts soon after the first view, so that they open at once, also offline. They are loaded one after the
 * other, so that a part that a user opens meanwhile does not have to wait for all of them.
 */
export function loadLater(): void {
  setTimeout(async () => {
    // A part that cannot be loaded now, because there is no network, is loaded when it is opened.
    for (const fetch of LATER) await fetch().catch(() => {});
  }, FIRST_VIEW_MS);
}
