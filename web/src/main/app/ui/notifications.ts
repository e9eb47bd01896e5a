import { changeSettings } from "../lib/settings";
import type { PageTexts } from "../text/texts";
import { toast } from "./Toasts";

/** Turns notifications on or off; says why if the browser does not allow them. */
export async function changeNotifications(wanted: boolean, t: PageTexts): Promise<void> {
  if (wanted && !("Notification" in window)) return toast(t.notifyInsecure);
  if (wanted && (await Notification.requestPermission()) !== "granted") {
    return toast(window.isSecureContext ? t.notifyDenied : t.notifyInsecure);
  }
  changeSettings({ notify: wanted });
}
