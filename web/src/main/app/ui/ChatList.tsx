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
import type { Chat } from "../api/types";
import { calm, phoneText, plainName } from "../lib/hostile";
import { listTime } from "../lib/time";
import type { ChatEntry } from "../state/model";
import { useLanguage, useTexts } from "../text/texts";
import { Avatar } from "./Avatar";
import common from "./common.module.css";
import { useClient, useNow, useSettings, useView } from "./context";
import { Icon } from "./Icon";
import { EmptyStore } from "./lazy";
import css from "./list.module.css";
import { Problem } from "./Problem";
import { Ticks } from "./Ticks";

export type Filter = "all" | "unread" | "mine" | "unassigned";

const ROOMY = 72;
const COMPACT = 56;
const SPARE_ROWS = 6;
const SKELETON_AFTER_MS = 300;

/** The address of a chat's page. */
export const chatAddress = (waId: string): string => `/c/${encodeURIComponent(waId)}`;

export function displayName(chat: Chat): string {
  const name = plainName(chat.name);
  return name === "" || name === chat.wa_id || name === `Contact ${chat.wa_id}`
    ? phoneText(chat.wa_id.replace(/@.*/, ""))
    : name;
}

function assigneeId(chat: Chat): string | null {
  if (!chat.assignee) return null;
  return typeof chat.assignee === "string" ? chat.assignee : chat.assignee.id;
}

function matches(chat: Chat, query: string): boolean {
  if (query === "") return true;
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
  const [filter, setFilter] = useState<Filter>("all");
  const data = useView((view) => view.data);
  const listed = useView((view) => view.listed);
  const listError = useView((view) => view.listError);
  const more = useView((view) => view.more);
  const teamwork = useMemo(
    () => [...data.chats.values()].some((entry) => entry.chat.assignee !== undefined),
    [data.chats],
  );
  const shown = useMemo(() => {
    if (query === "" && filter === "all") return data.order;
    return data.order.filter((waId) => {
      const entry = data.chats.get(waId) as ChatEntry;
      const fits =
        filter === "all" ||
        (filter === "unread" && (entry.unread > 0 || waId === selected)) ||
        (filter === "mine" && assigneeId(entry.chat) === client.user?.id) ||
        (filter === "unassigned" && assigneeId(entry.chat) === null);
      return fits && matches(entry.chat, query);
    });
  }, [data, query, filter, selected, client]);

  // What is not in memory is asked of the server, shortly after the last key.
  useEffect(() => {
    if (!more || (query === "" && filter === "all")) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const wanted = `${query === "" ? "" : `&q=${encodeURIComponent(query)}`}${filter === "unread" ? "&unread=true" : ""}`;
      client.find(wanted, stop.signal).catch(() => {});
    }, 250);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, query, filter, more]);

  const filters: Filter[] = teamwork ? ["all", "unread", "mine", "unassigned"] : ["all", "unread"];
  const label = { all: t.filterAll, unread: t.filterUnread, mine: t.filterMine, unassigned: t.filterUnassigned };
  return (
    <>
      <div className={css.tools}>
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
        <div className={css.filters} role="group" aria-label={t.chats}>
          {filters.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={filter === name}
              data-filter={name}
              onClick={() => setFilter(name)}
            >
              {label[name]}
            </button>
          ))}
          <button type="button" className={css.newChat} aria-label={t.newChat} title={t.newChat} onClick={onNew}>
            <Icon name="plus" size={18} />
          </button>
        </div>
      </div>
      {listError && !listed ? (
        <Problem title={t.listFailed} error={listError} onRetry={() => void client.loadList()} />
      ) : !listed ? (
        <Skeleton label={t.loadingChats} />
      ) : data.order.length === 0 ? (
        <Suspense>
          <EmptyStore />
        </Suspense>
      ) : shown.length === 0 ? (
        <div className={css.none}>
          <p>{query !== "" ? t.noMatches(query) : filter === "unread" ? t.noUnread : t.noneOfFilter}</p>
          <button
            type="button"
            className={common.quiet}
            onClick={() => {
              setQuery("");
              setFilter("all");
            }}
          >
            {t.showAll}
          </button>
        </div>
      ) : (
        <Rows ids={shown} selected={selected} onNearEnd={() => void client.loadMore().catch(() => {})} />
      )}
    </>
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
  const t = useTexts();
  const [, go] = useLocation();
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
    // A letter goes to the next chat whose name begins with it.
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
                  <Ticks state="waiting" />
                ) : (
                  own && last && last.message_type !== "note" && <Ticks state={last.delivery} />
                )}
                <span dir="auto">{calm(preview.slice(0, 120).replace(/\s+/g, " "))}</span>
              </>
            )}
          </span>
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
