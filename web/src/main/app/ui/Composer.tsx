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
import { shortTime } from "../lib/time";
import { useLanguage, useTexts } from "../text/texts";
import { authorOf } from "./Bubble";
import css from "./chat.module.css";
import { displayName } from "./chats";
import common from "./common.module.css";
import type { Attachment } from "./compose/files";
import { grow } from "./compose/grow";
import { useClient, useMemory, useNow, useSettings, useView } from "./context";
import { focusBox } from "./focus";
import { Icon } from "./Icon";
import { CannedReplies, EmojiPicker, NoteBox, Recorder, Tray } from "./lazy";
import { Menu, type MenuItem } from "./Menu";
import { toast } from "./Toasts";

/** WhatsApp takes so many code points. */
const MOST = 4096;
const MOST_CAPTION = 1024;
const MOST_FILES = 10;
const DRAFT_MS = 300;
const TYPING_AGAIN_MS = 3_000;
const SHORTCUT = /^\/(\S*)$/;

/** What a chat can be asked to do with its message box. */
export interface ComposerHandle {
  /** Puts files into the tray. */
  addFiles(files: readonly File[]): void;
  /** Puts a text into the box, before what is there. */
  restore(text: string): void;
  /** Lets a note be written. */
  note(): void;
}

/** Where a message is written. What is typed is never lost: it is a draft until it is in the outbox. */
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
  const { trays } = useMemory();
  const t = useTexts();
  const waId = chat.wa_id;
  const enterSends = useSettings((settings) => settings.enterSends);
  const draft = useView((view) => view.drafts.get(waId) ?? "");
  const [text, setText] = useState(draft);
  const [freely, setFreely] = useState(false);
  const [files, setFiles] = useState<readonly Attachment[]>(() => trays.get(waId) ?? []);
  const [extra, setExtra] = useState<Content | null>(null);
  const [recording, setRecording] = useState(false);
  const [noting, setNoting] = useState(false);
  const [picking, setPicking] = useState(false);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const pictures = useRef<HTMLInputElement>(null);
  const documents = useRef<HTMLInputElement>(null);
  const latest = useRef(text);
  /** The draft as it is stored. */
  const stored = useRef(draft);
  /** Messages that are not in the outbox yet: until they are, the draft stays. */
  const leaving = useRef(0);
  const composing = useRef(false);
  const chooserKeys = useRef<((event: KeyboardEvent) => boolean) | null>(null);
  const now = useNow(15_000);
  const language = useLanguage();
  const closed = chat.window_expires_at !== null && Date.parse(chat.window_expires_at) <= now;
  const captioned = files.some((file) => file.kind !== "audio") || extra !== null;
  const over = [...text].length - (captioned ? MOST_CAPTION : MOST);
  const blocked = over > 0 || files.some((file) => file.over !== null);
  const empty = text.trim() === "" && files.length === 0 && extra === null;
  const shortcut = text !== dismissed ? (SHORTCUT.exec(text)?.[1] ?? null) : null;
  latest.current = text;

  // Another tab changed the draft, while nobody types here.
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

  useEffect(() => {
    if (files.length > 0) {
      trays.set(waId, files);
      client.unsaved.add(waId);
    } else {
      trays.delete(waId);
      client.unsaved.delete(waId);
    }
  }, [client, trays, waId, files]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => grow(box.current), [text, recording, noting]);

  useEffect(() => {
    if (reply) box.current?.focus();
  }, [reply]);

  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const addFiles = useCallback(
    (chosen: readonly File[]): void => {
      if (!client.mayWrite || chosen.length === 0) return;
      const add = async (): Promise<void> => {
        const { prepare } = await import("./compose/files");
        const room = MOST_FILES - (trays.get(waId)?.length ?? 0);
        if (chosen.length > room) toast(t.mostFiles(MOST_FILES));
        const prepared = await Promise.all(chosen.slice(0, room).map(prepare));
        if (prepared.length === 0) return;
        // The chat may have been left meanwhile.
        const all = [...(trays.get(waId) ?? []), ...prepared];
        trays.set(waId, all);
        client.unsaved.add(waId);
        if (!shown.current) return;
        setFiles(all);
        box.current?.focus();
      };
      add().catch((failure) => toast(String(failure)));
    },
    [client, trays, waId, t],
  );

  useEffect(() => {
    handle.current = {
      addFiles,
      restore: (before) => {
        setText((after) => (after === "" ? before : `${before}\n${after}`));
        box.current?.focus();
      },
      note: () => {
        if (client.mayWrite) setNoting(true);
      },
    };
    return () => {
      handle.current = null;
    };
  }, [handle, addFiles, client]);

  // Colleagues see that somebody writes.
  const told = useRef(0);
  const tellTyping = (): void => {
    if (Date.now() - told.current > TYPING_AGAIN_MS) {
      told.current = Date.now();
      client.typing(waId, true);
    }
  };

  const labelOf = (file: Attachment): string =>
    ({ image: t.photo, video: t.video, audio: file.voice ? t.voice : t.audio, document: t.document })[file.kind];

  const sendFiles = (all: readonly Attachment[], caption: string): Promise<void>[] => {
    const expectSeq = client.seen(waId);
    let left = caption;
    const sent = all.map((file, index) => {
      const own = file.kind === "audio" ? "" : left;
      if (own !== "") left = "";
      URL.revokeObjectURL(file.url);
      return client.send({
        waId,
        text: own === "" ? labelOf(file) : `${labelOf(file)}: ${own}`,
        content: {
          type: file.kind,
          ...(own === "" ? {} : { caption: own }),
          ...(file.voice ? { voice: true } : {}),
          ...(file.kind === "document" ? { filename: file.name } : {}),
        },
        file: {
          blob: file.blob,
          name: file.name,
          media: null,
          ...(file.width && file.height ? { width: file.width, height: file.height } : {}),
        },
        replyTo: index === 0 ? (reply?.id ?? null) : null,
        expectSeq,
      });
    });
    if (left !== "") sent.push(client.send({ waId, text: left, expectSeq }));
    return sent;
  };

  const cleared = (sent: readonly Promise<void>[]): void => {
    setText("");
    latest.current = "";
    leaving.current++;
    void Promise.allSettled(sent).then(() => {
      leaving.current--;
      keep();
    });
    told.current = 0;
    client.typing(waId, false);
    onCancelReply();
  };

  const send = (): void => {
    const written = text.trim();
    if (empty || blocked) return;
    if (files.length > 0) {
      cleared(sendFiles(files, written));
      setFiles([]);
    } else {
      const sent = client.send({
        waId,
        text: written === "" ? String(extra?.type) : written,
        content: extra && { ...extra, ...(written === "" || extra.caption ? {} : { caption: written }) },
        replyTo: reply?.id ?? null,
        expectSeq: client.seen(waId),
      });
      setExtra(null);
      cleared([sent]);
    }
  };

  const pick = (canned: CannedReply, filled: string): void => {
    setText(filled);
    setExtra(canned.content);
    const element = box.current;
    element?.focus();
    // What could not be filled in is selected, to be written over.
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
    const pasted = [...event.clipboardData.files];
    if (pasted.length === 0) return;
    // Tables and pages bring a picture of themselves beside their text.
    if (event.clipboardData.getData("text/plain") !== "") return;
    event.preventDefault();
    addFiles(pasted);
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
              requestAnimationFrame(() => box.current?.focus());
            }}
          />
        </Suspense>
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
        <button
          type="button"
          className={common.quiet}
          onClick={() => {
            setFreely(true);
            requestAnimationFrame(focusBox);
          }}
        >
          {t.sendFreely}
        </button>
        <button type="button" className={common.quiet} onClick={() => setNoting(true)}>
          {t.writeNote}
        </button>
      </div>
    );
  }
  const attach: MenuItem[] = [
    { label: t.attachPicture, icon: "photo", act: () => pictures.current?.click() },
    { label: t.attachDocument, icon: "file", act: () => documents.current?.click() },
    { label: t.emoji, icon: "smile", act: () => setPicking(true) },
    { label: t.template, icon: "template", act: onTemplate },
    { label: t.note, icon: "note", act: () => setNoting(true) },
  ];
  const chosen = (input: HTMLInputElement): void => {
    addFiles([...(input.files ?? [])]);
    input.value = "";
  };
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
      {extra && (
        <div className={css.replyBar}>
          <Icon name="clip" size={18} />
          <span>
            <strong>{t.attachments}</strong>
            <span>{extra.type}</span>
          </span>
          <button
            type="button"
            className={common.iconButton}
            aria-label={t.remove}
            title={t.remove}
            onClick={() => setExtra(null)}
          >
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
      <Suspense>
        {files.length > 0 && (
          <Tray
            files={files}
            onRemove={(gone) => {
              URL.revokeObjectURL(gone.url);
              setFiles((before) => before.filter((file) => file !== gone));
              box.current?.focus();
            }}
          />
        )}
        {shortcut !== null && (
          <CannedReplies
            query={shortcut}
            chat={{ name: displayName(chat), number: chat.phone ?? chat.wa_id }}
            keys={chooserKeys}
            onPick={pick}
            onClose={() => setDismissed(text)}
          />
        )}
        {picking && <EmojiPicker onPick={insert} onClose={() => setPicking(false)} />}
      </Suspense>
      <input
        ref={pictures}
        type="file"
        hidden
        multiple
        accept="image/*,video/mp4,video/3gpp"
        aria-label={t.attachPicture}
        data-files="pictures"
        onChange={(event) => chosen(event.target)}
      />
      <input
        ref={documents}
        type="file"
        hidden
        multiple
        aria-label={t.attachDocument}
        data-files="documents"
        onChange={(event) => chosen(event.target)}
      />
      {recording ? (
        <Suspense fallback={<div className={css.composerLine} />}>
          <Recorder
            onSend={(note) => {
              setRecording(false);
              void Promise.allSettled(sendFiles([note], ""));
              onCancelReply();
              requestAnimationFrame(focusBox);
            }}
            onClose={() => {
              setRecording(false);
              requestAnimationFrame(() => box.current?.focus());
            }}
          />
        </Suspense>
      ) : (
        <div className={css.composerLine}>
          <Menu label={t.attach} items={attach} icon="clip" />
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
                box.current?.focus();
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
