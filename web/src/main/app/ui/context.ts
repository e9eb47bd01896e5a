import { createContext, startTransition, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";
import { serverNow } from "../lib/clock";
import { type Settings, settingsStore } from "../lib/settings";
import type { Client } from "../state/client";
import type { Data } from "../state/model";
import type { View } from "../state/view";
import type { TabMemory } from "./memory";

export const ClientContext = createContext<Client | null>(null);

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error("used outside of the inbox");
  return client;
}

export const MemoryContext = createContext<TabMemory | null>(null);

export function useMemory(): TabMemory {
  const memory = useContext(MemoryContext);
  if (!memory) throw new Error("used outside of the inbox");
  return memory;
}

/** A part of the client's view; the component is rendered again when that part changes. */
export function useView<T>(select: (view: View) => T): T {
  return useStore(useClient().store, select);
}

/**
 * Chats and messages, for components that may be rendered a moment later: a long list takes a while, and keystrokes and
 * the open chat come first. If states follow each other fast, only some of them are rendered.
 */
export function useDeferredData(): Data {
  const { store } = useClient();
  const [data, setData] = useState(() => store.getState().data);
  useEffect(() => {
    const look = (): void => startTransition(() => setData(store.getState().data));
    look();
    return store.subscribe(look);
  }, [store]);
  return data;
}

export function useSettings<T>(select: (settings: Settings) => T): T {
  return useStore(settingsStore, select);
}

/** The server's time, which is updated every `everyMs`, and after sleep or a change of the clock. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const tick = (): void => setNow(serverNow());
    const timer = setInterval(tick, everyMs);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [everyMs]);
  return now;
}

/** Whether a media query matches. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const changed = (): void => setHolds(media.matches);
    changed();
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, [query]);
  return holds;
}
