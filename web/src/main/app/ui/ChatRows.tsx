import { type KeyboardEvent, Suspense, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { Chat, ChatChange } from "../api/types";
import type { ChatEntry } from "../state/model";
import { placeOf } from "../state/order";
import type { Shards } from "../state/shards";
import { useTexts } from "../text/texts";
import { ChatRow } from "./ChatRow";
import { chatAddress, displayName } from "./chats";
import { useClient, useMemory, useNow, useSettings, useView } from "./context";
import { focusBox } from "./focus";
import { LabelsDialog, SnoozeDialog } from "./lazy";
import css from "./list.module.css";
import { RowMotion } from "./rowMotion";
import { keyOf } from "./shortcuts";
import { toast } from "./Toasts";
import { toggledState } from "./team";

const ROOMY = 72;
const COMPACT = 56;
const SPARE_ROWS = 6;
/** A letter that follows another one within this time belongs to the same name. */
const NAME_MS = 1_000;

/** The rows of the list. Only those in view, and the one with the focus, are in the page. All have the same height. */
export function ChatRows({
  ids,
  chats,
  selected,
  onNearEnd,
}: {
  /** The ids of the chats, in the order of the list. */
  ids: readonly string[];
  /** The chats of `ids`, among others. */
  chats: Shards<ChatEntry>;
  selected: string | null;
  onNearEnd: () => void;
}) {
  const client = useClient();
  const memory = useMemory();
  const t = useTexts();
  const [, go] = useLocation();
  const [asked, setAsked] = useState<{ Dialog: typeof SnoozeDialog; waId: string } | null>(null);
  const [motion] = useState(() => new RowMotion(ids));
  const animated = motion.animates(ids, performance.now());
  const height = useSettings((settings) => (settings.density === "compact" ? COMPACT : ROOMY));
  const viewport = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ from: 0, to: 20 });
  const [active, setActive] = useState<string | null>(null);
  const drafts = useView((view) => view.drafts);
  const outbox = useView((view) => view.outbox);
  const now = useNow(60_000);
  const wantFocus = useRef<string | null>(null);
  const typed = useRef({ letters: "", until: 0 });
  const open = useCallback(
    (id: string): void => {
      void client.open(id); // before anything is drawn
      go(chatAddress(id), { state: { fromList: true } });
      // A user who opens a chat wants to answer.
      requestAnimationFrame(focusBox);
    },
    [client, go],
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
  // If the active row disappears, the row that follows it takes its place.
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
    // If the user has moved the focus elsewhere meanwhile, for example to the message box, it stays there.
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

  /** Moves the focus to a row. */
  const moveTo = (at: number): void => {
    const id = ids[at];
    if (!id) return;
    wantFocus.current = id;
    setActive(id);
    show(at);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new choice scrolls
  useEffect(() => {
    if (selectedAt < 0) return;
    show(selectedAt);
    // Keys of the list act on the open chat until the user moves to another row.
    setActive(selected);
    if (viewport.current?.contains(document.activeElement)) wantFocus.current = selected;
  }, [selected]);

  /** Letters that do something with the chat that has the focus. */
  const act = (event: KeyboardEvent, chat: Chat): boolean => {
    if (!client.mayWrite || chat.state === undefined) return false;
    const update = (changes: ChatChange, said: string): void => {
      client.team
        .update(chat.wa_id, changes)
        .then(() => toast(said))
        .catch((failure: Error) => toast(failure.message));
    };
    const { user } = client;
    const mine = chat.assignee === user?.id;
    const key = keyOf(event);
    if (key === "x") update(toggledState(chat), chat.state === "open" ? t.chatClosed : t.chatOpened);
    else if (key === "s") setAsked({ Dialog: SnoozeDialog, waId: chat.wa_id });
    else if (key === "l") setAsked({ Dialog: LabelsDialog, waId: chat.wa_id });
    else if (key === "p") update({ pinned: !chat.pinned }, chat.pinned ? t.unpinned : t.pinned);
    else if (key === "m") update({ muted: !chat.muted }, chat.muted ? t.unmuted : t.muted);
    else if (key === "a") {
      // Without accounts there is nobody to assign to. The key must not move to another chat then.
      if (user) update({ assignee: mine ? null : "me" }, mine ? t.assignedToNobody : t.assignedTo(user.name));
    } else return false;
    event.preventDefault();
    return true;
  };

  const keys = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = focusAt;
    const page = Math.max(1, Math.floor((viewport.current?.clientHeight ?? height) / height) - 1);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: ids.length - 1,
      PageDown: Math.min(ids.length - 1, at + page),
      PageUp: Math.max(0, at - page),
    };
    const next = steps[event.key];
    if (next !== undefined) {
      event.preventDefault();
      return moveTo(next);
    }
    // A letter within a name does nothing else.
    const naming = event.timeStamp < typed.current.until;
    if (!naming) {
      if (keyOf(event) === "u") return memory.toggleUnread();
      const current = focusable ? chats.get(focusable)?.chat : undefined;
      if (current && act(event, current)) return;
    }
    // Any other letter goes to the next chat whose name begins with it, or with it and the letters before.
    if (event.key.length === 1 && /\p{L}|\p{N}/u.test(event.key)) {
      const letter = event.key.toLocaleLowerCase();
      const letters = (naming ? typed.current.letters : "") + letter;
      typed.current = { letters, until: event.timeStamp + NAME_MS };
      // The same letter again goes further.
      const further = letters === letter.repeat(letters.length);
      for (let step = further ? 1 : 0; step <= ids.length; step++) {
        const place = (at + step) % ids.length;
        const entry = chats.get(ids[place] as string);
        const name = entry && displayName(entry.chat).toLocaleLowerCase();
        if (name?.startsWith(further ? letter : letters)) return moveTo(place);
      }
    }
  };

  return (
    <div ref={viewport} className={css.viewport} onScroll={measure} onKeyDown={keys}>
      <ul
        role="list"
        className={css.rows}
        data-animated={animated}
        aria-label={t.chats}
        style={{ blockSize: ids.length * height }}
      >
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
              <ChatRow
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
