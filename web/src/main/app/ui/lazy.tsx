import { lazy } from "react";

// What the first view does not need comes when it is opened.

export const SettingsPage = lazy(async () => ({ default: (await import("./settings/SettingsPage")).SettingsPage }));
export const Palette = lazy(async () => ({ default: (await import("./Palette")).Palette }));
export const Help = lazy(async () => ({ default: (await import("./Help")).Help }));
export const NewChat = lazy(async () => ({ default: (await import("./NewChat")).NewChat }));
export const Details = lazy(async () => ({ default: (await import("./Details")).Details }));
export const TemplatePicker = lazy(async () => ({ default: (await import("./TemplatePicker")).TemplatePicker }));
export const MessageDetails = lazy(async () => ({ default: (await import("./MessageDetails")).MessageDetails }));
export const EmptyStore = lazy(async () => ({ default: (await import("./EmptyStore")).EmptyStore }));

/** Loads all of it while nothing else is to do, so that it is there when it is opened, also offline. */
export function loadWhenIdle(): void {
  const load = (): void => {
    // What cannot be had now, because there is no network, is asked for again when it is opened.
    void Promise.allSettled([
      import("./settings/SettingsPage"),
      import("./Palette"),
      import("./Help"),
      import("./NewChat"),
      import("./Details"),
      import("./TemplatePicker"),
      import("./MessageDetails"),
    ]);
  };
  if ("requestIdleCallback" in window) requestIdleCallback(load, { timeout: 5_000 });
  else setTimeout(load, 2_000);
}
