import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { number } from "../lib/numbers";
import { dayName, dayNumber } from "../lib/time";
import type { Outgoing } from "../state/database";
import type { Conversation } from "../state/model";
import { useLanguage, useTexts } from "../text/texts";
import { AnchoredList, type Place } from "./AnchoredList";
import { authorOf, Bubble, type BubbleActions } from "./Bubble";
import { useClient, useMemory, useNow } from "./context";
import { Icon } from "./Icon";
import { toast } from "./Toasts";
import css from "./transcript.module.css";
import { firstUnread, quotedOf, type Row, timeOf, together } from "./transcriptRows";
import { useFailures } from "./useFailures";
import { useReading } from "./useReading";
import { WaitingBubble } from "./WaitingBubble";

/** The number of rows that are drawn first when a chat is opened: a full window. Others follow in the next frame. */
const opening = (): number => Math.ceil(innerHeight / 36);
/** `FIRST`: the rows before the one that is jumped to. `STEP`: how many are added at a time. `MOST`: the maximum. */
const FIRST = 60;
const STEP = 50;
const MOST = 200;
/** How many rows are drawn above the row at which a chat is opened, for example the first unread one. */
const ABOVE = 5;
const FLASH_MS = 1_500;

interface TranscriptProps {
  waId: string;
  name: string;
  conversation: Conversation;
  waiting: readonly Outgoing[];
  mayWrite: boolean;
  /** The number of unread messages when the chat was opened. */
  unread: number;
  /** A message to jump to; another object for each jump. */
  target: { id: string; wish: number } | null;
  actions: Omit<BubbleActions, "focus">;
  /** Called with a function that scrolls to the end. */
  onReady: (toEnd: () => void) => void;
}

/** The messages of a chat: of those in memory, a window of rows is in the page. */
export function Transcript(props: TranscriptProps) {
  const { waId, name, conversation, waiting, mayWrite, target, onReady } = props;
  const client = useClient();
  const memory = useMemory();
  const t = useTexts();
  const language = useLanguage();
  const now = useNow(60_000);
  const list = useRef<AnchoredList>(null);
  const { items } = conversation;

  const [unreadCount] = useState(props.unread);
  const [unreadId] = useState(() => firstUnread(items, unreadCount));
  const [start] = useState((): Place => {
    const left = memory.place(waId);
    if (unreadId) return { following: false, id: unreadId, top: 96 };
    return left && !left.following && items.some((message) => message.id === left.id) ? left : { following: true };
  });
  // The window goes from the row `from` to the row `to`; null: to the end.
  const [window_, setWindow] = useState<{ from: string | null; to: string | null }>(() => {
    const id = start.following ? null : start.id;
    const at = id ? items.findIndex((message) => message.id === id) : items.length;
    const from = Math.max(0, Math.min(at - ABOVE, items.length - opening()));
    return { from: items[from]?.id ?? null, to: items[at + opening()]?.id ?? null };
  });
  const [following, setFollowing] = useState(start.following);
  const [missed, setMissed] = useState(0);
  const [active, setActive] = useState<string | null>(null);
  const [flashed, setFlashed] = useState<string | null>(null);
  /** The message that was jumped to last; a new object for each jump. */
  const [reached, setReached] = useState<{ id: string } | null>(null);

  const known = useMemo(() => new Set(items.map((message) => message.id)), [items]);
  const local = useMemo(() => waiting.filter((message) => !known.has(message.id)), [waiting, known]);
  const fromAt =
    window_.from === null
      ? 0
      : Math.max(
          0,
          items.findIndex((message) => message.id === window_.from),
        );
  const toAt =
    window_.to === null ? items.length : items.findIndex((message) => message.id === window_.to) + 1 || items.length;
  const shown = items.slice(fromAt, toAt);
  const rows: Row[] = [
    ...shown.map((message): Row => ({ kind: "message", message })),
    ...(toAt === items.length ? local.map((message): Row => ({ kind: "waiting", message })) : []),
  ];

  // --- The window ----------------------------------------------------------------------------------

  const nearStart = useCallback((): void => {
    if (fromAt > 0) {
      const next = Math.max(0, fromAt - STEP);
      // Rows at the other end are removed only while the reader is far from them.
      const to = toAt - next > MOST ? (items[next + MOST - 1]?.id ?? null) : window_.to;
      setWindow({ from: next === 0 && conversation.older === null ? null : (items[next]?.id ?? null), to });
    } else if (conversation.older) {
      void client.loadOlder(waId);
    }
  }, [client, waId, items, fromAt, toAt, window_.to, conversation.older]);

  const nearEnd = useCallback((): void => {
    if (toAt < items.length) {
      const next = Math.min(items.length, toAt + STEP);
      const from = next - fromAt > MOST ? (items[next - MOST]?.id ?? null) : window_.from;
      setWindow({ from, to: next === items.length ? null : (items[next - 1]?.id ?? null) });
    } else if (!conversation.atEnd) {
      void client.loadNewer(waId);
    }
  }, [client, waId, items, fromAt, toAt, window_.from, conversation.atEnd]);

  // If the reader follows the end, new rows there replace the oldest; otherwise new rows wait until the reader scrolls
  // down.
  useEffect(() => {
    if (window_.to !== null || items.length - fromAt <= MOST) return;
    if (following) setWindow({ from: items[items.length - FIRST]?.id ?? null, to: null });
    else setWindow({ from: window_.from, to: items[fromAt + MOST - 1]?.id ?? null });
  }, [following, window_, items, fromAt]);

  // Without this, a chat that stays open for days would grow without a limit.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each new message
  useEffect(() => {
    if (following) client.trim(waId);
  }, [client, waId, following, items]);

  const toEnd = useCallback((): void => {
    setMissed(0);
    if (!conversation.atEnd) void client.reloadEnd(waId);
    setWindow({ from: items[Math.max(0, items.length - FIRST)]?.id ?? null, to: null });
    setFollowing(true);
    list.current?.follow();
  }, [client, waId, items, conversation.atEnd]);

  useEffect(() => onReady(toEnd), [onReady, toEnd]);

  // --- Messages that arrive while the reader is further up --------------------------------------------

  const newest = items.at(-1);
  const last = useRef(newest);
  const wasAtEnd = useRef(conversation.atEnd);
  useEffect(() => {
    const before = last.current;
    const whole = wasAtEnd.current && conversation.atEnd;
    last.current = newest;
    wasAtEnd.current = conversation.atEnd;
    // Messages that are loaded after a jump are not new.
    if (!whole || !newest || !before || following || newest.id === before.id || newest.type !== "incoming") return;
    // Several may have come in one frame.
    const at = items.findIndex((message) => message.id === before.id);
    const arrived = items.slice(at + 1).filter((message) => message.type === "incoming").length;
    setMissed((count) => count + arrived);
  }, [newest, items, following, conversation.atEnd]);

  const lastWaiting = local.at(-1)?.id;
  const lastWaitingSeen = useRef(lastWaiting);
  useLayoutEffect(() => {
    if (lastWaiting && lastWaiting !== lastWaitingSeen.current) toEnd(); // one's own message scrolls to the end
    lastWaitingSeen.current = lastWaiting;
  }, [lastWaiting, toEnd]);

  // --- Jumps -----------------------------------------------------------------------------------------

  const jump = useCallback(
    async (id: string): Promise<void> => {
      const isHere = await client.reach(waId, id);
      if (!isHere) return toast(t.messageMissing);
      const all = client.store.getState().data.conversations.get(waId)?.items ?? [];
      const at = all.findIndex((message) => message.id === id || message.meta_msg_id === id);
      const found = all[at];
      if (!found) return;
      const to = at + STEP < all.length ? (all[at + STEP]?.id ?? null) : null;
      setWindow({ from: all[Math.max(0, at - FIRST)]?.id ?? null, to });
      setFollowing(false);
      setActive(found.id);
      setReached({ id: found.id });
    },
    [client, waId, t],
  );

  // Scrolls when the row is drawn: earlier, the list would follow its end; a frame later, it would load more rows.
  useLayoutEffect(() => {
    if (!reached) return;
    list.current?.show(reached.id, 0.4);
    rowOf(list.current, reached.id)?.querySelector<HTMLElement>("article")?.focus({ preventScroll: true });
    setFlashed(reached.id);
    const timer = setTimeout(() => setFlashed(null), FLASH_MS);
    return () => clearTimeout(timer);
  }, [reached]);

  const wish = useRef(-1);
  useEffect(() => {
    if (target && target.wish !== wish.current) {
      wish.current = target.wish;
      void jump(target.id);
    }
  }, [target, jump]);

  const look = useReading(waId, items, list);
  useFailures(items, waiting);

  // When the user leaves the chat, its place is kept.
  useLayoutEffect(() => {
    const current = list.current;
    return () => {
      if (current) memory.leave(waId, current.place);
    };
  }, [memory, waId]);

  // --- Keys ------------------------------------------------------------------------------------------

  const move = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const inside = event.target as HTMLElement;
    const article = inside.closest("article");
    if (event.key === "Escape" && article && inside !== article) {
      event.stopPropagation();
      article.focus();
      return;
    }
    if (inside !== article) return;
    const at = rows.findIndex((row) => row.message.id === active);
    const steps: Record<string, number> = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 };
    const row = rows[steps[event.key] ?? -1];
    if (!row) return;
    event.preventDefault();
    list.current?.reveal(row.message.id);
    rowOf(list.current, row.message.id)?.querySelector<HTMLElement>("article")?.focus({ preventScroll: true });
  };

  const focus = useCallback((id: string): void => setActive(id), []);
  const { actions: given } = props;
  const actions = useMemo(
    (): BubbleActions => ({ ...given, jump: (id) => void jump(id), focus }),
    [given, jump, focus],
  );
  const tabbable = rows.some((row) => row.message.id === active) ? active : rows.at(-1)?.message.id;

  return (
    <section className={css.transcript} aria-label={t.messagesWith(name)} data-part="messages">
      <AnchoredList
        ref={list}
        className={css.viewport}
        start={start}
        whole={conversation.atEnd && toAt === items.length}
        onNearStart={nearStart}
        onNearEnd={nearEnd}
        onFollowing={(next) => {
          setFollowing(next);
          if (next) setMissed(0);
        }}
        onMoved={look}
        onKeyDown={move}
      >
        {fromAt === 0 && conversation.older === null && rows.length > 0 && (
          <p className={css.beginning}>{t.beginning}</p>
        )}
        {rows.length === 0 && conversation.older === null && <p className={css.beginning}>{t.noMessages}</p>}
        <ol role="list">
          {rows.map((row, index) => {
            const time = timeOf(row);
            const before = rows[index - 1];
            const after = rows[index + 1];
            const newDay = !before || dayNumber(timeOf(before)) !== dayNumber(time);
            const isUnread = row.message.id === unreadId;
            const first = newDay || isUnread || !before || !together(before, row);
            const lastOfGroup = !after || dayNumber(timeOf(after)) !== dayNumber(time) || !together(row, after);
            const { id } = row.message;
            const quoted = quotedOf(row, items, (message) => authorOf(t, message));
            return (
              <li key={id}>
                {newDay && (
                  <h3 className={css.day}>
                    <span>{dayName(language, t, time, now)}</span>
                  </h3>
                )}
                {isUnread && (
                  <div className={css.unreadLine} role="separator" aria-label={t.newMessages(unreadCount)}>
                    <span>{t.newMessages(unreadCount)}</span>
                  </div>
                )}
                <div data-row={id} className={css.row} data-first={first}>
                  {row.kind === "message" ? (
                    <Bubble
                      message={row.message}
                      quoted={quoted}
                      first={first}
                      last={lastOfGroup}
                      tabbable={tabbable === id}
                      flashed={flashed === id}
                      mayWrite={mayWrite}
                      actions={actions}
                    />
                  ) : (
                    <WaitingBubble
                      message={row.message}
                      quoted={quoted}
                      first={first}
                      last={lastOfGroup}
                      tabbable={tabbable === id}
                      actions={actions}
                    />
                  )}
                </div>
              </li>
            );
          })}
        </ol>
      </AnchoredList>
      {(!following || !conversation.atEnd) && (
        <button
          type="button"
          className={css.toLatest}
          onClick={toEnd}
          aria-label={missed > 0 ? t.newMessages(missed) : t.toLatest}
        >
          <Icon name="down" />
          {missed > 0 && <span>{number(language, missed)}</span>}
        </button>
      )}
    </section>
  );
}

function rowOf(list: AnchoredList | null, id: string): HTMLElement | null {
  return list?.element?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null;
}
