import { useState } from "react";
import { useLocation } from "wouter";
import { usePageTexts } from "../text/texts";
import { chatAddress } from "./chats";
import common from "./common.module.css";
import { Dialog } from "./Dialog";
import { focusBox } from "./focus";
import css from "./pages.module.css";
import { Complaint } from "./SignIn";

/** A dialog that opens the chat of a number, even if that number has never written. */
export function NewChat({ onClose }: { onClose: () => void }) {
  const t = usePageTexts();
  const [, go] = useLocation();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  return (
    <Dialog title={t.newChat} onClose={onClose}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          const digits = text.replace(/[\s().+-]/g, "");
          if (!/^\d{5,15}$/.test(digits)) {
            setWrong(true);
            return;
          }
          onClose();
          go(chatAddress(digits));
          requestAnimationFrame(focusBox);
        }}
      >
        <label>
          {t.phoneNumber}
          <input
            type="tel"
            dir="ltr"
            value={text}
            placeholder="+1 555 010 0042"
            onChange={(event) => {
              setText(event.target.value);
              setWrong(false);
            }}
          />
        </label>
        {wrong && <Complaint text={t.phoneWrong} />}
        <p className={css.hint}>{t.newChatHint}</p>
        <div className={css.formEnd}>
          <button type="submit" className={common.primary}>
            {t.startChat}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
