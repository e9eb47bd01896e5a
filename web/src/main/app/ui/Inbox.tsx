import { Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useLocation, useRoute } from "wouter";
import { changeSettings, settingsStore } from "../lib/settings";
import { useLanguage, useTexts } from "../text/texts";
import { Announcer } from "./Announcer";
import { Banner } from "./Banner";
import { ChatList } from "./ChatList";
import { ChatPane } from "./ChatPane";
import { chatAddress, decoded } from "./chats";
import common from "./common.module.css";
import { useClient, useMedia, useSettings, useView } from "./context";
import { Dialog } from "./Dialog";
import { keepFocus } from "./focus";
import { Guard } from "./Guard";
import { Icon } from "./Icon";
import css from "./layout.module.css";
import { Details, Help, loadLater, NewChat, NoChat, Rail, SettingsPage, SignInAgain, Viewer } from "./lazy";
import { Mark } from "./Mark";
import { Menu, type MenuItem } from "./Menu";
import { Notifier } from "./Notifier";
import { PaletteDialog } from "./PaletteDialog";
import { Resizer } from "./Resizer";
import { partOf } from "./shortcuts";
import { Toasts, toast } from "./Toasts";
import { type Overlay, useInboxKeys } from "./useInboxKeys";
import { useSheet } from "./useSheet";
import { onView } from "./viewing";

/** The page after the sign-in: list, chat and details, or the settings. */
export function Inbox({ onSignOut, onSignedIn }: { onSignOut: () => void; onSignedIn: () => void }) {
  const client = useClient();
  const t = useTexts();
  const language = useLanguage();
  const [, go] = useLocation();
  const [inChat, chatParams] = useRoute("/c/:waId/*?");
  const [atMessage, messageParams] = useRoute("/c/:waId/m/:id");
  const [inSettings, settingsParams] = useRoute("/settings/*?");
  const waId = inChat ? decoded(chatParams?.waId ?? "") : null;
  const messageId = atMessage ? decoded(messageParams?.id ?? "") : null;
  const wide = useMedia("(min-width: 1024px)");
  const railed = useMedia("(min-width: 1440px)");
  const detailsWanted = useSettings((settings) => settings.detailsOpen);
  const [sheet, toggleSheet, closeSheet] = useSheet();
  /** The address to which the settings lead back. */
  const home = useRef("/");
  if (!inSettings) home.current = waId === null ? "/" : chatAddress(waId);
  const detailsOpen = waId !== null && (wide ? detailsWanted : sheet);
  const listWidth = useSettings((settings) => settings.listWidth);
  const link = useView((view) => view.link);
  const [samples, setSamples] = useState<MenuItem | null>(null);
  const [viewed, setViewed] = useState<{ waId: string; id: string } | null>(null);
  const [overlay, setOverlay] = useState<Overlay | null>(null);

  const toggleDetails = useCallback((): void => {
    if (wide) changeSettings({ detailsOpen: !settingsStore.getState().detailsOpen });
    else toggleSheet();
    // If the focus is in the details when they are closed, it moves back.
    if (document.activeElement?.closest("[data-part=details]")) {
      document.querySelector<HTMLElement>("[data-opens=details]")?.focus();
    }
  }, [wide, toggleSheet]);

  const leave = useCallback((): void => {
    if (client.empty || confirm(t.signOutAsk)) onSignOut();
  }, [client, t, onSignOut]);

  useEffect(loadLater, []);
  useEffect(keepFocus, []);
  useEffect(() => {
    onView(setViewed);
    return () => onView(null);
  }, []);

  useEffect(() => {
    closeSheet();
    if (waId === null) client.close();
  }, [waId, client, closeSheet]);

  // The open chat was erased, became part of another one, or this user must not see it any more.
  useEffect(
    () =>
      client.onDeparture((gone, to) => {
        if (gone !== waId) return;
        go(to ? chatAddress(to) : "/", { replace: true });
        if (!to) toast(t.chatGone);
      }),
    [client, waId, go, t],
  );

  useInboxKeys(waId, inSettings ? home.current : null, setOverlay);

  const lookForSamples = (): void => {
    if (client.mayManage) {
      import("./samples")
        .then(({ samplesItem }) => samplesItem(language))
        .then(setSamples)
        .catch(() => {});
    }
  };
  const menu: MenuItem[] = [
    { label: t.settings, icon: "gear", act: () => go("/settings/general") },
    ...(client.mayManage ? [{ label: t.statusPage, icon: "pulse" as const, act: () => go("/settings/status") }] : []),
    ...(samples ? [samples] : []),
    { label: t.keyboard, icon: "keyboard", act: () => setOverlay("help") },
    ...(client.user ? [{ label: t.signOut, icon: "out" as const, act: leave }] : []),
  ];

  return (
    <>
      <Notifier selected={waId} />
      <Announcer />
      <button
        type="button"
        className={`${common.primary} ${css.skip}`}
        data-skip="true"
        onClick={() => (partOf("composer") ?? partOf("list") ?? partOf("page"))?.focus()}
      >
        {t.skip}
      </button>
      <div className={css.frame}>
        <Banner />
        <div className={css.columns}>
          {railed && (
            <div className={css.rail}>
              <Guard>
                <Suspense>
                  <Rail items={menu} atChats={!inSettings} onShown={lookForSamples} />
                </Suspense>
              </Guard>
            </div>
          )}
          {inSettings ? (
            <Guard onClose={() => go("/")}>
              <Suspense>
                <SettingsPage page={settingsParams?.["*"] || null} home={home.current} onSignOut={leave} />
              </Suspense>
            </Guard>
          ) : (
            <div
              className={css.inbox}
              data-chat={waId !== null}
              data-details={detailsOpen}
              style={{ "--list-width": `${listWidth}px` } as React.CSSProperties}
            >
              <nav className={css.list} aria-label={t.chats} data-part="list">
                <header className={css.listHead}>
                  {!railed && <Mark size={28} />}
                  <h1>{t.chats}</h1>
                  <button
                    type="button"
                    className={common.iconButton}
                    aria-label={t.search}
                    title={`${t.search} (Ctrl K)`}
                    onClick={() => setOverlay("palette")}
                  >
                    <Icon name="search" />
                  </button>
                  {!railed && <Menu label={t.menu} items={menu} onOpen={lookForSamples} />}
                </header>
                <ChatList selected={waId} onNew={() => setOverlay("new")} />
                <Resizer label={t.listWidth} />
              </nav>
              <main className={css.main}>
                {waId !== null ? (
                  // Nothing that was begun in one chat, such as a dialog, continues in another.
                  <ChatPane
                    key={waId}
                    waId={waId}
                    messageId={messageId}
                    detailsOpen={detailsOpen}
                    onDetails={toggleDetails}
                    onBack={() => (history.state?.fromList ? history.back() : go("/", { replace: true }))}
                  />
                ) : (
                  <Suspense>
                    <NoChat />
                  </Suspense>
                )}
              </main>
              {detailsOpen && waId !== null && (
                <Guard onClose={toggleDetails}>
                  <Suspense>
                    <Details waId={waId} onClose={toggleDetails} />
                  </Suspense>
                </Guard>
              )}
            </div>
          )}
        </div>
      </div>
      {overlay && (
        <Guard key={overlay} onClose={() => setOverlay(null)}>
          <Suspense>
            {overlay === "palette" && (
              <PaletteDialog onClose={() => setOverlay(null)} onHelp={() => setOverlay("help")} onSignOut={leave} />
            )}
            {overlay === "help" && <Help onClose={() => setOverlay(null)} />}
            {overlay === "new" && <NewChat onClose={() => setOverlay(null)} />}
          </Suspense>
        </Guard>
      )}
      {viewed && (
        <Guard onClose={() => setViewed(null)}>
          <Suspense>
            <Viewer shown={viewed} onClose={() => setViewed(null)} />
          </Suspense>
        </Guard>
      )}
      <Toasts />
      {link === "signedOut" && (
        <Dialog title={t.signedOut} onClose={() => {}} closable={false}>
          <Suspense>
            <SignInAgain onSignedIn={onSignedIn} />
          </Suspense>
        </Dialog>
      )}
    </>
  );
}
