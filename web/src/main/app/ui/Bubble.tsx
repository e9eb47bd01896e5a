import { type KeyboardEvent, memo, type ReactNode } from "react";
import type { Message, Reaction } from "../api/types";
import { calm, isEmojiOnly, plainName } from "../lib/hostile";
import { clock } from "../lib/time";
import type { Outgoing } from "../state/database";
import { type Texts, useLanguage, useTexts } from "../text/texts";
import { ContentView, isNotice } from "./ContentView";
import css from "./chat.module.css";
import { Icon } from "./Icon";
import { WaitingFile } from "./MediaView";
import { Menu, type MenuItem } from "./Menu";
import { RichText } from "./RichText";
import { Ticks } from "./Ticks";
import { toast } from "./Toasts";

export const QUICK_EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/** What can be done with a message. */
export interface BubbleActions {
  reply(message: Message): void;
  react(message: Message, emoji: string): void;
  /** Lets any emoji be chosen. */
  pick(message: Message): void;
  details(message: Message): void;
  retry(id: string, atServer: boolean): void;
  discard(id: string): void;
  editNote(note: Message): void;
  /** Somebody wrote before this message could be sent: shows what. */
  collided(message: Outgoing): void;
  jump(id: string): void;
  focus(id: string): void;
}

interface BubbleProps {
  message: Message;
  quoted: { id: string; name: string; text: string } | null;
  first: boolean;
  last: boolean;
  tabbable: boolean;
  flashed: boolean;
  mayWrite: boolean;
  actions: BubbleActions;
}

/** Who wrote it, as readers call them. */
export function authorOf(t: Texts, message: Message): string {
  if (message.type === "incoming") return plainName(message.name);
  return message.sent_by ? plainName(message.sent_by.name) : t.you;
}

/** What a message with a text brings besides it; null: nothing that has a word. */
function kindOf(t: Texts, { content }: Message): string | null {
  const kinds: Record<string, string> = { image: t.photo, video: t.video, document: t.document, template: t.template };
  return kinds[String(content?.type)] ?? null;
}

function isEditable(target: EventTarget): boolean {
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

  const copy = (): void => {
    void navigator.clipboard?.writeText(message.text).then(() => toast(t.copied));
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || isEditable(event.target)) return;
    const act = (task: () => void): void => {
      event.preventDefault();
      event.stopPropagation();
      task();
    };
    const key = event.shiftKey ? event.key : event.key.toLowerCase();
    if (key === "r" && mayWrite && !note) act(() => actions.reply(message));
    else if (key === "e" && mayWrite && !note) act(() => openReactions(event.currentTarget as HTMLElement));
    else if (key === "c") act(copy);
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
  const menu: MenuItem[] = [
    ...(mayWrite && !note ? [{ label: t.reply, icon: "reply" as const, act: () => actions.reply(message) }] : []),
    ...(note && mayWrite ? [{ label: t.edit, icon: "pencil" as const, act: () => actions.editNote(message) }] : []),
    { label: t.copyText, icon: "copy", act: copy },
    { label: t.details, icon: "info", act: () => actions.details(message) },
  ];

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
        {quoted && (
          <button type="button" className={css.quote} onClick={() => actions.jump(quoted.id)}>
            <strong>
              <bdi>{plainName(quoted.name)}</bdi>
            </strong>
            <span dir="auto">{calm(quoted.text)}</span>
          </button>
        )}
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
        <Menu label={t.more} items={menu} className={css.action} />
      </div>
    </article>
  );
});

function openReactions(article: HTMLElement): void {
  article.querySelector<HTMLElement>("[data-emoji] button")?.click();
}

function EmojiButton({
  label,
  more,
  onPick,
  onMore,
}: {
  label: string;
  more: string;
  onPick: (emoji: string) => void;
  onMore: () => void;
}) {
  // The keys of the message go on after it.
  const back = (): void => document.activeElement?.closest<HTMLElement>("article")?.focus();
  const items: MenuItem[] = [
    ...QUICK_EMOJI.map((emoji) => ({
      label: emoji,
      act: () => {
        back();
        onPick(emoji);
      },
    })),
    {
      key: "more",
      label: more,
      icon: "plus",
      act: () => {
        back();
        onMore();
      },
    },
  ];
  return (
    <span data-emoji="true" className={css.emojiMenu}>
      <Menu row label={label} items={items} icon="smile" className={css.action} />
    </span>
  );
}

function Reactions({ message, mayWrite, actions }: { message: Message; mayWrite: boolean; actions: BubbleActions }) {
  const t = useTexts();
  const groups = new Map<string, Reaction[]>();
  for (const reaction of message.reactions)
    groups.set(reaction.emoji, [...(groups.get(reaction.emoji) ?? []), reaction]);
  return (
    <div className={css.reactions}>
      {[...groups].map(([emoji, all]) => {
        const mine = all.some((reaction) => reaction.by !== message.wa_id.replace(/@.*/, ""));
        const who = all.map((it) => (it.by === message.wa_id.replace(/@.*/, "") ? t.customer : t.you)).join(", ");
        const label = t.reactedWith(who, emoji);
        const content = (
          <>
            {emoji}
            {all.length > 1 && <small>{all.length}</small>}
          </>
        );
        return mine && mayWrite ? (
          <button
            key={emoji}
            type="button"
            aria-label={`${label}. ${t.removeReaction}`}
            title={label}
            data-mine="true"
            onClick={() => actions.react(message, "")}
          >
            {content}
          </button>
        ) : (
          <span key={emoji} role="img" aria-label={label} title={label}>
            {content}
          </span>
        );
      })}
    </div>
  );
}

function Failed({ reason, children }: { reason: string; children: ReactNode }) {
  return (
    <div className={css.failed}>
      <Icon name="warn" size={16} />
      <span dir="auto">{reason}</span>
      {children}
    </div>
  );
}

/** A message of ours that the server does not have yet. */
export const WaitingBubble = memo(function WaitingBubble({
  message,
  first,
  last,
  tabbable,
  actions,
}: {
  message: Outgoing;
  first: boolean;
  last: boolean;
  tabbable: boolean;
  actions: BubbleActions;
}) {
  const t = useTexts();
  const language = useLanguage();
  const failed = message.state === "failed";
  const time = clock(language, message.at);
  return (
    <article
      className={css.bubbleLine}
      data-own="true"
      data-first={first}
      data-last={last}
      data-waiting="true"
      data-big={!message.content && isEmojiOnly(message.text)}
      tabIndex={tabbable ? 0 : -1}
      aria-label={`${t.you}: ${message.text} ${time} ${failed ? t.notSent : t.waitingHere}`}
      onFocus={() => actions.focus(message.id)}
      onKeyDown={(event) => {
        if (event.key !== "f" || !failed || event.ctrlKey || event.metaKey || event.altKey) return;
        if (isEditable(event.target)) return;
        event.preventDefault();
        if (message.missed) actions.collided(message);
        else actions.retry(message.id, false);
      }}
    >
      <div className={css.bubble}>
        <div className={css.body}>
          {message.file ? (
            <div className={css.content}>
              <WaitingFile message={message} file={message.file} />
            </div>
          ) : !message.content && isEmojiOnly(message.text) ? (
            <span className={css.bigEmoji}>{message.text}</span>
          ) : (
            <RichText text={message.text} />
          )}
          <span className={css.meta}>
            <time dateTime={message.at}>{time}</time>
            <Ticks state={failed ? "failed" : "waiting"} />
          </span>
        </div>
        {failed && (
          <Failed reason={message.missed ? t.collisionTitle : (message.error ?? t.notSent)}>
            <button
              type="button"
              onClick={() => (message.missed ? actions.collided(message) : actions.retry(message.id, false))}
            >
              {message.missed ? t.look : t.retry}
            </button>
            <button type="button" onClick={() => actions.discard(message.id)}>
              {t.discard}
            </button>
          </Failed>
        )}
      </div>
    </article>
  );
});
