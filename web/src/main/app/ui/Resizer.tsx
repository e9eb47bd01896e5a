import type { KeyboardEvent, PointerEvent } from "react";
import { changeSettings, LIST_WIDTH } from "../lib/settings";
import { useSettings } from "./context";
import css from "./layout.module.css";

const KEY_STEP = 16;

/** The edge between list and chat, which the user can drag, or move with the arrow keys. */
export function Resizer({ label }: { label: string }) {
  const width = useSettings((settings) => settings.listWidth);
  const set = (next: number): void =>
    changeSettings({ listWidth: Math.round(Math.min(LIST_WIDTH.most, Math.max(LIST_WIDTH.least, next))) });
  const rtl = (): boolean => document.documentElement.dir === "rtl";
  const drag = (event: PointerEvent): void => {
    const list = event.currentTarget.parentElement?.getBoundingClientRect();
    if (list && event.currentTarget.hasPointerCapture(event.pointerId)) {
      set(rtl() ? list.right - event.clientX : event.clientX - list.left);
    }
  };
  return (
    <div
      className={css.resizer}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuemin={LIST_WIDTH.least}
      aria-valuemax={LIST_WIDTH.most}
      aria-valuenow={width}
      tabIndex={0}
      onKeyDown={(event: KeyboardEvent) => {
        const right = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (right !== 0) {
          event.preventDefault();
          set(width + right * (rtl() ? -1 : 1) * KEY_STEP);
        }
      }}
      onDoubleClick={() => set(LIST_WIDTH.usual)}
      onPointerDown={(event: PointerEvent) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    />
  );
}
