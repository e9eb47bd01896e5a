import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Chat, Message } from "../api/types";
import { calm, plainName } from "../lib/hostile";
import { shortTime } from "../lib/time";
import { useLanguage, useTexts } from "../text/texts";
import { authorOf } from "./Bubble";
import css from "./chat.module.css";
import common from "./common.module.css";
import { useClient, useNow, useSettings, useView } from "./context";
import { Icon } from "./Icon";

/** WhatsApp takes so many code points. */
const MOST = 4096;
const DRAFT_MS = 300;
const TYPING_AGAIN_MS = 3_000;

/** Where a message is written. What is typed is never lost: it is a draft until it is in the outbox. */
export function Composer({
  chat,
  reply,
  onCancelReply,
  onTemplate,
  onLast,
}: {
  chat: Chat;
  reply: Message | null;
  onCancelReply: () => void;
  onTemplate: () => void;
  /** Moves the focus to the last message. */
  onLast: () => void;
}) {
  const client = useClient();
  const t = useTexts();
  const waId = chat.wa_id;
  const enterSends = useSettings((settings) => settings.enterSends);
  const draft = useView((view) => view.drafts.get(waId) ?? "");
  const [text, setText] = useState(draft);
  const [freely, setFreely] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(text);
  const composing = useRef(false);
  const now = useNow(15_000);
  const language = useLanguage();
  const closed = chat.window_expires_at !== null && Date.parse(chat.window_expires_at) <= now;
  const over = [...text].length - MOST;
  latest.current = text;

  // Another tab, or this one, changed the draft while nobody types here.
  useEffect(() => {
    if (document.activeElement !== box.current) setText(draft);
  }, [draft]);

  useEffect(() => {
    const timer = setTimeout(() => {
      if ((client.store.getState().drafts.get(waId) ?? "") !== text) client.setDraft(waId, text);
    }, DRAFT_MS);
    return () => clearTimeout(timer);
  }, [client, waId, text]);

  useEffect(() => {
    const keep = (): void => client.setDraft(waId, latest.current);
    addEventListener("pagehide", keep);
    return () => {
      removeEventListener("pagehide", keep);
      keep();
    };
  }, [client, waId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  useEffect(() => {
    if (reply) box.current?.focus();
  }, [reply]);

  // Colleagues see that somebody writes.
  const told = useRef(0);
  const tellTyping = (): void => {
    if (Date.now() - told.current > TYPING_AGAIN_MS) {
      told.current = Date.now();
      client.typing(waId, true);
    }
  };

  const send = (): void => {
    const written = text.trim();
    if (written === "" || over > 0) return;
    void client.send({ waId, text: written, replyTo: reply?.id ?? null });
    setText("");
    latest.current = "";
    client.setDraft(waId, "");
    told.current = 0;
    client.typing(waId, false);
    onCancelReply();
  };

  const keys = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // An input method uses Enter to choose; Safari ends the composition before the key (229).
    if (event.nativeEvent.isComposing || composing.current || event.keyCode === 229) return;
    if (event.key === "Enter") {
      const command = event.ctrlKey || event.metaKey;
      if (enterSends ? !event.shiftKey && !event.altKey : command) {
        event.preventDefault();
        send();
      }
    } else if (event.key === "ArrowUp" && text === "" && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      onLast();
    } else if (event.key === "Escape" && reply) {
      event.stopPropagation();
      onCancelReply();
    }
  };

  if (!client.mayWrite) {
    return (
      <div className={css.composerClosed} data-part="composer">
        <p>{t.readOnly}</p>
      </div>
    );
  }
  if (closed && !freely) {
    return (
      <div className={css.composerClosed} data-part="composer">
        <Icon name="clock" />
        <p>
          <strong>{t.windowClosedReason}</strong>
          <small>{shortTime(language, chat.window_expires_at as string)}</small>
        </p>
        <button type="button" className={common.primary} onClick={onTemplate}>
          {t.chooseTemplate}
        </button>
        <button type="button" className={common.quiet} onClick={() => setFreely(true)}>
          {t.sendFreely}
        </button>
      </div>
    );
  }
  return (
    <div className={css.composer} data-part="composer">
      {reply && (
        <div className={css.replyBar}>
          <Icon name="reply" size={18} />
          <span>
            <strong>{t.replyTo(plainName(authorOf(t, reply)))}</strong>
            <span dir="auto">{calm(reply.text.slice(0, 200))}</span>
          </span>
          <button
            type="button"
            className={common.iconButton}
            aria-label={t.cancelReply}
            title={t.cancelReply}
            onClick={onCancelReply}
          >
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
      <div className={css.composerLine}>
        <button
          type="button"
          className={common.iconButton}
          aria-label={t.template}
          title={t.template}
          onClick={onTemplate}
        >
          <Icon name="template" />
        </button>
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          value={text}
          aria-label={t.write}
          placeholder={t.write}
          enterKeyHint={enterSends ? "send" : "enter"}
          onChange={(event) => {
            setText(event.target.value);
            if (event.target.value !== "") tellTyping();
          }}
          onCompositionStart={() => {
            composing.current = true;
          }}
          onCompositionEnd={() => {
            composing.current = false;
          }}
          onKeyDown={keys}
        />
        <button
          type="button"
          className={css.sendButton}
          aria-label={t.send}
          title={t.send}
          disabled={text.trim() === "" || over > 0}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
      {over > 0 && <p className={css.tooLong}>{t.tooLong(over)}</p>}
    </div>
  );
}
