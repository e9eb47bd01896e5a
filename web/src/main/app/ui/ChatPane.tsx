import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { ApiError } from "../api/http";
import type { Chat, Message } from "../api/types";
import { ago, duration } from "../lib/time";
import type { Outgoing } from "../state/database";
import { useLanguage, useTexts } from "../text/texts";
import { announce } from "./Announcer";
import { Avatar } from "./Avatar";
import { authorOf } from "./Bubble";
import { chatAddress, displayName } from "./ChatList";
import { Composer } from "./Composer";
import css from "./chat.module.css";
import common from "./common.module.css";
import { useClient, useNow, useView } from "./context";
import { Icon } from "./Icon";
import { MessageDetails, TemplatePicker } from "./lazy";
import { Problem } from "./Problem";
import { toast } from "./Toasts";
import { Transcript } from "./Transcript";

const NONE: readonly Outgoing[] = [];
const WARN_MS = 4 * 3_600_000;

/** A chat that the list does not have yet, for example a number that was just typed. */
function unknownChat(waId: string): Chat {
  return {
    wa_id: waId,
    name: waId,
    phone: null,
    avatar: null,
    lastMessage: null,
    unreadCount: 0,
    is_online: false,
    last_seen: null,
    window_expires_at: null,
    seq: 0,
    rev: 0,
  };
}

/** A chat: who it is with, its messages, and where the next one is written. */
export function ChatPane({
  waId,
  messageId,
  detailsOpen,
  onDetails,
  onBack,
}: {
  waId: string;
  messageId: string | null;
  detailsOpen: boolean;
  onDetails: () => void;
  onBack: () => void;
}) {
  const client = useClient();
  const t = useTexts();
  const [, go] = useLocation();
  const entry = useView((view) => view.data.chats.get(waId));
  const conversation = useView((view) => view.data.conversations.get(waId));
  const waiting = useView((view) => view.outbox.get(waId) ?? NONE);
  const error = useView((view) => view.pageErrors.get(waId));
  const chat = useMemo(() => entry?.chat ?? unknownChat(waId), [entry, waId]);
  const [reply, setReply] = useState<Message | null>(null);
  const [templates, setTemplates] = useState(false);
  const [shown, setShown] = useState<Message | null>(null);
  const [wish, setWish] = useState(0);
  const toEnd = useRef<() => void>(() => {});
  const name = displayName(chat);

  useEffect(() => {
    void client.open(waId);
    setReply(null);
  }, [client, waId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the same message may be wished for again
  useEffect(() => {
    if (messageId) setWish((count) => count + 1);
  }, [messageId, waId]);

  // New messages of the open chat, for screen readers.
  useEffect(
    () =>
      client.onArrival((message) => {
        if (message.wa_id === waId) announce(`${authorOf(t, message)}: ${message.text.slice(0, 200)}`);
      }),
    [client, waId, t],
  );

  const failed = useCallback((failure: unknown): void => {
    toast(failure instanceof ApiError ? failure.message : String(failure));
  }, []);
  const actions = useMemo(
    () => ({
      reply: (message: Message) => setReply(message),
      react: (message: Message, emoji: string) => void client.react(message, emoji).catch(failed),
      details: (message: Message) => setShown(message),
      retry: (id: string, atServer: boolean) => void client.retry(id, atServer).catch(failed),
      discard: (id: string) => void client.discard(id),
      jump: () => {},
    }),
    [client, failed],
  );
  const target = useMemo(() => (messageId && wish > 0 ? { id: messageId, wish } : null), [messageId, wish]);
  const loaded = conversation && conversation.older !== undefined;
  const ready = useCallback((follow: () => void): void => {
    toEnd.current = follow;
  }, []);

  return (
    <div
      className={css.pane}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        const box = document.querySelector<HTMLElement>("[data-part=composer] textarea");
        if (box && document.activeElement !== box) box.focus();
        else toEnd.current();
      }}
    >
      <header className={css.head}>
        <button type="button" className={css.backButton} aria-label={t.back} title={t.back} onClick={onBack}>
          <Icon name="back" />
        </button>
        <button type="button" className={css.who} aria-expanded={detailsOpen} onClick={onDetails} title={t.contact}>
          <Avatar id={waId} name={name} size={40} />
          <span>
            <h2>
              <bdi>{name}</bdi>
            </h2>
            <Presence chat={chat} />
          </span>
        </button>
        <WindowChip chat={chat} />
        <button
          type="button"
          className={common.iconButton}
          aria-label={t.contact}
          title={t.contact}
          aria-pressed={detailsOpen}
          onClick={onDetails}
        >
          <Icon name="info" />
        </button>
      </header>
      {loaded ? (
        <>
          {error && <p className={css.strip}>{t.messagesFailed}</p>}
          <Transcript
            key={waId}
            waId={waId}
            name={name}
            conversation={conversation}
            waiting={waiting}
            mayWrite={client.mayWrite}
            unread={entry?.unread ?? 0}
            target={target}
            actions={actions}
            onReady={ready}
          />
        </>
      ) : error ? (
        <Problem title={t.messagesFailed} error={error} onRetry={() => void client.reloadEnd(waId)} />
      ) : (
        <div className={css.transcript} aria-busy="true" />
      )}
      <Composer
        key={`composer ${waId}`}
        chat={chat}
        reply={reply}
        onCancelReply={() => setReply(null)}
        onTemplate={() => setTemplates(true)}
        onLast={() => {
          document.querySelector<HTMLElement>("[data-part=messages] article[tabindex='0']")?.focus();
        }}
      />
      <Suspense>
        {templates && <TemplatePicker chat={chat} onClose={() => setTemplates(false)} />}
        {shown && (
          <MessageDetails
            message={shown}
            onClose={() => setShown(null)}
            onOpen={(id) => go(`${chatAddress(waId)}/m/${encodeURIComponent(id)}`)}
          />
        )}
      </Suspense>
    </div>
  );
}

function Presence({ chat }: { chat: Chat }) {
  const t = useTexts();
  const language = useLanguage();
  const typing = useView((view) => (view.typing?.waId === chat.wa_id ? view.typing.name : null));
  const viewers = useView((view) => (view.viewers.waId === chat.wa_id ? view.viewers.people : null));
  const client = useClient();
  const now = useNow(30_000);
  if (typing) {
    return (
      <span className={css.presence} data-typing="true">
        {t.typing(typing)}
        <i aria-hidden="true" />
      </span>
    );
  }
  const others = (viewers ?? []).filter((person) => person.id !== client.user?.id).map((person) => person.name);
  if (others.length > 0)
    return <span className={css.presence}>{t.alsoHere([...new Set(others)].slice(0, 3).join(", "))}</span>;
  const text = chat.is_online ? t.online : chat.last_seen ? t.lastSeen(ago(language, chat.last_seen, now)) : "";
  return <span className={css.presence}>{text}</span>;
}

/** How long answers are free, where that is worth knowing. */
function WindowChip({ chat }: { chat: Chat }) {
  const t = useTexts();
  const language = useLanguage();
  const now = useNow(30_000);
  if (!chat.window_expires_at) return null;
  const left = Date.parse(chat.window_expires_at) - now;
  if (left > WARN_MS) return null;
  return (
    <span className={css.chip} data-closed={left <= 0}>
      <Icon name="clock" size={16} />
      <span>{left <= 0 ? t.windowClosed : t.windowLeft(duration(language, left))}</span>
    </span>
  );
}
