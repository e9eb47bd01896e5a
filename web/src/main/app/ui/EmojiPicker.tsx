import { type KeyboardEvent, useRef, useState } from "react";
import { usePageTexts } from "../text/texts";
import { Dialog } from "./Dialog";
import css from "./emoji.module.css";

/** What is used most, by subject. Every system draws these; the rest comes from the system's own keyboard. */
const GROUPS = {
  faces:
    "😀 😃 😄 😁 😆 😅 😂 🤣 😊 😇 🙂 🙃 😉 😌 😍 🥰 😘 😋 😜 🤪 🤗 🤔 🤨 😐 😏 😒 🙄 😬 😴 😷 🤒 🥳 😎 🤓 😕 😟 🙁 😮 😲 😳 🥺 😢 😭 😱 😤 😡 🤯 🥵 🥶 😈",
  hands: "👍 👎 👌 🤌 ✌️ 🤞 🤟 🤙 👈 👉 👆 👇 ☝️ ✋ 👋 👏 🙌 🤝 🙏 💪 ✍️ 👀 🧠 👶 🧑 👩 👨 🧓 🙋 🤷 🤦 💁 🙇 👪",
  hearts: "❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💕 💯 💥 💤 ✨ ⭐ 🌟 🔥 🎉 🎊 🎁 🎂 🏆 🥇 ✅ ❌ ❗ ❓ ⚠️ 🚫 ♻️",
  nature: "🐶 🐱 🐭 🐰 🦊 🐻 🐼 🐯 🦁 🐮 🐷 🐸 🐔 🐧 🦉 🐝 🦋 🐢 🐟 🌸 🌹 🌻 🌳 🌵 🍀 🍁 ☀️ ⛅ 🌧️ ⛈️ ❄️ 🌈 🌙 🌍",
  food: "🍎 🍌 🍇 🍓 🍒 🍑 🥑 🍅 🥕 🌽 🥔 🥐 🍞 🧀 🥚 🍳 🥓 🍔 🍟 🍕 🥪 🌮 🥗 🍝 🍜 🍣 🍦 🍩 🍪 🍰 🍫 ☕ 🍵 🍷 🍺 🥂",
  things:
    "🚗 🚕 🚌 🚲 🚆 ✈️ 🚀 ⛵ 🏠 🏢 🏥 🏪 ⏰ ⌛ 📅 📍 📞 📱 💻 🖨️ 📷 🔋 💡 🔑 🔒 🛠️ 🧰 📦 📄 📎 ✏️ 📧 💬 💰 💳 🧾 🛒 👕 👟 🎵 ⚽",
} as const;

type Group = keyof typeof GROUPS;

const COLUMNS = 8;
const LISTS = (Object.keys(GROUPS) as Group[]).map((name) => ({ name, emoji: GROUPS[name].split(" ") }));

/** Chooses an emoji. Arrows move, Enter takes it. */
export function EmojiPicker({ onPick, onClose }: { onPick: (emoji: string) => void; onClose: () => void }) {
  const t = usePageTexts();
  const [at, setAt] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const keys = (event: KeyboardEvent): void => {
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const step =
      event.key === "ArrowDown"
        ? COLUMNS
        : event.key === "ArrowUp"
          ? -COLUMNS
          : event.key === "ArrowLeft" || event.key === "ArrowRight"
            ? event.key === forward
              ? 1
              : -1
            : 0;
    const buttons = [...(grid.current?.querySelectorAll("button") ?? [])];
    const next = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : step === 0 ? -1 : at + step;
    const button = buttons[next];
    if (!button) return;
    event.preventDefault();
    setAt(next);
    button.focus();
  };
  let count = 0;
  return (
    <Dialog title={t.emoji} onClose={onClose}>
      <div ref={grid} className={css.emoji} onKeyDown={keys}>
        {LISTS.map(({ name, emoji }) => (
          <section key={name} aria-label={t.emojiGroups[name]}>
            <h3>{t.emojiGroups[name]}</h3>
            <div>
              {emoji.map((it) => {
                const own = count++;
                return (
                  <button
                    key={it}
                    type="button"
                    tabIndex={own === at ? 0 : -1}
                    data-first={own === 0}
                    onFocus={() => setAt(own)}
                    onClick={() => {
                      onClose();
                      onPick(it);
                    }}
                  >
                    {it}
                  </button>
                );
              })}
            </div>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
