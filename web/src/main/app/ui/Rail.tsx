import { useEffect } from "react";
import { Link } from "wouter";
import { badge } from "../lib/numbers";
import { useLanguage, useTexts } from "../text/texts";
import { useView } from "./context";
import { Icon } from "./Icon";
import { Mark } from "./Mark";
import type { MenuItem } from "./Menu";
import css from "./rail.module.css";

/** The main menu of a wide window: a column of icons that is always visible. */
export function Rail({
  items,
  atChats,
  onShown,
}: {
  items: readonly MenuItem[];
  /** Whether the chats are shown, and not the settings. */
  atChats: boolean;
  onShown: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const unread = useView((view) => view.data.unread);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => onShown(), []);
  return (
    <nav className={css.rail} aria-label={t.menu}>
      <Mark size={32} />
      <Link href="/" title={t.chats} aria-label={t.chats} aria-current={atChats ? "page" : undefined}>
        <Icon name="chat" />
        {unread > 0 && <span aria-hidden="true">{badge(language, unread)}</span>}
      </Link>
      {items.map((item) => (
        <button key={item.label} type="button" title={item.label} aria-label={item.label} onClick={item.act}>
          {item.icon && <Icon name={item.icon} />}
        </button>
      ))}
    </nav>
  );
}
