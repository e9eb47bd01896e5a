import { useEffect, useState } from "react";
import { useTexts } from "../text/texts";
import common from "./common.module.css";

let say: ((text: string) => void) | null = null;
let alarm: ((text: string) => void) | null = null;

/** Makes screen readers announce a text when they are idle. */
export function announce(text: string): void {
  say?.(text);
}

/** Makes screen readers announce a failure immediately. */
export function announceFailure(text: string): void {
  alarm?.(text);
}

const WINDOW_MS = 5_000;
const MOST = 3;

/** The live regions of the page. If more than three texts come within five seconds, only their number is announced. */
export function Announcer() {
  const t = useTexts();
  const [text, setText] = useState("");
  const [urgent, setUrgent] = useState("");
  useEffect(() => {
    const times: number[] = [];
    say = (sentence) => {
      const now = Date.now();
      times.push(now);
      while ((times[0] as number) < now - WINDOW_MS) times.shift();
      const next = times.length > MOST ? t.newMessages(times.length) : sentence;
      // Repeated words count as a change only with another, invisible character.
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
