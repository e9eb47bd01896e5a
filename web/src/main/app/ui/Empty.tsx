import { useState } from "react";
import { Link } from "wouter";
import { type ApiError, BASE, change } from "../api/http";
import type { Samples } from "../api/types";
import { usePageTexts } from "../text/texts";
import { copy } from "./browser";
import common from "./common.module.css";
import { useClient, useView } from "./context";
import { Icon } from "./Icon";
import layout from "./layout.module.css";
import { Mark } from "./Mark";
import css from "./pages.module.css";
import { startSamples } from "./samples";
import { useLoaded } from "./settings/useLoaded";
import { toast } from "./Toasts";

/** Says what to do first, while there are no chats at all. */
export function EmptyStore() {
  const client = useClient();
  const t = usePageTexts();
  const samples = useLoaded<Samples>("api/samples");
  const [busy, setBusy] = useState(false);
  const offered = samples.value?.available === true && client.mayManage;
  const fill = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      await change("POST", "api/samples");
      await startSamples();
      await client.list.load();
    } catch (failure) {
      toast((failure as ApiError).message);
      setBusy(false);
    }
  };
  return (
    <div className={css.empty} data-empty="true">
      <h2>{t.emptyTitle}</h2>
      <p>{t.emptyIntro}</p>
      {offered && (
        <>
          <h3>{t.emptySeed}</h3>
          <p>{t.emptySeedHint}</p>
          <button type="button" className={common.primary} aria-disabled={busy} onClick={() => void fill()}>
            {t.fillWithSamples}
          </button>
        </>
      )}
      <h3>{t.emptyWebhook}</h3>
      <p>{t.emptyWebhookHint}</p>
      <Copyable text={`${location.origin}${BASE}webhook`} />
      {client.mayManage && (
        <Link href="/settings/status" className={common.link}>
          {t.checkSetup}
        </Link>
      )}
      <h3>{t.emptySimulator}</h3>
      <p>{t.emptySimulatorHint}</p>
      <Copyable text="./parley simulate --with-server" />
      {client.user === null && (
        <>
          <h3>{t.emptyAccounts}</h3>
          <p>{t.emptyAccountsHint}</p>
          <Copyable text="./parley setup-link" />
        </>
      )}
    </div>
  );
}

/** A text to copy with one click. */
export function Copyable({ text }: { text: string }) {
  const t = usePageTexts();
  const [done, setDone] = useState(false);
  return (
    <span className={css.copyable} data-copy="true">
      <code dir="ltr">{text}</code>
      <button
        type="button"
        className={common.iconButton}
        aria-label={`${done ? t.copied : t.copy}: ${text}`}
        title={done ? t.copied : t.copy}
        onClick={() => {
          void copy(text).then(setDone);
          setTimeout(() => setDone(false), 2_000);
        }}
      >
        <Icon name={done ? "check" : "copy"} size={18} />
      </button>
    </span>
  );
}

/** Stands in place of a chat while none is open. */
export function NoChat() {
  const t = usePageTexts();
  // If there are no chats at all, the list says what to do first.
  const empty = useView((view) => view.listed && view.data.order.length === 0);
  if (empty) {
    return (
      <div className={layout.noChat}>
        <Mark size={64} />
      </div>
    );
  }
  return (
    <div className={layout.noChat}>
      <Mark size={64} />
      <h2>{t.pickTitle}</h2>
      <dl>
        <div>
          <dt>
            <kbd>Ctrl</kbd> <kbd>K</kbd>
          </dt>
          <dd>{t.keyGoTo}</dd>
        </div>
        <div>
          <dt>
            <kbd>Alt</kbd> <kbd>↓</kbd>
          </dt>
          <dd>{t.keyNext}</dd>
        </div>
        <div>
          <dt>
            <kbd>Ctrl</kbd> <kbd>/</kbd>
          </dt>
          <dd>{t.keyHelp}</dd>
        </div>
      </dl>
    </div>
  );
}
