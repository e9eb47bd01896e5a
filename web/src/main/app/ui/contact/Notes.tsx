import { useMemo } from "react";
import { useLocation } from "wouter";
import type { Message } from "../../api/types";
import { calm } from "../../lib/hostile";
import { shortTime } from "../../lib/time";
import { useLanguage, usePageTexts } from "../../text/texts";
import { authorOf } from "../Bubble";
import { chatAddress } from "../chats";
import { useView } from "../context";
import css from "../details.module.css";

const MOST = 10;
const NONE: readonly Message[] = [];

/** The team's notes among the loaded messages, newest first. Each links to its place in the chat. */
export function Notes({ waId }: { waId: string }) {
  const t = usePageTexts();
  const language = useLanguage();
  const [, go] = useLocation();
  const items = useView((view) => view.data.conversations.get(waId)?.items ?? NONE);
  const notes = useMemo(
    () =>
      items
        .filter((message) => message.message_type === "note")
        .slice(-MOST)
        .reverse(),
    [items],
  );
  if (notes.length === 0) return null;
  return (
    <section className={css.team}>
      <h3>{t.notes}</h3>
      <ul role="list" className={css.notes}>
        {notes.map((note) => (
          <li key={note.id}>
            <button type="button" onClick={() => go(`${chatAddress(waId)}/m/${encodeURIComponent(note.id)}`)}>
              <span dir="auto">{calm(note.text)}</span>
              <small>
                <bdi>{authorOf(t, note)}</bdi> · {shortTime(language, note.timestamp)}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
