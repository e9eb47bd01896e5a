import { memo } from "react";
import { hue, initials } from "../lib/hostile";
import css from "./common.module.css";

/** Initials in a colour that belongs to the chat. The Content-Security-Policy forbids pictures of other servers. */
export const Avatar = memo(function Avatar({ id, name, size = 44 }: { id: string; name: string; size?: number }) {
  return (
    <span
      className={css.avatar}
      data-hue={hue(id)}
      style={{ inlineSize: size, blockSize: size, fontSize: size * 0.36 }}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
});
