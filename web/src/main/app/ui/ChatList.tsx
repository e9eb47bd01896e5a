import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { Fitting } from "../state/fitting";
import { placeOf } from "../state/order";
import { useTexts } from "../text/texts";
import { ChatRows } from "./ChatRows";
import { fits, isUsual, matches, parameters, USUAL, useFound, type Who } from "./chatFilter";
import common from "./common.module.css";
import { useClient, useDeferredData, useMemory, useView } from "./context";
import { Icon } from "./Icon";
import { LabelChip, LabelDot } from "./LabelMark";
import { EmptyStore } from "./lazy";
import css from "./list.module.css";
import { Menu, type MenuItem } from "./Menu";
import { Problem } from "./Problem";

const SKELETON_AFTER_MS = 300;

export function ChatList({ selected, onNew }: { selected: string | null; onNew: () => void }) {
  const client = useClient();
  const t = useTexts();
  const [query, setQuery] = useState("");
  const { filter: chosen } = useMemory();
  const filter = useStore(chosen);
  const setFilter = chosen.setState;
  const data = useDeferredData();
  const there = useView((view) => view.data.order.length > 0);
  const listed = useView((view) => view.listed);
  const listError = useView((view) => view.listError);
  const more = useView((view) => view.more);
  const labels = useView((view) => view.labels);
  const teams = useView((view) => view.teams);
  const me = client.user?.id;
  const fitting = useMemo(
    () =>
      new Fitting(({ chat, unread }) =>
        // A search for a name covers chats in all states.
        query === ""
          ? fits(chat, unread, filter, me)
          : matches(chat, query) && fits(chat, unread, { ...filter, state: "any" }, me),
      ),
    [query, filter, me],
  );
  const found = useMemo(() => fitting.of(data), [fitting, data]);
  // The open chat stays in the list until the user leaves it, even if it does not fit the filter.
  const kept = query === "" && selected !== null ? data.chats.get(selected)?.chat : undefined;
  const shown = useMemo(() => {
    const at = kept ? placeOf(found, kept, data.chats) : 0;
    return kept && found[at] !== kept.wa_id ? found.toSpliced(at, 0, kept.wa_id) : found;
  }, [found, kept, data]);
  const findMore = useFound(more !== null, isUsual(filter) && query === "" ? null : parameters(filter, query.trim()));
  const nearEnd = useCallback((): void => {
    if (findMore) findMore();
    else void client.list.loadMore().catch(() => {});
  }, [findMore, client]);
  const clear = (): void => {
    setQuery("");
    setFilter(USUAL);
  };

  // The hint about an empty store stays until the first chats are drawn in its place.
  const wasEmpty = useRef(false);
  wasEmpty.current = listed && data.order.length === 0 && (wasEmpty.current || !there);

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
    ...teams.map((team) => ({
      key: `team ${team}`,
      label: t.teamOf(team),
      checked: filter.team === team,
      act: () => setFilter({ ...filter, team: filter.team === team ? null : team }),
    })),
  ];
  return (
    <>
      <div className={css.tools}>
        <div className={css.searchLine}>
          <label className={common.searchField}>
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
                } else if (event.key === "ArrowDown" || (event.key === "Enter" && query !== "")) {
                  // The arrow moves into the list; Enter also opens its first chat.
                  const first = event.currentTarget.closest("nav")?.querySelector<HTMLElement>("[data-chat]");
                  event.preventDefault();
                  first?.focus();
                  if (event.key === "Enter") first?.click();
                }
              }}
            />
          </label>
          <Menu
            label={t.narrow}
            items={narrower}
            icon="funnel"
            onOpen={() => void client.team.load().catch(() => {})}
          />
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
        {(filter.state !== "open" || chosenLabel || filter.team !== null) && (
          <p className={css.narrowed}>
            {filter.state !== "open" && <span>{t.states[filter.state]}</span>}
            {chosenLabel && <LabelChip label={chosenLabel} />}
            {filter.team !== null && <bdi>{t.teamOf(filter.team)}</bdi>}
            <button type="button" className={common.quiet} onClick={() => setFilter({ ...USUAL, who: filter.who })}>
              {t.clear}
            </button>
          </p>
        )}
      </div>
      {listError && !listed ? (
        <Problem title={t.listFailed} error={listError} onRetry={() => void client.list.load()} />
      ) : !listed ? (
        <Skeleton label={t.loadingChats} />
      ) : there && data.order.length === 0 && !wasEmpty.current ? null : data.order.length === 0 &&
        isUsual(filter) &&
        query === "" ? (
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
        <ChatRows ids={shown} chats={data.chats} selected={selected} onNearEnd={nearEnd} />
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
