import { changeSettings } from "../lib/settings";
import type { PageTexts } from "../text/texts";
import { toast } from "./Toasts";

/** Turns notifications on or off; says why where the browser does not let them be on. */
export async function changeNotifications(wanted: boolean, t: PageTexts): Promise<void> {
  if (wanted && !("Notification" in window)) return toast(t.notifyInsecure);
  if (wanted && (await Notification.requestPermission()) !== "granted") {
    return toast(window.isSecureContext ? t.notifyDenied : t.notifyInsecure);
  }
  changeSettings({ notify: wanted });
}
