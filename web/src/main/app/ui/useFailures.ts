import { useEffect, useRef } from "react";
import type { Message } from "../api/types";
import type { Outgoing } from "../state/database";
import { useTexts } from "../text/texts";
import { announceFailure } from "./Announcer";

/** Only the newest messages are checked: older ones do not fail any more. */
const NEWEST = 50;

/** Makes screen readers announce outgoing messages that fail, in this browser or at WhatsApp. */
export function useFailures(items: readonly Message[], waiting: readonly Outgoing[]): void {
  const t = useTexts();
  const unfailed = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const before = unfailed.current;
    const next = new Set<string>();
    const check = (id: string, failed: boolean, text: string): void => {
      if (!failed) next.add(id);
      else if (before.has(id)) announceFailure(`${t.notSent}: ${text.slice(0, 200)}`);
    };
    for (const { id, type, delivery, text } of items.slice(-NEWEST)) {
      if (type === "outgoing") check(id, delivery === "failed", text);
    }
    for (const { id, state, text } of waiting) check(id, state === "failed", text);
    unfailed.current = next;
  }, [items, waiting, t]);
}
