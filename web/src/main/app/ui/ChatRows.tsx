import {
  type KeyboardEvent,
  memo,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useLocation } from "wouter";
import type { Chat, ChatChange } from "../api/types";
import { calm, plainName } from "../lib/hostile";
import { listTime } from "../lib/time";
import type { ChatEntry } from "../state/model";
import { placeOf } from "../state/order";
import type { Shards } from "../state/shards";
import { useLanguage, useTexts } from "../text/texts";
import { Avatar } from "./Avatar";
import { chatAddress, displayName } from "./chats";
import common from "./common.module.css";
import { useClient, useNow, useSettings, useView } from "./context";
import { focusBox } from "./focus";
import { Icon, type IconName } from "./Icon";
import { LabelDot } from "./LabelMark";
import { LabelsDialog, SnoozeDialog } from "./lazy";
import css from "./list.module.css";
import { Ticks } from "./Ticks";
import { toast } from "./Toasts";
import { labelsOf, toggledState } from "./team";

const ROOMY = 72;
const COMPACT = 56;
const SPARE_ROWS = 6;
const MOST_DOTS = 3;

/** Only the rows in view are in the page, and the one with the focus. All have one height. */
export function ChatRows({
  ids,
  chats,
  selected,
  onNearEnd,
}: {
  /** In the order of the list. */
  ids: readonly string[];
  /** Those of `ids`, and others. */
  chats: Shards<ChatEntry>;
  selected: string | null;
  onNearEnd: () => void;
}) {
  const client = useClient();
  const t = useTexts();
  const [, go] = useLocation();
  const [asked, setAsked] = useState<{ Dialog: typeof SnoozeDialog; waId: string } | null>(null);
  const height = useSettings((settings) => (settings.density === "compact" ? COMPACT : ROOMY));
  const viewport = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ from: 0, to: 20 });
  const [active, setActive] = useState<string | null>(null);
  const drafts = useView((view) => view.drafts);
  const outbox = useView((view) => view.outbox);
  const now = useNow(60_000);
  const wantFocus = useRef<string | null>(null);
  const open = useCallback(
    (id: string): void => {
      go(chatAddress(id));
      // Whoever opens a chat wants to answer.
      requestAnimationFrame(focusBox);
    },
    [go],
  );

  const measure = useCallback((): void => {
    const element = viewport.current;
    if (!element) return;
    const from = Math.max(0, Math.floor(element.scrollTop / height) - SPARE_ROWS);
    const to = Math.min(ids.length, Math.ceil((element.scrollTop + element.clientHeight) / height) + SPARE_ROWS);
    setRange((known) => (known.from === from && known.to === to ? known : { from, to }));
    if (to > ids.length - 20) onNearEnd();
  }, [ids.length, height, onNearEnd]);

  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(viewport.current as HTMLElement);
    return () => observer.disconnect();
  }, [measure]);

  const whereIs = (waId: string | null): number => {
    const entry = waId === null ? undefined : chats.get(waId);
    const at = entry ? placeOf(ids, entry.chat, chats) : -1;
    return ids[at] === waId ? at : -1;
  };
  const activeAt = whereIs(active);
  const selectedAt = whereIs(selected);
  const lastActiveAt = useRef(-1);
  // A row that goes leaves its place to the next one.
  const nextAt = lastActiveAt.current < 0 ? -1 : Math.min(lastActiveAt.current, ids.length - 1);
  const focusAt = activeAt >= 0 ? activeAt : active && nextAt >= 0 ? nextAt : Math.max(0, selectedAt);
  useEffect(() => {
    if (activeAt >= 0) lastActiveAt.current = activeAt;
  }, [activeAt]);
  const focusable = ids[focusAt];
  const visible = ids.slice(range.from, range.to);
  const mounted = focusable && !visible.includes(focusable) ? [...visible, focusable] : visible;

  useLayoutEffect(() => {
    if (!wantFocus.current) return;
    // Whoever went elsewhere meanwhile, for example to the message box, stays there.
    const focused = document.activeElement;
    if (focused !== document.body && !viewport.current?.contains(focused)) {
      wantFocus.current = null;
      return;
    }
    const row = viewport.current?.querySelector<HTMLElement>(`[data-chat="${CSS.escape(wantFocus.current)}"]`);
    if (row) {
      row.focus({ preventScroll: true });
      wantFocus.current = null;
    }
  });

  const show = (at: number): void => {
    const element = viewport.current;
    if (!element) return;
    const top = at * height;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + height > element.scrollTop + element.clientHeight)
      element.scrollTop = top + height - element.clientHeight;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new choice scrolls
  useEffect(() => {
    if (selectedAt < 0) return;
    show(selectedAt);
    // Keys of the list are about the chat that is open, until another row is moved to.
    setActive(selected);
    if (viewport.current?.contains(document.activeElement)) wantFocus.current = selected;
  }, [selected]);

  /** Letters that do something with the chat that has the focus. */
  const act = (event: KeyboardEvent, chat: Chat): boolean => {
    if (!client.mayWrite || chat.state === undefined) return false;
    const update = (changes: ChatChange, said: string): void => {
      client
        .update(chat.wa_id, changes)
        .then(() => toast(said))
        .catch((failure: Error) => toast(failure.message));
    };
    const mine = chat.assignee === client.user?.id;
    if (event.key === "x") update(toggledState(chat), chat.state === "open" ? t.chatClosed : t.chatOpened);
    else if (event.key === "s") setAsked({ Dialog: SnoozeDialog, waId: chat.wa_id });
    else if (event.key === "l") setAsked({ Dialog: LabelsDialog, waId: chat.wa_id });
    else if (event.key === "p") update({ pinned: !chat.pinned }, chat.pinned ? t.unpin : t.pin);
    else if (event.key === "m") update({ muted: !chat.muted }, chat.muted ? t.unmute : t.mute);
    else if (event.key === "a" && client.user) {
      update({ assignee: mine ? null : "me" }, mine ? t.assignedToNobody : t.assignedTo(client.user.name));
    } else return false;
    event.preventDefault();
    return true;
  };

  const keys = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = focusAt;
    const page = Math.max(1, Math.floor((viewport.current?.clientHeight ?? height) / height) - 1);
    const next =
      event.key === "ArrowDown"
        ? at + 1
        : event.key === "ArrowUp"
          ? at - 1
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? ids.length - 1
              : event.key === "PageDown"
                ? Math.min(ids.length - 1, at + page)
                : event.key === "PageUp"
                  ? Math.max(0, at - page)
                  : null;
    if (next !== null) {
      event.preventDefault();
      const id = ids[next];
      if (!id) return;
      wantFocus.current = id;
      setActive(id);
      show(next);
      return;
    }
    const current = focusable ? chats.get(focusable)?.chat : undefined;
    if (current && act(event, current)) return;
    // Any other letter goes to the next chat whose name begins with it.
    if (event.key.length === 1 && /\p{L}|\p{N}/u.test(event.key)) {
      const wanted = event.key.toLocaleLowerCase();
      for (let step = 1; step <= ids.length; step++) {
        const id = ids[(at + step) % ids.length] as string;
        const entry = chats.get(id);
        if (entry && displayName(entry.chat).toLocaleLowerCase().startsWith(wanted)) {
          wantFocus.current = id;
          setActive(id);
          show((at + step) % ids.length);
          return;
        }
      }
    }
  };

  return (
    <div ref={viewport} className={css.viewport} onScroll={measure} onKeyDown={keys}>
      <ul role="list" className={css.rows} aria-label={t.chats} style={{ blockSize: ids.length * height }}>
        {mounted.map((waId) => {
          const entry = chats.get(waId);
          if (!entry) return null;
          const at = waId === focusable ? focusAt : range.from + visible.indexOf(waId);
          return (
            <li
              key={waId}
              style={{ transform: `translateY(${at * height}px)`, blockSize: height }}
              aria-setsize={ids.length}
              aria-posinset={at + 1}
            >
              <Row
                entry={entry}
                selected={waId === selected}
                tabbable={waId === focusable}
                draft={waId === selected ? "" : (drafts.get(waId) ?? "")}
                failed={(outbox.get(waId) ?? []).some((message) => message.state === "failed")}
                waiting={outbox.get(waId)?.at(-1)?.text ?? null}
                now={now}
                compact={height === COMPACT}
                onFocus={setActive}
                onOpen={open}
              />
            </li>
          );
        })}
      </ul>
      <Suspense>{asked && <asked.Dialog waId={asked.waId} onClose={() => setAsked(null)} />}</Suspense>
    </div>
  );
}

interface RowProps {
  entry: ChatEntry;
  selected: boolean;
  tabbable: boolean;
  draft: string;
  failed: boolean;
  waiting: string | null;
  now: number;
  compact: boolean;
  onFocus: (waId: string) => void;
  onOpen: (waId: string) => void;
}

const Row = memo(function Row({
  entry,
  selected,
  tabbable,
  draft,
  failed,
  waiting,
  now,
  compact,
  onFocus,
  onOpen,
}: RowProps) {
  const t = useTexts();
  const language = useLanguage();
  const { chat, unread } = entry;
  const labels = useView((view) => view.labels);
  const assignee = useView((view) => view.colleagues.find((person) => person.id === chat.assignee));
  const marks = useMemo(() => labelsOf(chat, labels), [chat, labels]);
  const last = chat.lastMessage;
  const name = displayName(chat);
  const own = last?.type === "outgoing";
  const time = last ? listTime(language, t, last.timestamp, now) : "";
  const preview = waiting ?? last?.text ?? "";
  return (
    <button
      type="button"
      className={css.row}
      data-chat={chat.wa_id}
      data-selected={selected}
      data-unread={unread > 0}
      data-compact={compact}
      aria-current={selected ? "true" : undefined}
      tabIndex={tabbable ? 0 : -1}
      onFocus={() => onFocus(chat.wa_id)}
      onClick={() => onOpen(chat.wa_id)}
    >
      <span className={css.face}>
        <Avatar id={chat.wa_id} name={name} size={compact ? 36 : 44} />
        {chat.is_online && <span className={css.dot} title={t.online} />}
      </span>
      <span className={css.rowText}>
        <span className={css.rowHead}>
          <span className={css.rowName} dir="auto">
            {name}
          </span>
          {chat.pinned && <Mark icon="pushpin" label={t.pinned} />}
          {chat.muted && <Mark icon="mute" label={t.muted} />}
          {chat.state === "snoozed" && <Mark icon="clock" label={t.states.snoozed} />}
          {chat.state === "done" && <Mark icon="done" label={t.states.done} />}
          <time dateTime={last?.timestamp}>{time}</time>
        </span>
        <span className={css.rowFoot}>
          <span className={css.preview}>
            {draft !== "" ? (
              <>
                <em>{t.draft}</em> <span dir="auto">{calm(draft.slice(0, 120))}</span>
              </>
            ) : (
              <>
                {waiting !== null ? (
                  <Ticks state={failed ? "failed" : "waiting"} />
                ) : (
                  own && last && last.message_type !== "note" && <Ticks state={last.delivery} />
                )}
                <span dir="auto">{calm(preview.slice(0, 120).replace(/\s+/g, " "))}</span>
              </>
            )}
          </span>
          {marks.length > 0 && (
            <span className={css.dots} title={marks.map((label) => label.name).join(", ")}>
              {marks.slice(0, MOST_DOTS).map((label) => (
                <LabelDot key={label.id} label={label} />
              ))}
              <span className={common.hidden}>{marks.map((label) => label.name).join(", ")}</span>
            </span>
          )}
          {assignee && (
            <span className={css.assignee} title={t.assignedTo(plainName(assignee.name))}>
              <Avatar id={assignee.id} name={assignee.name} size={20} />
              <span className={common.hidden}>{t.assignedTo(plainName(assignee.name))}</span>
            </span>
          )}
          {failed && (
            <span className={css.badge} data-failed="true">
              {t.notSent}
            </span>
          )}
          {unread > 0 && (
            <span className={css.badge}>
              <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
              <span className={common.hidden}>{t.unread(unread)}</span>
            </span>
          )}
        </span>
      </span>
    </button>
  );
});

function Mark({ icon, label }: { icon: IconName; label: string }) {
  return (
    <span className={css.mark} role="img" aria-label={label} title={label}>
      <Icon name={icon} size={15} />
    </span>
  );
}
