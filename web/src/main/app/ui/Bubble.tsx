import { type KeyboardEvent, memo } from "react";
import type { Message } from "../api/types";
import { calm, isEmojiOnly, plainName } from "../lib/hostile";
import { clock } from "../lib/time";
import type { Outgoing } from "../state/database";
import { type Texts, useLanguage, useTexts } from "../text/texts";
import css from "./bubble.module.css";
import { ContentView, isNotice } from "./content/ContentView";
import { Failed } from "./Failed";
import { Icon } from "./Icon";
import { Menu } from "./Menu";
import { copyText, messageMenu } from "./messageMenu";
import { Quote } from "./Quote";
import { EmojiButton, openReactions, Reactions } from "./Reactions";
import { keyOf } from "./shortcuts";
import { Ticks } from "./Ticks";
import type { Quoted } from "./transcriptRows";

const TOUCH = matchMedia("(pointer: coarse)");

/** The actions on a message. */
export interface BubbleActions {
  reply(message: Message): void;
  react(message: Message, emoji: string): void;
  /** Lets any emoji be chosen. */
  pick(message: Message): void;
  details(message: Message): void;
  /** Opens the sheet of actions for touch screens. */
  press(message: Message): void;
  retry(id: string, atServer: boolean): void;
  discard(id: string): void;
  editNote(note: Message): void;
  /** Shows the messages that others wrote before this message could be sent. */
  collided(message: Outgoing): void;
  jump(id: string): void;
  focus(id: string): void;
}

interface BubbleProps {
  message: Message;
  quoted: Quoted | null;
  first: boolean;
  last: boolean;
  tabbable: boolean;
  flashed: boolean;
  mayWrite: boolean;
  actions: BubbleActions;
}

/** The name of the author, as readers see it. */
export function authorOf(t: Texts, message: Message): string {
  if (message.type === "incoming") return plainName(message.name);
  return message.sent_by ? plainName(message.sent_by.name) : t.you;
}

/** The word for the content of a message besides its text, such as a picture; null: there is none. */
function kindOf(t: Texts, { content }: Message): string | null {
  const kinds: Record<string, string> = { image: t.photo, video: t.video, document: t.document, template: t.template };
  return kinds[String(content?.type)] ?? null;
}

/** Whether the target handles keys itself. */
export function isEditable(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest("button, a, input, video") !== null;
}

/** A message of the chat. */
export const Bubble = memo(function Bubble(props: BubbleProps) {
  const { message, quoted, first, last, tabbable, flashed, mayWrite, actions } = props;
  const t = useTexts();
  const language = useLanguage();
  const own = message.type === "outgoing";
  const author = authorOf(t, message);
  const note = message.message_type === "note";
  const failed = message.delivery === "failed";
  const time = clock(language, message.timestamp);
  const deleted = message.message_type === "revoke" || message.content?.type === "revoke";

  if (isNotice(message)) {
    return (
      <article
        className={css.notice}
        tabIndex={tabbable ? 0 : -1}
        onFocus={() => actions.focus(message.id)}
        aria-label={message.text}
      >
        <span dir="auto">{calm(message.text)}</span> <time dateTime={message.timestamp}>{time}</time>
      </article>
    );
  }

  const keys = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || isEditable(event.target)) return;
    const act = (task: () => void): void => {
      event.preventDefault();
      event.stopPropagation();
      task();
    };
    const key = event.shiftKey ? event.key : keyOf(event).toLowerCase();
    if (key === "r" && mayWrite && !note) act(() => actions.reply(message));
    else if (key === "e" && mayWrite && !note) act(() => openReactions(event.currentTarget as HTMLElement));
    else if (key === "c") act(() => copyText(t, message));
    else if (key === "i") act(() => actions.details(message));
    else if (key === "f" && failed) act(() => actions.retry(message.id, true));
    else if (event.key === "Enter" && event.target === event.currentTarget) {
      act(() => (event.currentTarget as HTMLElement).querySelector<HTMLElement>("a, button")?.focus());
    }
  };

  const reason = message.error?.advice ?? message.error?.detail ?? message.error?.title ?? null;
  const kind = kindOf(t, message);
  const label = [
    quoted ? `${t.replyingTo(plainName(quoted.name))}.` : null,
    note ? `${t.note}.` : null,
    `${author}:`,
    kind && kind !== message.text ? `${kind}.` : null,
    message.text,
    time,
    own && (failed || message.delivery === "pending") ? `${t.status[message.delivery]}.` : null,
    failed ? reason : null,
  ]
    .filter(Boolean)
    .join(" ");
  const big = !message.content && isEmojiOnly(message.text);

  return (
    <article
      className={css.bubbleLine}
      data-own={own}
      data-first={first}
      data-last={last}
      data-note={note}
      data-flash={flashed}
      data-big={big}
      tabIndex={tabbable ? 0 : -1}
      aria-label={calm(label)}
      onKeyDown={keys}
      onFocus={() => actions.focus(message.id)}
      onContextMenu={(event) => {
        // A long press on the message, but not on a link in it.
        if (!TOUCH.matches || (event.target as Element).closest("a, input, video")) return;
        event.preventDefault();
        actions.press(message);
      }}
    >
      <div className={css.bubble}>
        {note && (
          <span className={css.kind}>
            <Icon name="note" size={14} /> {t.note} · <bdi>{author}</bdi>
          </span>
        )}
        {!note && own && first && message.sent_by && message.sent_by.kind !== "user" && (
          <span className={css.kind}>
            <bdi>{plainName(message.sent_by.name)}</bdi>
          </span>
        )}
        {quoted && <Quote quoted={quoted} onJump={actions.jump} />}
        <div className={css.body} data-deleted={deleted}>
          {deleted ? (
            <em>{t.deleted}</em>
          ) : big ? (
            <span className={css.bigEmoji}>{message.text}</span>
          ) : (
            <div className={message.content ? css.content : undefined}>
              <ContentView message={message} />
            </div>
          )}
          <span className={css.meta}>
            {message.edited_at && <span>{t.edited}</span>}
            <time dateTime={message.timestamp}>{time}</time>
            {own && !note && <Ticks state={message.delivery} times={message.status_times} />}
          </span>
        </div>
        {failed && own && (
          <Failed reason={reason ?? t.notSent}>
            <button type="button" onClick={() => actions.retry(message.id, true)}>
              {t.retry}
            </button>
          </Failed>
        )}
      </div>
      {message.reactions.length > 0 && <Reactions message={message} mayWrite={mayWrite} actions={actions} />}
      <div className={css.actions}>
        {mayWrite && !note && (
          <>
            <button
              type="button"
              className={css.action}
              aria-label={t.reply}
              title={t.reply}
              onClick={() => actions.reply(message)}
            >
              <Icon name="reply" size={18} />
            </button>
            <EmojiButton
              label={t.react}
              more={t.more}
              onPick={(emoji) => actions.react(message, emoji)}
              onMore={() => actions.pick(message)}
            />
          </>
        )}
        <Menu label={t.more} items={messageMenu(t, message, mayWrite, actions)} className={css.action} />
      </div>
    </article>
  );
});
