import { type RefObject, useCallback, useEffect, useMemo } from "react";
import type { Message } from "../api/types";
import { Reading } from "../state/reading";
import type { AnchoredList } from "./AnchoredList";
import { useClient } from "./context";

/** Reports to the server which messages were read. @returns a function that checks again which rows are in view */
export function useReading(waId: string, items: readonly Message[], list: RefObject<AnchoredList | null>): () => void {
  const client = useClient();
  const reading = useMemo(
    () =>
      new Reading(waId, {
        watched: () => document.visibilityState === "visible" && document.hasFocus(),
        now: () => performance.now(),
        after: (millis, task) => setTimeout(task, millis),
        report: (chat, seq) => client.markRead(chat, seq),
      }),
    [client, waId],
  );
  useEffect(() => () => reading.end(), [reading]);

  const look = useCallback((): void => {
    const current = list.current;
    if (!current) return;
    const unread = new Map(
      items
        .filter((it) => it.type === "incoming" && it.delivery !== "read" && it.delivery !== "played")
        .map((it) => [it.id, it.seq]),
    );
    if (unread.size === 0) return;
    const seqs = current.inView().map((row) => unread.get(row.dataset.row ?? ""));
    reading.inView(seqs.filter((seq): seq is number => seq !== undefined));
  }, [items, list, reading]);

  useEffect(() => {
    look();
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [look]);
  return look;
}
