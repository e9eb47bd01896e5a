// Makes the pictures of the README in docs/images, over the DevTools protocol:
//
//   node web/pictures.mjs http://localhost:5000
//
// Parley has to serve this machine without a sign-in, and its store has to be empty. It needs what the build
// installs for tests (server/target/test-npm), and the Chromium of this machine.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../server/target/test-npm/node_modules/", import.meta.url));
const { chromium } = require("playwright-core");

const url = process.argv[2] ?? "http://localhost:5000";
const path = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ALICE = "1234567890";
const picture = (name) => fileURLToPath(new URL(`../docs/images/${name}.png`, import.meta.url));

async function ask(method, target, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${url}/${target}`, { method, headers, body: JSON.stringify(body ?? {}) });
  if (!answer.ok) throw new Error(`${method} ${target} was answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

await ask("POST", "api/samples");
const chats = await (await fetch(`${url}/api/chats`)).json();
const bob = chats.find((chat) => chat.name === "Bob Smith").wa_id;
const regular = await ask("POST", "api/labels", { name: "Regular", color: "#1b7340" });
const workshop = await ask("POST", "api/labels", { name: "Workshop", color: "#a85d00" });
await ask("PUT", `api/chats/${ALICE}`, { labels: [regular.id], pinned: true });
await ask("PUT", `api/chats/${bob}`, { labels: [workshop.id] });
await ask("POST", `api/chats/${ALICE}/notes`, { text: "Regular customer, pays monthly" });
await ask("POST", "api/send", { wa_id: ALICE, text: "They have left the bakery." });
for (const chat of [ALICE, bob]) await ask("POST", `api/chats/${chat}/read`);
await ask("POST", "webhook", { wa_id: ALICE, name: "Alice Johnson", text: "Wonderful, thank you!" });

// The pictures always show an afternoon, whenever this runs.
const ahead = 15 - new Date().getUTCHours();
const timezoneId = `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
const browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
for (const [name, chat, width] of [
  ["inbox", ALICE, 1200],
  ["inbox-phone", bob, 390],
]) {
  const context = await browser.newContext({ viewport: { width, height: 760 }, locale: "en-GB", timezoneId });
  const page = await context.newPage();
  await page.goto(`${url}/c/${chat}`);
  await page.waitForSelector("article");
  // Without the cursor, and after the visible messages count as read.
  await page.evaluate(() => document.activeElement.blur());
  await page.waitForFunction((id) => document.querySelector(`[data-chat="${id}"]`)?.dataset.unread === "false", chat);
  await page.screenshot({ path: picture(name) });
  await context.close();
}
await browser.close();
