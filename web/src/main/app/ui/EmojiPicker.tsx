import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { settingsStore } from "../lib/settings";
import { useLanguage, usePageTexts } from "../text/texts";
import common from "./common.module.css";
import { Dialog } from "./Dialog";
import { EMOJI } from "./emoji";
import css from "./emoji.module.css";
import { type EmojiWords, emojiFor, loadEmojiWords } from "./emojiSearch";
import { Icon } from "./Icon";
import pages from "./pages.module.css";

const COLUMNS = 8;

// Loaded together with the picker, so that the search works offline.
void loadEmojiWords(settingsStore.getState().language).catch(() => {});

/** A dialog to choose an emoji: arrows move, Enter chooses, letters start a search. */
export function EmojiPicker({ onPick, onClose }: { onPick: (emoji: string) => void; onClose: () => void }) {
  const t = usePageTexts();
  const language = useLanguage();
  const [query, setQuery] = useState("");
  const [words, setWords] = useState<EmojiWords | null>(null);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    loadEmojiWords(language)
      .then(setWords)
      .catch(() => {}); // Offline, the whole list is shown.
  }, [language]);
  const groups = useMemo(() => {
    if (query.trim() === "" || !words) return EMOJI;
    const found = emojiFor(query, words);
    return EMOJI.map(({ name, emoji }) => ({ name, emoji: emoji.filter((it) => found.has(it)) })).filter(
      ({ emoji }) => emoji.length > 0,
    );
  }, [query, words]);
  const choose = (emoji: string | undefined): void => {
    if (!emoji) return;
    onClose();
    onPick(emoji);
  };
  const buttons = (): HTMLElement[] => [...(grid.current?.querySelectorAll("button") ?? [])];

  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A letter starts a search: the field gets it.
    if (event.key.length === 1 && event.key !== " ") return field.current?.focus();
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const step =
      event.key === "ArrowDown"
        ? COLUMNS
        : event.key === "ArrowUp"
          ? -COLUMNS
          : event.key === "ArrowLeft" || event.key === "ArrowRight"
            ? event.key === forward
              ? 1
              : -1
            : 0;
    const all = buttons();
    const next = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : step === 0 ? -1 : at + step;
    const target = next < 0 && event.key === "ArrowUp" ? field.current : all[next];
    if (!target) return;
    event.preventDefault();
    target.focus();
  };
  let count = 0;
  return (
    <Dialog title={t.emoji} onClose={onClose}>
      <label className={common.searchField}>
        <Icon name="search" size={18} />
        <input
          ref={field}
          type="search"
          dir="auto"
          value={query}
          aria-label={t.searchEmoji}
          placeholder={t.searchEmoji}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Enter") choose(groups[0]?.emoji[0]);
            else if (event.key === "ArrowDown") buttons()[0]?.focus();
            else return;
            event.preventDefault();
          }}
        />
      </label>
      <div ref={grid} className={css.emoji} onKeyDown={keys}>
        {groups.length === 0 && <p className={pages.hint}>{t.noResults}</p>}
        {groups.map(({ name, emoji }) => (
          <section key={name} aria-label={t.emojiGroups[name]}>
            <h3>{t.emojiGroups[name]}</h3>
            <div>
              {emoji.map((it) => {
                const own = count++;
                return (
                  <button
                    key={it}
                    type="button"
                    tabIndex={own === at ? 0 : -1}
                    data-first={own === 0 || undefined}
                    onFocus={() => setAt(own)}
                    onClick={() => choose(it)}
                  >
                    {it}
                  </button>
                );
              })}
            </div>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
