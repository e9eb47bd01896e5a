import { useEffect, useState } from "react";
import { useTexts } from "../text/texts";
import common from "./common.module.css";

let say: ((text: string, message: boolean) => void) | null = null;
let alarm: ((text: string) => void) | null = null;

/**
 * Makes screen readers announce a text when they are idle.
 *
 * @param message whether it is a message that arrived
 */
export function announce(text: string, message = false): void {
  say?.(text, message);
}

/** Makes screen readers announce a failure immediately. */
export function announceFailure(text: string): void {
  alarm?.(text);
}

const WINDOW_MS = 5_000;
const MOST = 3;

/** The live regions of the page. If more than three messages come within five seconds, only their number is announced. */
export function Announcer() {
  const t = useTexts();
  const [text, setText] = useState("");
  const [urgent, setUrgent] = useState("");
  useEffect(() => {
    const times: number[] = [];
    say = (sentence, message) => {
      const now = Date.now();
      if (message) times.push(now);
      while ((times[0] ?? now) < now - WINDOW_MS) times.shift();
      const next = message && times.length > MOST ? t.newMessages(times.length) : sentence;
      // Screen readers read a text only if it changes: a repeated text gets one more, invisible character.
      setText((before) => (before === next ? `${next}\u00A0` : next));
    };
    alarm = setUrgent;
    return () => {
      say = null;
      alarm = null;
    };
  }, [t]);
  return (
    <>
      <div className={common.hidden} role="status" aria-live="polite">
        {text}
      </div>
      <div className={common.hidden} role="alert">
        {urgent}
      </div>
    </>
  );
}
