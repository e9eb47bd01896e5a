import { useCallback, useEffect, useRef, useState } from "react";
import { useClient, useView } from "../context";

const DRAFT_MS = 300;

/** The text of a message box. It is never lost: it is stored as a draft until the message is in the outbox. */
export interface DraftText {
  text: string;
  setText: (next: string | ((before: string) => string)) => void;
  /** Empties the box; the draft stays until all of `sent` are in the outbox. */
  leave: (sent: readonly Promise<void>[]) => void;
}

export function useDraft(waId: string): DraftText {
  const client = useClient();
  const draft = useView((view) => view.drafts.get(waId) ?? "");
  const [text, setText] = useState(draft);
  const latest = useRef(text);
  /** The draft as it is stored. */
  const stored = useRef(draft);
  /** The number of sent messages that are not in the outbox yet. */
  const leaving = useRef(0);
  latest.current = text;

  // Takes over a draft that another tab changed, while nobody types here.
  useEffect(() => {
    if (draft === stored.current) return;
    const changing = latest.current !== stored.current;
    stored.current = draft;
    if (!changing) setText(draft);
  }, [draft]);

  const keep = useCallback((): void => {
    if (stored.current === latest.current || leaving.current > 0) return;
    stored.current = latest.current;
    client.setDraft(waId, latest.current);
  }, [client, waId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: shortly after the last change
  useEffect(() => {
    const timer = setTimeout(keep, DRAFT_MS);
    return () => clearTimeout(timer);
  }, [keep, text]);

  useEffect(() => {
    addEventListener("pagehide", keep);
    return () => {
      removeEventListener("pagehide", keep);
      keep();
    };
  }, [keep]);

  const leave = useCallback(
    (sent: readonly Promise<void>[]): void => {
      setText("");
      latest.current = "";
      leaving.current++;
      void Promise.allSettled(sent).then(() => {
        leaving.current--;
        keep();
      });
    },
    [keep],
  );
  return { text, setText, leave };
}
