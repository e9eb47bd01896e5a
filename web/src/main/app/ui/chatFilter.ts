import { useCallback, useEffect, useMemo, useRef } from "react";
import type { Chat, ChatState } from "../api/types";
import { displayName } from "./chats";
import { useClient } from "./context";

export type Who = "all" | "unread" | "mine" | "unassigned";
type State = ChatState | "any";

/** The choice of chats that the list shows. */
export interface Filter {
  who: Who;
  state: State;
  /** The id of a label. */
  label: string | null;
  team: string | null;
}

export const USUAL: Filter = { who: "all", state: "open", label: null, team: null };

export function isUsual(filter: Filter): boolean {
  return filter.who === "all" && filter.state === "open" && filter.label === null && filter.team === null;
}

export function fits(chat: Chat, unread: number, filter: Filter, me: string | undefined): boolean {
  return (
    (filter.state === "any" || (chat.state ?? "open") === filter.state) &&
    (filter.label === null || (chat.labels ?? []).includes(filter.label)) &&
    (filter.team === null || chat.team === filter.team) &&
    (filter.who === "all" ||
      (filter.who === "unread" && unread > 0) ||
      (filter.who === "mine" && chat.assignee === me) ||
      (filter.who === "unassigned" && !chat.assignee))
  );
}

/** The filter as parameters of `GET /api/chats`. */
export function parameters(filter: Filter, query: string): string {
  return [
    query === "" ? "" : `&q=${encodeURIComponent(query)}`,
    filter.state === "any" || query !== "" ? "" : `&state=${filter.state}`,
    filter.label === null ? "" : `&label=${encodeURIComponent(filter.label)}`,
    filter.team === null ? "" : `&team=${encodeURIComponent(filter.team)}`,
    { all: "", unread: "&unread=true", mine: "&assignee=me", unassigned: "&assignee=none" }[filter.who],
  ].join("");
}

export function matches(chat: Chat, query: string): boolean {
  const wanted = query.toLocaleLowerCase();
  const digits = wanted.replace(/\D/g, "");
  return (
    displayName(chat).toLocaleLowerCase().includes(wanted) ||
    (digits.length >= 2 && (chat.wa_id.includes(digits) || (chat.phone ?? "").replace(/\D/g, "").includes(digits)))
  );
}

const PAUSE_MS = 250;

/**
 * Requests the chats of a filter that are not in memory, shortly after the last key.
 *
 * @param wanted whether there are chats that are not in memory
 * @param parameters of `GET /api/chats`; null: there is no filter
 * @returns a function that loads the next page; null: load the next page of the whole list instead
 */
export function useFound(wanted: boolean, parameters: string | null): (() => void) | null {
  const client = useClient();
  const next = useRef<string | null>(null);
  const stop = useRef(new AbortController());
  const busy = useRef(false);
  const ask = useCallback(
    async (query: string, path: string | null): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      try {
        next.current = await client.list.find(query, path, stop.current.signal);
      } catch {
        // Another filter was chosen, or there is no network: the chats in memory are shown.
      } finally {
        busy.current = false;
      }
    },
    [client],
  );
  useEffect(() => {
    if (!wanted || parameters === null) return;
    const current = new AbortController();
    stop.current = current;
    busy.current = false;
    next.current = null;
    const timer = setTimeout(() => void ask(parameters, null), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      current.abort();
    };
  }, [wanted, parameters, ask]);
  return useMemo(
    () =>
      parameters === null
        ? null
        : () => {
            if (next.current !== null) void ask(parameters, next.current);
          },
    [parameters, ask],
  );
}
