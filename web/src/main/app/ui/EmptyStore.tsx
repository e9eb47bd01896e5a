import { useState } from "react";
import { Link } from "wouter";
import { BASE } from "../api/http";
import { useTexts } from "../text/texts";
import common from "./common.module.css";
import { useClient } from "./context";
import { Icon } from "./Icon";
import css from "./list.module.css";

/** Nothing has ever been written: what to do first. */
export function EmptyStore() {
  const client = useClient();
  const t = useTexts();
  return (
    <div className={css.empty}>
      <h2>{t.emptyTitle}</h2>
      <p>{t.emptyIntro}</p>
      <h3>{t.emptyWebhook}</h3>
      <p>{t.emptyWebhookHint}</p>
      <Copyable text={`${location.origin}${BASE}webhook`} />
      {client.mayManage && (
        <Link href="/settings/status" className={common.link}>
          {t.checkSetup}
        </Link>
      )}
      <h3>{t.emptySeed}</h3>
      <p>{t.emptySeedHint}</p>
      <Copyable text="./parley seed" />
      <h3>{t.emptySimulator}</h3>
      <p>{t.emptySimulatorHint}</p>
      <Copyable text="./parley simulate --with-server" />
    </div>
  );
}

/** A text to copy with one click. */
export function Copyable({ text }: { text: string }) {
  const t = useTexts();
  const [done, setDone] = useState(false);
  return (
    <span className={common.copyable}>
      <code dir="ltr">{text}</code>
      <button
        type="button"
        className={common.iconButton}
        aria-label={done ? t.copied : t.copy}
        title={done ? t.copied : t.copy}
        onClick={() => {
          void navigator.clipboard?.writeText(text).then(() => setDone(true));
          setTimeout(() => setDone(false), 2_000);
        }}
      >
        <Icon name={done ? "check" : "copy"} size={18} />
      </button>
    </span>
  );
}
