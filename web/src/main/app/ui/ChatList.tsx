import {
  type KeyboardEvent,
  memo,
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useLocation } from "wouter";
import type { Chat, ChatChange, ChatState } from "../api/types";
import { calm, plainName } from "../lib/hostile";
import { listTime } from "../lib/time";
import type { ChatEntry } from "../state/model";
import { useLanguage, useTexts } from "../text/texts";
import { announce } from "./Announcer";
import { Avatar } from "./Avatar";
import { chatAddress, displayName } from "./chats";
import common from "./common.module.css";
import { useClient, useNow, useSettings, useView } from "./context";
import { Icon, type IconName } from "./Icon";
import { LabelChip, LabelDot } from "./LabelMark";
import { EmptyStore, SnoozeDialog } from "./lazy";
import css from "./list.module.css";
import { Menu, type MenuItem } from "./Menu";
import { Problem } from "./Problem";
import { Ticks } from "./Ticks";
import { toast } from "./Toasts";
import { labelsOf, toggledState } from "./team";

const ROOMY = 72;
const COMPACT = 56;
const SPARE_ROWS = 6;
const SKELETON_AFTER_MS = 300;
const MOST_DOTS = 3;

type Who = "all" | "unread" | "mine" | "unassigned";
type State = ChatState | "any";

/** Which chats the list shows. */
interface Filter {
  who: Who;
  state: State;
  /** The id of a label. */
  label: string | null;
}

const USUAL: Filter = { who: "all", state: "open", label: null };

function isUsual(filter: Filter): boolean {
  return filter.who === "all" && filter.state === "open" && filter.label === null;
}

function fits(chat: Chat, unread: number, filter: Filter, me: string | undefined): boolean {
  return (
    (filter.state === "any" || (chat.state ?? "open") === filter.state) &&
    (filter.label === null || (chat.labels ?? []).includes(filter.label)) &&
    (filter.who === "all" ||
      (filter.who === "unread" && unread > 0) ||
      (filter.who === "mine" && chat.assignee === me) ||
      (filter.who === "unassigned" && !chat.assignee))
  );
}

/** The same for `GET /api/chats`. */
function parameters(filter: Filter, query: string): string {
  return [
    query === "" ? "" : `&q=${encodeURIComponent(query)}`,
    filter.state === "any" || query !== "" ? "" : `&state=${filter.state}`,
    filter.label === null ? "" : `&label=${encodeURIComponent(filter.label)}`,
    { all: "", unread: "&unread=true", mine: "&assignee=me", unassigned: "&assignee=none" }[filter.who],
  ].join("");
}

function matches(chat: Chat, query: string): boolean {
  const wanted = query.toLocaleLowerCase();
  const digits = wanted.replace(/\D/g, "");
  return (
    displayName(chat).toLocaleLowerCase().includes(wanted) ||
    (digits.length >= 2 && (chat.wa_id.includes(digits) || (chat.phone ?? "").replace(/\D/g, "").includes(digits)))
  );
}

export function ChatList({ selected, onNew }: { selected: string | null; onNew: () => void }) {
  const client = useClient();
  const t = useTexts();
  const [query, setQuery] = useState("");
  const [filter, setFilter] = useState<Filter>(USUAL);
  // A long list takes a while; keys and the chat go before it.
  const data = useDeferredValue(useView((view) => view.data));
  const there = useView((view) => view.data.order.length > 0);
  const listed = useView((view) => view.listed);
  const listError = useView((view) => view.listError);
  const more = useView((view) => view.more);
  const labels = useView((view) => view.labels);
  const me = client.user?.id;
  const shown = useMemo(
    () =>
      data.order.filter((waId) => {
        const entry = data.chats.get(waId) as ChatEntry;
        // Who looks for a name means all chats; the one that is open stays until it is left.
        if (query !== "")
          return matches(entry.chat, query) && fits(entry.chat, entry.unread, { ...filter, state: "any" }, me);
        return waId === selected || fits(entry.chat, entry.unread, filter, me);
      }),
    [data, query, filter, selected, me],
  );
  const findMore = useFound(more !== null, isUsual(filter) && query === "" ? null : parameters(filter, query.trim()));
  const nearEnd = useCallback((): void => {
    if (findMore) findMore();
    else void client.loadMore().catch(() => {});
  }, [findMore, client]);
  const clear = (): void => {
    setQuery("");
    setFilter(USUAL);
  };

  const who: Who[] = me ? ["all", "unread", "mine", "unassigned"] : ["all", "unread"];
  const words = { all: t.filterAll, unread: t.filterUnread, mine: t.filterMine, unassigned: t.filterUnassigned };
  const chosenLabel = labels.find((label) => label.id === filter.label);
  const narrower: MenuItem[] = [
    ...(["open", "snoozed", "done", "any"] as const).map((state) => ({
      key: state,
      label: t.states[state],
      checked: filter.state === state,
      act: () => setFilter({ ...filter, state }),
    })),
    ...labels.map((label) => ({
      key: label.id,
      label: label.name,
      checked: filter.label === label.id,
      mark: <LabelDot label={label} />,
      act: () => setFilter({ ...filter, label: filter.label === label.id ? null : label.id }),
    })),
  ];
  return (
    <>
      <div className={css.tools}>
        <div className={css.searchLine}>
          <label className={css.search}>
            <Icon name="search" size={18} />
            <input
              type="search"
              value={query}
              placeholder={t.searchChats}
              aria-label={t.searchChats}
              data-search="chats"
              onChange={(event) => setQuery(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Escape" && query !== "") {
                  event.stopPropagation();
                  setQuery("");
                }
              }}
            />
          </label>
          <Menu label={t.narrow} items={narrower} icon="funnel" onOpen={() => void client.loadTeam().catch(() => {})} />
          <button type="button" className={common.iconButton} aria-label={t.newChat} title={t.newChat} onClick={onNew}>
            <Icon name="plus" />
          </button>
        </div>
        <div className={css.filters} role="group" aria-label={t.chats}>
          {who.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={filter.who === name}
              data-filter={name}
              onClick={() => setFilter({ ...filter, who: name })}
            >
              {words[name]}
            </button>
          ))}
        </div>
        {(filter.state !== "open" || chosenLabel) && (
          <p className={css.narrowed}>
            {filter.state !== "open" && <span>{t.states[filter.state]}</span>}
            {chosenLabel && <LabelChip label={chosenLabel} />}
            <button type="button" className={common.quiet} onClick={() => setFilter({ ...USUAL, who: filter.who })}>
              {t.clear}
            </button>
          </p>
        )}
      </div>
      {listError && !listed ? (
        <Problem title={t.listFailed} error={listError} onRetry={() => void client.loadList()} />
      ) : !listed ? (
        <Skeleton label={t.loadingChats} />
      ) : there && data.order.length === 0 ? null : !there && isUsual(filter) && query === "" ? (
        <Suspense>
          <EmptyStore />
        </Suspense>
      ) : shown.length === 0 ? (
        <div className={css.none}>
          <p>
            {query !== ""
              ? t.noMatches(query)
              : filter.who === "unread"
                ? t.noUnread
                : isUsual(filter)
                  ? t.allDone
                  : t.noneOfFilter}
          </p>
          {isUsual(filter) && query === "" ? (
            <button type="button" className={common.quiet} onClick={() => setFilter({ ...USUAL, state: "any" })}>
              {t.showDone}
            </button>
          ) : (
            <button type="button" className={common.quiet} onClick={clear}>
              {t.showAll}
            </button>
          )}
        </div>
      ) : (
        <Rows ids={shown} selected={selected} onNearEnd={nearEnd} />
      )}
    </>
  );
}

const PAUSE_MS = 250;

/**
 * Asks the server for chats of a filter that are not in memory, shortly after the last key.
 *
 * @param wanted whether there are any
 * @param parameters of `GET /api/chats`; null: there is no filter
 * @returns what loads the next page; null: the whole list is to be loaded
 */
function useFound(wanted: boolean, parameters: string | null): (() => void) | null {
  const client = useClient();
  const next = useRef<string | null>(null);
  const stop = useRef(new AbortController());
  const busy = useRef(false);
  const ask = useCallback(
    async (query: string, path: string | null): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      try {
        next.current = await client.find(query, path, stop.current.signal);
      } catch {
        // Another filter was chosen, or the network is away: what is here is shown.
      } finally {
        busy.current = false;
      }
    },
    [client],
  );
  useEffect(() => {
    if (!wanted || parameters === null) return;
    const current = new AbortController();
    stop.current = current;
    busy.current = false;
    next.current = null;
    const timer = setTimeout(() => void ask(parameters, null), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      current.abort();
    };
  }, [wanted, parameters, ask]);
  return useMemo(
    () =>
      parameters === null
        ? null
        : () => {
            if (next.current !== null) void ask(parameters, next.current);
          },
    [parameters, ask],
  );
}

function Skeleton({ label }: { label: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className={css.skeleton} role="status" aria-label={label}>
      {["a", "b", "c", "d", "e", "f"].map((row) => (
        <span key={row} />
      ))}
    </div>
  );
}

/** Only the rows in view are in the page, and the one with the focus. All have one height. */
function Rows({
  ids,
  selected,
  onNearEnd,
}: {
  ids: readonly string[];
  selected: string | null;
  onNearEnd: () => void;
}) {
  const client = useClient();
  const t = useTexts();
  const [, go] = useLocation();
  const [snoozing, setSnoozing] = useState<string | null>(null);
  const height = useSettings((settings) => (settings.density === "compact" ? COMPACT : ROOMY));
  const viewport = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ from: 0, to: 20 });
  const [active, setActive] = useState<string | null>(null);
  const chats = useView((view) => view.data.chats);
  const drafts = useView((view) => view.drafts);
  const outbox = useView((view) => view.outbox);
  const now = useNow(60_000);
  const wantFocus = useRef<string | null>(null);

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

  const focusable = active && ids.includes(active) ? active : selected && ids.includes(selected) ? selected : ids[0];
  const visible = ids.slice(range.from, range.to);
  const focusAt = focusable ? ids.indexOf(focusable) : -1;
  const mounted = focusable && focusAt >= 0 && !visible.includes(focusable) ? [...visible, focusable] : visible;

  useLayoutEffect(() => {
    if (!wantFocus.current) return;
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
    if (selected) {
      const at = ids.indexOf(selected);
      if (at >= 0) show(at);
    }
  }, [selected]);

  /** Letters that do something with the chat that has the focus. */
  const act = (event: KeyboardEvent, chat: Chat): boolean => {
    if (!client.mayWrite || chat.state === undefined) return false;
    const update = (changes: ChatChange, said: string): void => {
      client
        .update(chat.wa_id, changes)
        .then(() => announce(said))
        .catch((failure: Error) => toast(failure.message));
    };
    const mine = chat.assignee === client.user?.id;
    if (event.key === "x") update(toggledState(chat), chat.state === "open" ? t.chatClosed : t.chatOpened);
    else if (event.key === "s") setSnoozing(chat.wa_id);
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
                onOpen={(id) => go(chatAddress(id))}
              />
            </li>
          );
        })}
      </ul>
      <Suspense>{snoozing && <SnoozeDialog waId={snoozing} onClose={() => setSnoozing(null)} />}</Suspense>
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
          <span className={css.rowName}>
            <bdi>{name}</bdi>
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
