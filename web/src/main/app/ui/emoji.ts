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

export type EmojiGroup = keyof typeof GROUPS;

export const EMOJI = (Object.keys(GROUPS) as EmojiGroup[]).map((name) => ({ name, emoji: GROUPS[name].split(" ") }));
