import { useEffect, useRef, useState } from "react";
import { get } from "../api/http";
import type { Health } from "../api/types";
import { useTexts } from "../text/texts";
import { announce } from "./Announcer";
import css from "./common.module.css";
import { useClient, useNow, useView } from "./context";
import { Icon } from "./Icon";

/** A shorter loss of the connection is not shown. */
const PATIENCE_MS = 2_000;
const HEALTH_MS = 60_000;

/** The most urgent thing that the user must know now, in one line. */
export function Banner() {
  const client = useClient();
  const t = useTexts();
  const link = useView((view) => view.link);
  const lostAt = useView((view) => view.lostAt);
  const updated = useView((view) => view.updated);
  const outbox = useView((view) => view.outbox);
  useNow(link === "offline" ? 1_000 : 3_600_000);
  const health = useHealth();
  // The page loads another version by itself when it is hidden and nothing waits to be sent.
  useEffect(() => {
    if (!updated) return;
    const reload = (): void => {
      if (document.hidden && client.idle && !document.querySelector("dialog[open]")) location.reload();
    };
    reload();
    document.addEventListener("visibilitychange", reload);
    return () => document.removeEventListener("visibilitychange", reload);
  }, [client, updated]);
  const lost = link === "offline";
  const wasLost = useRef(false);
  useEffect(() => {
    if (!lost) {
      if (wasLost.current) announce(t.connectedAgain);
      wasLost.current = false;
      return;
    }
    const timer = setTimeout(() => {
      wasLost.current = true;
      announce(navigator.onLine ? t.reconnecting : t.offline);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      void import("./browser").then(({ loadAgain }) => loadAgain());
    };
  }, [lost, t]);
  const waiting = [...outbox.values()].flat().filter((message) => message.state === "waiting").length;

  if (link === "offline" && lostAt !== null && Date.now() - lostAt >= PATIENCE_MS) {
    return (
      <p className={css.banner} data-tone="warn">
        <Icon name="warn" size={18} />
        <span>
          {navigator.onLine ? t.reconnecting : t.offline} {waiting > 0 && t.waiting(waiting)}
        </span>
      </p>
    );
  }
  if (health?.store.status === "disconnected") {
    return (
      <p className={css.banner} data-tone="danger" role="status">
        <Icon name="warn" size={18} />
        <span>{t.storeDown}</span>
      </p>
    );
  }
  if (updated) {
    return (
      <p className={css.banner} role="status">
        <span>{t.updated}</span>
        <button type="button" className={css.link} onClick={() => location.reload()}>
          {t.reload}
        </button>
      </p>
    );
  }
  if (health?.sending?.status === "stopped" && client.mayManage) {
    return (
      <p className={css.banner} data-tone="danger" role="status">
        <Icon name="warn" size={18} />
        <span>
          {t.sendingStopped} {health.sending.advice ?? health.sending.reason}
        </span>
      </p>
    );
  }
  if (health?.anonymous === "all" && client.user === null) {
    return (
      <p className={css.banner} data-tone="warn" role="status">
        <Icon name="warn" size={18} />
        <span>{t.openToAll}</span>
      </p>
    );
  }
  return null;
}

function useHealth(): Health | null {
  const [health, setHealth] = useState<Health | null>(null);
  useEffect(() => {
    let ended = false;
    const ask = (): void => {
      if (document.hidden) return;
      get<Health>("health")
        .then((told) => !ended && setHealth(told))
        .catch(() => {});
    };
    ask();
    const timer = setInterval(ask, HEALTH_MS);
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }, []);
  return health;
}
