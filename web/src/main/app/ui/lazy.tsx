import { lazy } from "react";
import { settingsStore } from "../lib/settings";
import { loadPages } from "../text/texts";

// What a chat does not need to be read and answered comes when it is opened.

export const SettingsPage = lazy(async () => ({ default: (await import("./settings/SettingsPage")).SettingsPage }));
export const Palette = lazy(async () => ({ default: (await import("./Palette")).Palette }));
export const Help = lazy(async () => ({ default: (await import("./Help")).Help }));
export const NewChat = lazy(async () => ({ default: (await import("./NewChat")).NewChat }));
export const EmojiPicker = lazy(async () => ({ default: (await import("./EmojiPicker")).EmojiPicker }));
export const Details = lazy(async () => ({ default: (await import("./Details")).Details }));
export const TemplatePicker = lazy(async () => ({ default: (await import("./TemplatePicker")).TemplatePicker }));
export const MessageDetails = lazy(async () => ({ default: (await import("./MessageDetails")).MessageDetails }));
export const EmptyStore = lazy(async () => ({ default: (await import("./EmptyStore")).EmptyStore }));
export const Viewer = lazy(async () => ({ default: (await import("./Viewer")).Viewer }));
export const Tray = lazy(async () => ({ default: (await import("./compose/Tray")).Tray }));
export const Recorder = lazy(async () => ({ default: (await import("./compose/Recorder")).Recorder }));
export const CannedReplies = lazy(async () => ({ default: (await import("./compose/CannedReplies")).CannedReplies }));
export const WindowClosed = lazy(async () => ({ default: (await import("./compose/WindowClosed")).WindowClosed }));
export const NoteBox = lazy(async () => ({ default: (await import("./compose/NoteBox")).NoteBox }));
export const NoteDialog = lazy(async () => ({ default: (await import("./NoteDialogs")).NoteDialog }));
export const SnoozeDialog = lazy(async () => ({ default: (await import("./TeamDialogs")).SnoozeDialog }));
export const LabelsDialog = lazy(async () => ({ default: (await import("./TeamDialogs")).LabelsDialog }));
export const CollisionDialog = lazy(async () => ({ default: (await import("./TeamDialogs")).CollisionDialog }));
export const SignInPage = lazy(async () => ({ default: (await import("./SignIn")).SignInPage }));
export const SetUpPage = lazy(async () => ({ default: (await import("./SignIn")).SetUpPage }));
export const SignInForm = lazy(async () => ({ default: (await import("./SignIn")).SignInForm }));

const LATER: readonly (() => Promise<unknown>)[] = [
  () => loadPages(settingsStore.getState().language),
  () => import("../lib/links"),
  () => import("./settings/SettingsPage"),
  () => import("./Palette"),
  () => import("./Help"),
  () => import("./NewChat"),
  () => import("./Details"),
  () => import("./EmojiPicker"),
  () => import("./TemplatePicker"),
  () => import("./MessageDetails"),
  () => import("./Viewer"),
  () => import("./TeamDialogs"),
  () => import("./SignIn"),
  () => import("./compose/files"),
  () => import("./compose/Tray"),
  () => import("./compose/Recorder"),
  () => import("./compose/CannedReplies"),
  () => import("./compose/WindowClosed"),
  () => import("./compose/NoteBox"),
  () => import("./NoteDialogs"),
];

/**
 * Loads all of it while nothing else is to do, so that it is there when it is opened, also offline: one after
 * the other, so that what somebody waits for does not wait behind it.
 */
export function loadWhenIdle(): void {
  const load = async (): Promise<void> => {
    // What cannot be had now, because there is no network, is asked for again when it is opened.
    for (const part of LATER) await part().catch(() => {});
  };
  if ("requestIdleCallback" in window) requestIdleCallback(() => void load(), { timeout: 5_000 });
  else setTimeout(() => void load(), 2_000);
}
