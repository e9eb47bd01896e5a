import type { Delivery, Message } from "../api/types";
import { shortTime } from "../lib/time";
import { useLanguage, useTexts } from "../text/texts";
import css from "./common.module.css";

/** The status of a message, as a shape and a colour. `waiting`: the message is still in this browser. */
export function Ticks({ state, times }: { state: Delivery | "waiting"; times?: Message["status_times"] | undefined }) {
  const t = useTexts();
  const language = useLanguage();
  const label = state === "waiting" ? t.waitingHere : t.status[state];
  const history = (["sent", "delivered", "read", "played", "failed"] as const)
    .filter((name) => times?.[name])
    .map((name) => `${t.status[name]} ${shortTime(language, times?.[name] as string)}`);
  return (
    <span className={css.ticks} data-state={state} role="img" aria-label={label} title={[label, ...history].join("\n")}>
      <svg viewBox="0 0 18 12" width="18" height="12" aria-hidden="true">
        {shape(state)}
      </svg>
    </span>
  );
}

function shape(state: Delivery | "waiting") {
  switch (state) {
    case "waiting":
    case "pending":
    case "held":
      return (
        <>
          <circle cx="11" cy="6" r="4.6" />
          <path d="M11 3.4V6l1.800 1.200" />
        </>
      );
    case "sent":
      return <path d="M5.500 6.300 8.800 9.500 15 2.800" />;
    case "delivered":
      return <path d="M2 6.300 5.300 9.500 11.500 2.800M8.200 8.600l.9.9 6.200-6.700" />;
    case "read":
    case "played":
      return (
        <>
          <rect x=".3" y=".3" width="17.400" height="11.400" rx="5.700" className={css.disc} />
          <path d="M3 6.200 5.600 8.700 10.300 3.600M8 8l.7.7 4.800-5.100" className={css.onDisc} />
        </>
      );
    case "failed":
      return (
        <>
          <path d="M11 1.200 17 11H5z" />
          <path d="M11 4.800v2.700M11 9.200v.01" />
        </>
      );
  }
}
