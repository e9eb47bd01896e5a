import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { BASE } from "../api/http";
import type { Message } from "../api/types";
import { plainName } from "../lib/hostile";
import { number } from "../lib/numbers";
import { settingsStore } from "../lib/settings";
import { useLanguage, useTexts } from "../text/texts";
import { announce } from "./Announcer";
import { chatAddress } from "./chats";
import { useClient, useView } from "./context";

/** The lock of the tab that shows notifications: only one tab of a browser does. */
const SPEAKER = "parley-notifications";
/** The prefix of the lock that a tab holds while its user looks at a chat; the chat's id follows. */
const WATCHED = "parley-watched ";

/** Notifications, the number in the title, and the dot on the icon. Draws nothing. */
export function Notifier({ selected }: { selected: string | null }) {
  const client = useClient();
  const t = useTexts();
  const language = useLanguage();
  const [, go] = useLocation();
  const unread = useView((view) => view.data.unread);

  useEffect(() => tell(unread, number(language, unread)), [unread, language]);
  // After signing out, the tab shows no number.
  useEffect(() => () => tell(0, ""), []);

  // The browser loads the icon again each time it is set.
  const icon = unread > 0 ? "icon-unread" : "icon";
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (link) link.href = `${BASE}assets/${icon}.svg`;
  }, [icon]);

  useEffect(() => (selected === null ? undefined : watch(selected)), [selected]);

  useEffect(
    () =>
      client.onArrival((message, emoji) => {
        if (emoji || message.wa_id === selected || !settingsStore.getState().announceAll) return;
        announce(`${plainName(message.name)}: ${message.text.slice(0, 200)}`, true);
      }),
    [client, selected],
  );

  const show = useRef<(message: Message) => void>(() => {});
  show.current = (message) => {
    const { notifyText } = settingsStore.getState();
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
  };

  useEffect(() => {
    let speaker = !navigator.locks;
    const silence = client.onArrival((message, emoji) => {
      if (emoji || !speaker || !settingsStore.getState().notify) return;
      if (!("Notification" in window) || Notification.permission !== "granted") return;
      if (client.store.getState().data.chats.get(message.wa_id)?.chat.muted) return;
      isWatched(message.wa_id)
        .then((watched) => {
          if (!watched) show.current(message);
        })
        .catch(() => {}); // Phones only allow notifications of a service worker.
    });
    const release = hold(SPEAKER, () => {
      speaker = true;
    });
    return () => {
      silence();
      release();
    };
  }, [client]);
  return null;
}

/**
 * Shows how many chats are unread: in the title, and on the icon of an installed Parley.
 *
 * @param written the same number, in the language of the page
 */
function tell(unread: number, written: string): void {
  document.title = unread > 0 ? `(${written}) Parley` : "Parley";
  const badge = navigator as { setAppBadge?: (count: number) => Promise<void> };
  badge.setAppBadge?.(unread).catch(() => {});
}

/** Takes a lock as soon as it is free. @returns a function that gives it back */
function hold(name: string, taken: () => void = () => {}, mode: LockMode = "exclusive"): () => void {
  const stop = new AbortController();
  let release = (): void => {};
  navigator.locks
    ?.request(name, { signal: stop.signal, mode }, () => {
      taken();
      return new Promise<void>((resolve) => {
        release = resolve;
        if (stop.signal.aborted) resolve();
      });
    })
    .catch(() => {}); // The request was cancelled before the lock was free.
  return () => {
    stop.abort();
    release();
  };
}

/** Tells the other tabs that the user looks at a chat in this one. @returns a function that ends this */
function watch(waId: string): () => void {
  let release: (() => void) | null = null;
  const look = (): void => {
    if (document.hasFocus()) release ??= hold(WATCHED + waId, undefined, "shared");
    else {
      release?.();
      release = null;
    }
  };
  look();
  addEventListener("focus", look);
  addEventListener("blur", look);
  return () => {
    removeEventListener("focus", look);
    removeEventListener("blur", look);
    release?.();
  };
}

/** Whether the user looks at the chat in any tab of the browser. */
async function isWatched(waId: string): Promise<boolean> {
  const locks = await navigator.locks?.query();
  return locks?.held?.some((lock) => lock.name === WATCHED + waId) ?? document.hasFocus();
}
