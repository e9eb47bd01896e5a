import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { ApiError } from "../api/http";
import type { Chat, Message } from "../api/types";
import type { Outgoing } from "../state/database";
import { useTexts } from "../text/texts";
import { announce } from "./Announcer";
import { authorOf } from "./Bubble";
import { ChatHeader } from "./ChatHeader";
import { Composer, type ComposerHandle } from "./Composer";
import css from "./chat.module.css";
import { chatAddress, displayName } from "./chats";
import common from "./common.module.css";
import { useClient, useView } from "./context";
import { focusBox } from "./focus";
import { CollisionDialog, EmojiPicker, MessageDetails, MessageSheet, NoteDialog, TemplatePicker } from "./lazy";
import { Problem } from "./Problem";
import { isTyping, keyOf } from "./shortcuts";
import { toast } from "./Toasts";
import { Transcript } from "./Transcript";
import transcript from "./transcript.module.css";

const NONE: readonly Outgoing[] = [];

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

/** The stored message that a draft answers. A damaged text counts as none. */
function storedReply(json: string): Message | null {
  try {
    const message = JSON.parse(json) as Message;
    return typeof message.text === "string" ? message : null;
  } catch {
    return null;
  }
}

/** Only the message that Tab reaches lets Tab reach its buttons and links: the others would be hundreds of stops. */
function oneTabStop(): void {
  const inside = "[data-part=messages] article :is(a, button, input, video):not([role])";
  for (const it of document.querySelectorAll<HTMLElement>(inside)) it.tabIndex = it.closest("article")?.tabIndex ?? 0;
}

/** A chat: its header, its messages and the message box. */
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
  const { replies } = client;
  const [reply, setReply] = useState(() => storedReply(replies.read(waId)));
  const [templates, setTemplates] = useState(false);
  const [shown, setShown] = useState<Message | null>(null);
  const [pressed, setPressed] = useState<Message | null>(null);
  const [reacting, setReacting] = useState<Message | null>(null);
  const [wish, setWish] = useState(0);
  const [editedNote, setEditedNote] = useState<Message | null>(null);
  const [collided, setCollided] = useState<string | null>(null);
  const [dropping, setDropping] = useState(false);
  const composer = useRef<ComposerHandle>(null);
  const toEnd = useRef<() => void>(() => {});
  const name = displayName(chat);

  useEffect(() => {
    void client.open(waId);
    // After a switch to another chat the user can type there immediately.
    if (document.activeElement === document.body) focusBox();
  }, [client, waId]);

  useEffect(() => replies.write(waId, reply ? JSON.stringify(reply) : ""), [replies, waId, reply]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the user may jump to the same message again
  useEffect(() => {
    if (messageId) setWish((count) => count + 1);
  }, [messageId, waId]);

  // New messages of the open chat, and the customer's reactions, for screen readers.
  useEffect(
    () =>
      client.onArrival((message, emoji) => {
        if (message.wa_id !== waId) return;
        const who = emoji ? t.reactedWith(name, emoji) : authorOf(t, message);
        announce(`${who}: ${message.text.slice(0, 200)}`, true);
      }),
    [client, waId, name, t],
  );

  const failed = useCallback((failure: unknown): void => {
    toast(failure instanceof ApiError ? failure.message : String(failure));
  }, []);
  const actions = useMemo(
    () => ({
      // A copy, so that a reply to the same message as before counts as a change.
      reply: (message: Message) => setReply({ ...message }),
      react: (message: Message, emoji: string) => void client.react(message, emoji).catch(failed),
      pick: (message: Message) => setReacting(message),
      details: (message: Message) => setShown(message),
      press: (message: Message) => setPressed(message),
      retry: (id: string, atServer: boolean) => void client.retry(id, atServer).catch(failed),
      discard: (id: string) => void client.discard(id),
      editNote: (note: Message) => setEditedNote(note),
      collided: (message: Outgoing) => setCollided(message.id),
      jump: () => {},
    }),
    [client, failed],
  );
  const target = useMemo(() => (messageId && wish > 0 ? { id: messageId, wish } : null), [messageId, wish]);
  // The dialog opens by itself if the user is here to answer it.
  const asked = useRef(new Set<string>());
  useEffect(() => {
    const next = waiting.find((message) => message.missed && !asked.current.has(message.id));
    if (!next || document.querySelector("dialog[open]")) return;
    asked.current.add(next.id);
    setCollided(next.id);
  }, [waiting]);
  const question = waiting.find((message) => message.id === collided && message.missed);
  const loaded = conversation && conversation.older !== undefined;
  const ready = useCallback((follow: () => void): void => {
    toEnd.current = follow;
  }, []);

  return (
    <div
      className={css.pane}
      data-dropping={dropping ? t.dropFiles : undefined}
      onDragOver={(event) => {
        if (!client.mayWrite || !event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
      }}
      onDrop={(event) => {
        setDropping(false);
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        composer.current?.addFiles([...event.dataTransfer.files]);
      }}
      onKeyDown={(event) => {
        const inMessages = event.target instanceof Element && event.target.closest("[data-part=messages]");
        const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
        if (keyOf(event) === "n" && plain && inMessages) {
          event.preventDefault();
          composer.current?.note();
        }
        if (event.key === "Tab") oneTabStop();
        if (event.key !== "Escape") return;
        const box = document.querySelector<HTMLElement>("[data-part=composer] textarea");
        if (box && document.activeElement !== box) box.focus();
        else toEnd.current();
      }}
    >
      <ChatHeader chat={chat} detailsOpen={detailsOpen} onDetails={onDetails} onBack={onBack} />
      {loaded ? (
        <>
          {error && (
            <p className={css.strip} role="alert">
              {t.messagesFailed} <span dir="auto">{error.status === 0 ? t.unreachable : error.message}</span>{" "}
              <button type="button" className={common.link} onClick={() => void client.reloadEnd(waId)}>
                {t.tryAgain}
              </button>
            </p>
          )}
          <Transcript
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
        <div className={transcript.transcript} aria-busy="true" />
      )}
      <Composer
        chat={chat}
        reply={reply}
        handle={composer}
        onCancelReply={() => setReply(null)}
        onTemplate={() => setTemplates(true)}
        onLast={() => {
          [...document.querySelectorAll<HTMLElement>("[data-part=messages] article")].at(-1)?.focus();
        }}
      />
      <Suspense>
        {question && (
          <CollisionDialog
            message={question}
            onClose={() => setCollided(null)}
            onSend={() => {
              setCollided(null);
              void client.retry(question.id, false).catch(failed);
            }}
            onEdit={() => {
              setCollided(null);
              composer.current?.restore(question.text);
              void client.discard(question.id);
            }}
          />
        )}
        {editedNote && <NoteDialog note={editedNote} onClose={() => setEditedNote(null)} />}
        {reacting && (
          <EmojiPicker onPick={(emoji) => actions.react(reacting, emoji)} onClose={() => setReacting(null)} />
        )}
        {pressed && (
          <MessageSheet
            message={pressed}
            mayWrite={client.mayWrite}
            actions={actions}
            onClose={() => setPressed(null)}
          />
        )}
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
