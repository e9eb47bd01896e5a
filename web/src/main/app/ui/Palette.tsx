import { Fragment, type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useRoute } from "wouter";
import { get } from "../api/http";
import type { SearchAnswer } from "../api/types";
import { calm } from "../lib/hostile";
import { changeSettings, settingsStore } from "../lib/settings";
import { listTime } from "../lib/time";
import { useLanguage, usePageTexts } from "../text/texts";
import { Avatar } from "./Avatar";
import { chatAddress, decoded, displayName } from "./chats";
import common from "./common.module.css";
import { useClient, useDeferredData, useMemory } from "./context";
import { Icon, type IconName } from "./Icon";
import { changeNotifications } from "./notifications";
import css from "./pages.module.css";
import palette from "./palette.module.css";
import { toast } from "./Toasts";

interface Choice {
  key: string;
  group: string;
  icon?: IconName;
  waId?: string;
  label: string;
  snippet?: [string, boolean][];
  note?: string;
  act: () => void;
}

const MOST_CHATS = 8;
const PAUSE_MS = 200;
const ONE_PANE = matchMedia("(max-width: 599px)");
const NOTHING: SearchAnswer = { messages: [], contacts: [], total: 0, total_exact: true };

/** The choices that match the text typed after Ctrl K. */
export function Palette({
  id,
  query,
  keys,
  early,
  onChosen,
  onClose,
  onSignOut,
}: {
  id: string;
  query: string;
  /** The palette puts its handler for the field's key events here. */
  keys: RefObject<((event: KeyboardEvent) => void) | null>;
  /** Whether Enter was pressed before there was anything to choose. */
  early: RefObject<boolean>;
  /** Called with the id of the chosen element. */
  onChosen: (id: string | undefined) => void;
  onClose: () => void;
  onSignOut: () => void;
}) {
  const client = useClient();
  const t = usePageTexts();
  const language = useLanguage();
  const [, go] = useLocation();
  const [at, setAt] = useState(0);
  const [found, setFound] = useState<SearchAnswer>(NOTHING);
  // Whether an answer of the server is still awaited. Until it arrives, the page must not say that
  // nothing was found.
  const [asking, setAsking] = useState(false);
  const [within, setWithin] = useState(false);
  const [inChat, chatParams] = useRoute("/c/:waId/*?");
  const openChat = inChat ? decoded(chatParams?.waId ?? "") : null;
  const data = useDeferredData();
  const memory = useMemory();
  const list = useRef<HTMLDivElement>(null);

  // A server without search answers 404; then only chats are found.
  useEffect(() => {
    setFound(NOTHING);
    setAt(0);
    const asks = query.trim().length > 1 && !query.startsWith(">");
    setAsking(asks);
    if (!asks) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const chat = within && openChat ? `&wa_id=${encodeURIComponent(openChat)}` : "";
      get<SearchAnswer>(`api/search?limit=20&q=${encodeURIComponent(query.trim())}${chat}`, stop.signal)
        .then((answer) => setFound({ ...NOTHING, ...answer }))
        .catch(() => {})
        .finally(() => {
          if (!stop.signal.aborted) setAsking(false);
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query, within, openChat]);

  const choices = useMemo((): Choice[] => {
    if (query.startsWith(">")) {
      const wanted = query.slice(1).trim().toLocaleLowerCase();
      const dark = document.documentElement.dataset.theme === "dark";
      const commands: Choice[] = [
        {
          key: "theme",
          group: t.commands,
          icon: "moon",
          label: t.switchTheme,
          act: () => changeSettings({ theme: dark ? "light" : "dark" }),
        },
        {
          key: "notify",
          group: t.commands,
          icon: "bell",
          label: t.notifications,
          act: () => void changeNotifications(!settingsStore.getState().notify, t),
        },
        {
          key: "unread",
          group: t.commands,
          icon: "funnel",
          label: memory.filter.getState().who === "unread" ? t.showAll : t.showUnread,
          act: () => {
            memory.toggleUnread();
            // The list may not be visible here.
            if (!openChat || ONE_PANE.matches) go("/");
          },
        },
        ...(openChat && client.mayWrite
          ? [
              {
                key: "mute",
                group: t.commands,
                icon: "mute" as const,
                label: data.chats.get(openChat)?.chat.muted ? t.unmute : t.mute,
                act: () =>
                  void client.team
                    .update(openChat, { muted: !data.chats.get(openChat)?.chat.muted })
                    .catch((failure: Error) => toast(failure.message)),
              },
            ]
          : []),
        { key: "settings", group: t.commands, icon: "gear", label: t.openSettings, act: () => go("/settings") },
        ...(client.user
          ? [{ key: "out", group: t.commands, icon: "out" as const, label: t.signOut, act: onSignOut }]
          : []),
      ];
      return commands.filter((command) => command.label.toLocaleLowerCase().includes(wanted));
    }
    const wanted = query.trim().toLocaleLowerCase();
    const digits = wanted.replace(/\D/g, "");
    const chats: Choice[] = [];
    for (const waId of within ? [] : data.order) {
      const entry = data.chats.get(waId);
      if (!entry) continue;
      const name = displayName(entry.chat);
      const fits =
        wanted === "" || name.toLocaleLowerCase().includes(wanted) || (digits.length > 1 && waId.includes(digits));
      if (fits)
        chats.push({ key: waId, group: t.chats, waId, label: name, note: waId, act: () => go(chatAddress(waId)) });
      if (chats.length === MOST_CHATS) break;
    }
    // People whose chats are not in memory.
    const listed = new Set(chats.map((chat) => chat.waId));
    for (const contact of found.contacts) {
      if (within || listed.has(contact.wa_id)) continue;
      const label = displayName(contact);
      const act = (): void => go(chatAddress(contact.wa_id));
      chats.push({ key: contact.wa_id, group: t.chats, waId: contact.wa_id, label, note: contact.wa_id, act });
    }
    const messages = found.messages.map(({ message, snippet }): Choice => {
      const entry = data.chats.get(message.wa_id);
      return {
        key: message.id,
        group: t.messages,
        waId: message.wa_id,
        label: entry ? displayName(entry.chat) : message.wa_id,
        snippet,
        note: listTime(language, t, message.timestamp, Date.now()),
        act: () => go(`${chatAddress(message.wa_id)}/m/${encodeURIComponent(message.id)}`),
      };
    });
    return [...chats, ...messages];
  }, [query, data, found, within, openChat, t, language, go, client, memory, onSignOut]);

  const chosen = Math.min(at, choices.length - 1);
  const act = (choice: Choice | undefined): void => {
    if (!choice) return;
    onClose();
    choice.act();
  };
  const pressed = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = (chosen + step + choices.length) % Math.max(1, choices.length);
      setAt(next);
      list.current?.querySelector(`[data-at="${next}"]`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      // A user who presses Enter before the answer arrives wants the first result.
      if (choices.length === 0 && asking) early.current = true;
      else act(choices[chosen]);
    }
  };
  useEffect(() => {
    keys.current = pressed;
    onChosen(choices[chosen] ? `${id}-${chosen}` : undefined);
    if (!early.current || (choices.length === 0 && asking)) return;
    early.current = false;
    act(choices[chosen]);
  });
  useEffect(
    () => () => {
      keys.current = null;
    },
    [keys],
  );

  const opened = openChat ? data.chats.get(openChat)?.chat : undefined;
  return (
    <>
      {opened && !query.startsWith(">") && (
        <label className={css.check}>
          <input
            type="checkbox"
            checked={within}
            onChange={(event) => {
              setWithin(event.target.checked);
              event.target.closest("dialog")?.querySelector<HTMLElement>("[role=combobox]")?.focus();
            }}
          />
          <bdi>{t.inThisChat(displayName(opened))}</bdi>
        </label>
      )}
      <div ref={list} id={id} role="listbox" aria-label={t.search} className={palette.results}>
        {choices.map((choice, index) => (
          <Fragment key={choice.key}>
            {choices[index - 1]?.group !== choice.group && (
              <p role="presentation" className={palette.resultGroup}>
                {choice.group}
              </p>
            )}
            <div
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              data-at={index}
              className={palette.result}
              onPointerMove={() => setAt(index)}
              onClick={() => act(choice)}
              onKeyDown={() => {}}
            >
              {choice.waId ? (
                <Avatar id={choice.waId} name={choice.label} size={32} />
              ) : (
                choice.icon && <Icon name={choice.icon} />
              )}
              <span>
                <bdi>{choice.label}</bdi>
                {choice.snippet && (
                  <small dir="auto">
                    {choice.snippet.map(([text, hit], part) =>
                      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
                      hit ? <mark key={part}>{calm(text)}</mark> : <span key={part}>{calm(text)}</span>,
                    )}
                  </small>
                )}
              </span>
              {choice.note && <small>{choice.note}</small>}
            </div>
          </Fragment>
        ))}
      </div>
      <p className={choices.length === 0 ? css.hint : common.hidden} role="status">
        {choices.length === 0 && (asking ? t.searching : t.noResults)}
      </p>
      {found.total > found.messages.length && (
        <p className={css.hint}>{t.moreFound(found.messages.length, found.total, found.total_exact)}</p>
      )}
      {found.indexing !== undefined && <p className={css.hint}>{t.indexing(Math.round(found.indexing * 100))}</p>}
    </>
  );
}
