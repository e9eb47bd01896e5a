import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "wouter";
import { usePageTexts } from "../../text/texts";
import { useClient, useMedia } from "../context";
import { Icon, type IconName } from "../Icon";
import css from "../settings.module.css";
import { Account } from "./Account";
import { General } from "./General";
import { Hooks } from "./Hooks";
import { Keys } from "./Keys";
import { Labels } from "./Labels";
import { Replies } from "./Replies";
import { Status } from "./Status";
import { Templates } from "./Templates";
import { Users } from "./Users";

/** The settings: a list of pages, and the chosen page beside it; a small window shows only one of the two. */
export function SettingsPage({
  page,
  home,
  onSignOut,
}: {
  page: string | null;
  /** The address to which the settings lead back. */
  home: string;
  onSignOut: () => void;
}) {
  const client = useClient();
  const t = usePageTexts();
  const signedIn = client.user !== null;
  const pages: { name: string; label: string; icon: IconName; body: ReactNode }[] = [
    { name: "general", label: t.general, icon: "gear", body: <General /> },
    { name: "account", label: t.account, icon: "person", body: <Account onSignOut={onSignOut} /> },
    { name: "replies", label: t.replies, icon: "bolt", body: <Replies /> },
    { name: "labels", label: t.labels, icon: "tag", body: <Labels /> },
    { name: "templates", label: t.templates, icon: "template", body: <Templates /> },
    ...(client.mayManage ? [{ name: "users", label: t.users, icon: "people" as const, body: <Users /> }] : []),
    ...(signedIn ? [{ name: "keys", label: t.keys, icon: "key" as const, body: <Keys /> }] : []),
    ...(client.mayManage ? [{ name: "hooks", label: t.hooks, icon: "webhook" as const, body: <Hooks /> }] : []),
    ...(client.mayManage ? [{ name: "status", label: t.statusPage, icon: "pulse" as const, body: <Status /> }] : []),
  ];
  const chosen = pages.find((it) => it.name === page) ?? (page === null ? null : pages[0]);
  // A small window without a page shows the list alone, and nothing in it is chosen.
  const onePane = useMedia("(max-width: 599px)");
  const shown = chosen ?? (onePane ? undefined : pages[0]);
  // A user who came by a command or a link continues with the keyboard from the page that is shown.
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) {
      list.current?.querySelector<HTMLElement>("[aria-current]")?.focus();
    }
  }, []);
  return (
    <div
      className={css.settings}
      data-settings="true"
      data-page={page !== null}
      onKeyDown={(event) => {
        // These keys open the choices of a field, and do not go to another chat.
        if (event.altKey && event.target instanceof HTMLSelectElement) event.stopPropagation();
      }}
    >
      <nav className={css.settingsNav} aria-label={t.settings} data-part="pages">
        <header>
          <Link href={home} className={css.backLink} aria-label={t.back} title={t.back}>
            <Icon name="back" />
          </Link>
          <h1>{t.settings}</h1>
        </header>
        <ul ref={list} role="list">
          {pages.map((it) => (
            <li key={it.name}>
              <Link href={`/settings/${it.name}`} aria-current={it === shown ? "page" : undefined}>
                <Icon name={it.icon} />
                {it.label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main className={css.settingsBody}>
        <header>
          <Link href="/settings" className={css.backLink} aria-label={t.back} title={t.back}>
            <Icon name="back" />
          </Link>
          <h2>{shown?.label}</h2>
        </header>
        <div data-part="page">{shown?.body}</div>
      </main>
    </div>
  );
}
