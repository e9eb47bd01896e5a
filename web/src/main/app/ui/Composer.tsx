import {
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { CannedReply, Chat, Content, Message } from "../api/types";
import { calm, plainName } from "../lib/hostile";
import type { Written } from "../state/outbox";
import { useTexts } from "../text/texts";
import { authorOf } from "./Bubble";
import { displayName } from "./chats";
import common from "./common.module.css";
import { AttachMenu } from "./compose/AttachMenu";
import { grow, toEnd } from "./compose/grow";
import { isLong } from "./compose/longText";
import { useDraft } from "./compose/useDraft";
import { useTray } from "./compose/useTray";
import { filesToMessages } from "./compose/written";
import css from "./composer.module.css";
import { useClient, useNow, useSettings, useView } from "./context";
import { focusBox } from "./focus";
import { Icon } from "./Icon";
import { Above, CannedReplies, EmojiPicker, LongPaste, NoteBox, Recorder, Tray, WindowClosed } from "./lazy";

/** The maximum length of a text at WhatsApp, in code points. */
const MOST = 4096;
const MOST_CAPTION = 1024;
const TYPING_AGAIN_MS = 3_000;
const SHORTCUT = /^\/(\S*)$/;

/** Lets a chat control its message box. */
export interface ComposerHandle {
  /** Puts files into the tray. */
  addFiles(files: readonly File[]): void;
  /** Puts a text into the box, before the text that is there already. */
  restore(text: string): void;
  /** Shows the box for a note. */
  note(): void;
}

/** The message box. */
export function Composer({
  chat,
  reply,
  handle,
  onCancelReply,
  onTemplate,
  onLast,
}: {
  chat: Chat;
  reply: Message | null;
  handle: RefObject<ComposerHandle | null>;
  onCancelReply: () => void;
  onTemplate: () => void;
  /** Moves the focus to the last message. */
  onLast: () => void;
}) {
  const client = useClient();
  const t = useTexts();
  const waId = chat.wa_id;
  const enterSends = useSettings((settings) => settings.enterSends);
  const box = useRef<HTMLTextAreaElement>(null);
  const focus = useCallback((): void => box.current?.focus(), []);
  const { text, setText, leave } = useDraft(waId);
  const tray = useTray(waId, focus);
  const { files, add: addFiles } = tray;
  const [freely, setFreely] = useState(false);
  const [extra, setExtra] = useState<Content | null>(null);
  const [recording, setRecording] = useState(false);
  const [noting, setNoting] = useState(false);
  const [picking, setPicking] = useState(false);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const pasted = useRef(false);
  const composing = useRef(false);
  const chooserKeys = useRef<((event: KeyboardEvent) => boolean) | null>(null);
  const now = useNow(15_000);
  // The customer has never written: WhatsApp accepts only templates.
  const untold = useView((view) => {
    const conversation = view.data.conversations.get(waId);
    return conversation?.older === null && !conversation.items.some((message) => message.type === "incoming");
  });
  const closed = chat.window_expires_at === null ? untold : Date.parse(chat.window_expires_at) <= now;
  const captioned = files.some((file) => file.kind !== "audio") || extra !== null;
  const over = [...text].length - (captioned ? MOST_CAPTION : MOST);
  const blocked = over > 0 || files.some((file) => file.over !== null);
  const empty = text.trim() === "" && files.length === 0 && extra === null;
  const shortcut = text !== dismissed ? (SHORTCUT.exec(text)?.[1] ?? null) : null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => grow(box.current), [text, recording, noting]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new box is mounted after these
  useLayoutEffect(() => toEnd(box.current), [recording, noting]);

  // Not for a reply that was begun earlier: on a phone the keyboard would open.
  const known = useRef(reply);
  useEffect(() => {
    if (reply && reply !== known.current) focus();
    known.current = reply;
  }, [reply, focus]);

  useEffect(() => {
    handle.current = {
      addFiles,
      restore: (before) => {
        setText((after) => (after === "" ? before : `${before}\n${after}`));
        focus();
      },
      note: () => {
        if (client.mayWrite) setNoting(true);
      },
    };
    return () => {
      handle.current = null;
    };
  }, [handle, addFiles, setText, focus, client]);

  // Colleagues see that somebody writes.
  const told = useRef(0);
  const tellTyping = (): void => {
    if (Date.now() - told.current > TYPING_AGAIN_MS) {
      told.current = Date.now();
      client.typing(waId, true);
    }
  };

  const sendAll = (written: readonly Written[]): Promise<void>[] => {
    onCancelReply();
    return written.map((message) => client.send(message));
  };

  /** @param sure whether the user has confirmed that a long text should be sent */
  const send = (sure = false): void => {
    if (empty || blocked) return;
    if (!sure && pasted.current && isLong(text)) return setAsking(true);
    pasted.current = false;
    const written = text.trim();
    const sending = { waId, replyTo: reply?.id ?? null, expectSeq: client.seen(waId) };
    const content = extra && { ...extra, ...(written === "" || extra.caption ? {} : { caption: written }) };
    for (const file of files) URL.revokeObjectURL(file.url);
    leave(
      sendAll(
        files.length > 0
          ? filesToMessages(t, files, written, sending)
          : [{ ...sending, text: written === "" ? String(extra?.type) : written, content }],
      ),
    );
    if (files.length > 0) tray.clear();
    else setExtra(null);
    told.current = 0;
    client.typing(waId, false);
  };

  const pick = (canned: CannedReply, filled: string): void => {
    setText(filled);
    setExtra(canned.content);
    const element = box.current;
    element?.focus();
    // A placeholder that could not be filled in is selected, so that typing replaces it.
    const gap = /\{\{[^}]*\}\}/.exec(filled);
    requestAnimationFrame(() => {
      if (gap) element?.setSelectionRange(gap.index, gap.index + gap[0].length);
      else element?.setSelectionRange(filled.length, filled.length);
    });
  };

  /** Puts an emoji where the cursor is. */
  const insert = (emoji: string): void => {
    const element = box.current;
    const [from, to] = element ? [element.selectionStart, element.selectionEnd] : [text.length, text.length];
    setText(text.slice(0, from) + emoji + text.slice(to));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(from + emoji.length, from + emoji.length);
    });
  };

  const keys = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // An input method uses Enter to choose; Safari ends the composition before the key (229).
    if (event.nativeEvent.isComposing || composing.current || event.keyCode === 229) return;
    if (shortcut !== null && chooserKeys.current?.(event)) return;
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

  const paste = (event: ClipboardEvent): void => {
    const { files: chosen } = event.clipboardData;
    const plain = event.clipboardData.getData("text/plain");
    if (isLong(plain)) pasted.current = true;
    // The clipboard contains a copied table or page as a picture and as a text: paste the text.
    if (chosen.length === 0 || plain !== "") return;
    event.preventDefault();
    addFiles([...chosen]);
  };

  if (!client.mayWrite) {
    return (
      <div className={css.composerClosed} data-part="composer">
        <p>{t.readOnly}</p>
      </div>
    );
  }
  if (noting) {
    return (
      <div className={css.composer} data-part="composer">
        <Suspense fallback={<div className={css.composerLine} />}>
          <NoteBox
            waId={waId}
            onClose={() => {
              setNoting(false);
              requestAnimationFrame(focus);
            }}
          />
        </Suspense>
      </div>
    );
  }
  if (closed && !freely) {
    return (
      <div className={css.composerClosed} data-part="composer">
        <Suspense>
          <WindowClosed
            since={chat.window_expires_at}
            onTemplate={onTemplate}
            onFreely={() => {
              setFreely(true);
              requestAnimationFrame(focusBox);
            }}
            onNote={() => setNoting(true)}
          />
        </Suspense>
      </div>
    );
  }
  return (
    <div className={css.composer} data-part="composer">
      <Suspense>
        {reply && (
          <Above
            icon="reply"
            title={t.replyTo(plainName(authorOf(t, reply)))}
            text={calm(reply.text.slice(0, 200))}
            remove={t.cancelReply}
            onRemove={onCancelReply}
          />
        )}
        {extra && (
          <Above
            icon="clip"
            title={t.attachments}
            text={extra.type}
            remove={t.remove}
            onRemove={() => setExtra(null)}
          />
        )}
        {files.length > 0 && (
          <Tray
            files={files}
            onRemove={(gone) => {
              tray.remove(gone);
              focus();
            }}
          />
        )}
        {shortcut !== null && (
          <CannedReplies
            query={shortcut}
            chat={{ name: displayName(chat), number: chat.phone ?? chat.wa_id }}
            keys={chooserKeys}
            box={box}
            onPick={pick}
            onClose={() => setDismissed(text)}
          />
        )}
        {picking && <EmojiPicker onPick={insert} onClose={() => setPicking(false)} />}
        {asking && (
          <LongPaste
            text={text}
            onSend={() => {
              setAsking(false);
              send(true);
            }}
            onClose={() => setAsking(false)}
          />
        )}
      </Suspense>
      {recording ? (
        <Suspense fallback={<div className={css.composerLine} />}>
          <Recorder
            waId={waId}
            onSend={(note) => {
              setRecording(false);
              URL.revokeObjectURL(note.url);
              const sending = { waId, replyTo: reply?.id ?? null, expectSeq: client.seen(waId) };
              void Promise.allSettled(sendAll(filesToMessages(t, [note], "", sending)));
              requestAnimationFrame(focusBox);
            }}
            onClose={() => {
              setRecording(false);
              requestAnimationFrame(focus);
            }}
          />
        </Suspense>
      ) : (
        <div className={css.composerLine}>
          <AttachMenu
            onFiles={addFiles}
            onEmoji={() => setPicking(true)}
            onTemplate={onTemplate}
            onNote={() => setNoting(true)}
          />
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
              setDismissed(null);
              if (event.target.value !== "") tellTyping();
            }}
            onPaste={paste}
            onCompositionStart={() => {
              composing.current = true;
            }}
            onCompositionEnd={() => {
              composing.current = false;
            }}
            onKeyDown={keys}
          />
          {empty && "MediaRecorder" in window && navigator.mediaDevices !== undefined ? (
            <button
              key="record"
              type="button"
              className={common.iconButton}
              aria-label={t.record}
              title={t.record}
              onClick={() => setRecording(true)}
            >
              <Icon name="mic" />
            </button>
          ) : (
            <button
              key="send"
              type="button"
              className={css.sendButton}
              aria-label={t.send}
              title={t.send}
              disabled={empty || blocked}
              onClick={() => {
                send();
                focus();
              }}
            >
              <Icon name="send" />
            </button>
          )}
        </div>
      )}
      {over > 0 && <p className={css.tooLong}>{t.tooLong(over)}</p>}
    </div>
  );
}
