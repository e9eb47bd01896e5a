/** The emoji that are used most, by subject. Every system draws these; for others there is the system's keyboard. */
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
