import { useEffect, useMemo } from "react";
import { useLocation } from "wouter";
import { BASE } from "../api/http";
import { plainName } from "../lib/hostile";
import { settingsStore } from "../lib/settings";
import { useTexts } from "../text/texts";
import { chatAddress } from "./chats";
import { useClient, useView } from "./context";

/** Only one tab of a browser speaks: the one that holds this lock. */
const LOCK = "parley-notifications";

/** Notifications, the number in the title, and the dot on the icon. Draws nothing. */
export function Notifier({ selected }: { selected: string | null }) {
  const client = useClient();
  const t = useTexts();
  const [, go] = useLocation();
  const chats = useView((view) => view.data.chats);
  const unread = useMemo(() => {
    let count = 0;
    for (const entry of chats.values()) if (entry.unread > 0 && !entry.chat.muted) count++;
    return count;
  }, [chats]);

  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Parley` : "Parley";
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (icon) icon.href = `${BASE}assets/${unread > 0 ? "icon-unread" : "icon"}.svg`;
    const badge = navigator as { setAppBadge?: (count: number) => Promise<void> };
    badge.setAppBadge?.(unread).catch(() => {});
  }, [unread]);

  useEffect(() => {
    let speaker = !navigator.locks;
    let release: (() => void) | undefined;
    const stop = new AbortController();
    navigator.locks
      ?.request(LOCK, { signal: stop.signal }, () => {
        speaker = true;
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      })
      .catch(() => {});
    const silence = client.onArrival((message) => {
      const { notify, notifyText } = settingsStore.getState();
      if (!speaker || !notify || !("Notification" in window) || Notification.permission !== "granted") return;
      if (document.hasFocus() && selected === message.wa_id) return;
      if (client.store.getState().data.chats.get(message.wa_id)?.chat.muted) return;
      const notification = new Notification(plainName(message.name) || message.wa_id, {
        body: notifyText ? message.text.slice(0, 200) : t.newMessages(1),
        tag: message.wa_id,
        icon: `${BASE}assets/icon-192.png`,
      });
      notification.onclick = () => {
        window.focus();
        go(`${chatAddress(message.wa_id)}/m/${encodeURIComponent(message.id)}`);
        notification.close();
      };
    });
    return () => {
      silence();
      stop.abort();
      release?.();
    };
  }, [client, selected, t, go]);
  return null;
}
