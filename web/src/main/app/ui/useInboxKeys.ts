import { useCallback, useEffect } from "react";
import { useLocation } from "wouter";
import type { ChatEntry } from "../state/model";
import { placeOf } from "../state/order";
import { fits } from "./chatFilter";
import { chatAddress } from "./chats";
import { useClient, useMemory } from "./context";
import { isTyping, keyOf, nextPart } from "./shortcuts";

/** A dialog over the inbox. */
export type Overlay = "palette" | "help" | "new";

/** The keys that work everywhere in the inbox. @param home the address to which Escape leads; null: none */
export function useInboxKeys(waId: string | null, home: string | null, onOverlay: (overlay: Overlay) => void): void {
  const client = useClient();
  const { filter } = useMemory();
  const [, go] = useLocation();

  const step = useCallback(
    (by: 1 | -1, unread: boolean): void => {
      const { order, chats } = client.store.getState().data;
      const own = waId === null ? undefined : chats.get(waId);
      let at = own ? placeOf(order, own.chat, chats) : by === 1 ? -1 : order.length;
      let next: string | undefined;
      let entry: ChatEntry | undefined;
      do {
        at += by;
        next = order[at];
        entry = chats.get(next ?? "");
      } while (
        entry &&
        (!fits(entry.chat, entry.unread, filter.getState(), client.user?.id) || (unread && entry.unread === 0))
      );
      if (next !== undefined) go(chatAddress(next));
    },
    [client, filter, waId, go],
  );

  useEffect(() => {
    const keys = (event: globalThis.KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented) return;
      const command = event.ctrlKey || event.metaKey;
      const key = keyOf(event);
      if (command && !event.shiftKey && !event.altKey && key.toLowerCase() === "k") {
        event.preventDefault();
        onOverlay("palette");
      } else if (command && key === "/") {
        event.preventDefault();
        onOverlay("help");
      } else if (event.altKey && !command && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
        event.preventDefault();
        step(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
      } else if (event.key === "F6") {
        if (nextPart(event.shiftKey ? -1 : 1)) event.preventDefault();
      } else if (!command && !event.altKey && !isTyping(event.target)) {
        if (event.target === document.body && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
          // If nothing has the focus, the arrows move it into the list.
          if (nextPart(1)) event.preventDefault();
        } else if (event.key === "Escape") {
          if (home) go(home);
        } else if (key === "/") {
          event.preventDefault();
          onOverlay("palette");
        } else if (key === "?") onOverlay("help");
      }
    };
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  }, [step, home, go, onOverlay]);
}
