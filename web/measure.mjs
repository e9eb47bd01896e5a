// Measures the web client in a real Chromium with a running Parley, over the DevTools protocol:
//
//   node web/measure.mjs http://localhost:5000 [CHATS]
//
// Parley has to serve this machine without a sign-in, and its store should be empty: CHATS chats (10,000)
// are written into it first. It needs what the build installs for tests (server/target/test-npm), and the
// Chromium of this machine. Prints one JSON object; docs/benchmarks.md has the results.
import { createRequire } from "node:module";
import { loadavg } from "node:os";

const require = createRequire(new URL("../server/target/test-npm/node_modules/", import.meta.url));
const { chromium } = require("playwright-core");

const url = process.argv[2] ?? "http://localhost:5000";
const chats = Number(process.argv[3] ?? 10_000);
const path = process.env.CHROMIUM ?? "/usr/bin/chromium";
const BATCH = 500;
const KEYS = 200;
/** Messages a second, the duration, and which messages are for the open chat: every fifth. */
const PIXELS = { aSecond: 50, seconds: 60, open: 5 };
/** A row of the list. When there is one, the list is drawn. */
const ROW = "[data-part=list] li [data-chat]";
const address = (chat) => String(15_550_000_000 + chat);

/** Posts messages of customers like WhatsApp. */
async function receive(messages) {
  const value = {
    metadata: { display_phone_number: "15550009999", phone_number_id: "1" },
    contacts: messages.map(({ chat }) => ({ wa_id: address(chat), profile: { name: `Customer ${chat}` } })),
    messages: messages.map(({ chat, text, at }, i) => ({
      id: `wamid.measure.${Date.now()}.${Math.random()}.${i}`,
      from: address(chat),
      timestamp: String(at),
      type: "text",
      text: { body: text },
    })),
  };
  const body = JSON.stringify({ entry: [{ changes: [{ value }] }] });
  const answer = await fetch(`${url}/webhook`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
}

const now = () => Math.floor(Date.now() / 1000);
const rounded = (value) => Math.round(value * 10) / 10;
function percentiles(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share) => rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

async function fill() {
  for (let from = 0; from < chats; from += BATCH) {
    const some = Array.from({ length: Math.min(BATCH, chats - from) }, (_, i) => from + i);
    await receive(some.map((chat) => ({ chat, text: `Question of customer ${chat}`, at: now() - chats + chat })));
  }
  // Sixty chats with a history: these are opened.
  for (let chat = chats - 60; chat < chats; chat++) {
    await receive(Array.from({ length: 60 }, (_, i) => ({ chat, text: `Line ${i} of a longer talk`, at: now() - 3600 + i })));
  }
}

async function heap(devTools) {
  // Some objects can be freed only after an earlier collection: the pages of an earlier chat need two.
  for (let i = 0; i < 3; i++) await devTools.send("HeapProfiler.collectGarbage");
  return (await devTools.send("Runtime.getHeapUsage")).usedSize / 1e6;
}

await fill();
const browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
const result = { chats, load: loadavg().map(rounded), chromium: browser.version() };

// --- From entering the address to a usable page, with an empty cache --------------------------------
// In a new tab of a running browser: the start of the tab's process has ended before the address is entered. The
// page looks for the first row itself, frame by frame, because Playwright's own scripts take a part of a second.
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const loads = [];
for (let i = 0; i < 20; i++) {
  const tab = await context.newPage();
  await (await context.newCDPSession(tab)).send("Network.clearBrowserCache");
  await tab.addInitScript((row) => {
    const look = () => {
      if (window.usable) return;
      if (document.querySelector(row)) requestAnimationFrame(() => (window.usable = performance.now()));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, ROW);
  await tab.waitForTimeout(2_000);
  await tab.goto(url, { waitUntil: "commit" });
  await tab.waitForTimeout(3_000);
  loads.push(await tab.evaluate(() => window.usable));
  await tab.close();
}
result.interactive_ms = percentiles(loads);

const page = await context.newPage();
const devTools = await context.newCDPSession(page);
await page.goto(url);
await page.waitForSelector(ROW);

// --- From a click on a chat to its messages on the screen -----------------------------------------------
const open = (chat) =>
  page.evaluate(async ({ id, name }) => {
    const frame = () => new Promise(requestAnimationFrame);
    const viewport = document.querySelector("[data-part=list] ul").parentElement;
    const row = () => document.querySelector(`[data-chat="${id}"]`);
    for (let top = 0; !row() && top < viewport.scrollHeight; top += viewport.clientHeight) {
      viewport.scrollTop = top;
      await frame();
      await frame();
    }
    if (!row()) return null;
    const began = performance.now();
    row().click();
    // The page shows the messages of the previous chat until this chat is drawn.
    const there = () => document.querySelector(`[data-part=messages][aria-label$="${name}"] [data-row]`);
    while (!there()) await frame();
    await frame();
    const took = performance.now() - began;
    await new Promise((done) => setTimeout(done, 300));
    return took;
  }, { id: address(chat), name: ` Customer ${chat}` });
const opened = [];
for (let round = 0; round < 2; round++) for (let i = 1; i <= 40; i++) opened.push(await open(chats - i));
result.open_chat_ms = percentiles(opened.filter((it) => it !== null));

// --- From a key to the screen, alone and while 50 messages a second arrive ------------------------------
// From the keydown to the end of the frame that shows the character, which is the next frame after the
// input was handled. The Event Timing API is not used: a Chromium without a window reports that a frame was
// shown only when further frames follow, up to seconds later (a trace shows that frames take up to 20 ms).
await page.evaluate(() => {
  window.keys = [];
  let pressed = 0;
  addEventListener("keydown", (event) => {
    pressed = event.timeStamp;
  }, true);
  const channel = new MessageChannel();
  const waiting = [];
  channel.port1.onmessage = () => {
    for (const since of waiting.splice(0)) window.keys.push(performance.now() - since);
  };
  addEventListener("input", () => {
    const since = pressed;
    requestAnimationFrame(() => {
      waiting.push(since);
      channel.port2.postMessage(null);
    });
  });
});
/** Types like a person: 80 to 200 ms from key to key. */
const type = async () => {
  await page.click("textarea");
  await page.evaluate(() => {
    window.keys.length = 0;
  });
  for (let i = 0; i < KEYS; i++) {
    await page.keyboard.press(i % 6 === 5 ? "Space" : "a");
    await page.waitForTimeout(80 + Math.random() * 120);
  }
  await page.waitForTimeout(500);
  const took = await page.evaluate(() => window.keys);
  await page.fill("textarea", "");
  return percentiles(took);
};
const busy = async () =>
  (await devTools.send("Performance.getMetrics")).metrics.find((it) => it.name === "TaskDuration").value * 1_000;
await devTools.send("Performance.enable");
result.key_to_paint_alone_ms = await type();
let storming = true;
let stormed = 0;
const storm = (async () => {
  for (let i = 0; storming; i++) {
    const began = Date.now();
    await receive(Array.from({ length: 10 }, (_, k) => ({ chat: (i * 10 + k) % 200, text: `Storm ${i}.${k}`, at: now() })));
    stormed += 10;
    await new Promise((done) => setTimeout(done, Math.max(0, 200 - (Date.now() - began))));
  }
})();
const idle = await busy();
result.key_to_paint_ms = await type();
storming = false;
await storm;
result.main_thread_ms_a_message = rounded(((await busy()) - idle) / stormed);

// --- From a webhook to the screen, at 50 messages a second ----------------------------------------------
// From just before the call of the webhook to the end of the frame that shows the message in the open chat.
// New messages do not move a reader who has scrolled up, so the page scrolls to the end first.
await page.fill("textarea", "To the end");
await page.keyboard.press("Enter");
await page.waitForFunction(() => [...document.querySelectorAll("article")].at(-1)?.textContent.includes("To the end"));
const watched = await page.evaluate(() => {
  const part = document.querySelector("[data-part=messages]");
  window.shown = {};
  let inFrame = false;
  let drawn = []; // shown by the frame that is being drawn
  let coming = []; // shown by the next frame
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    for (const number of drawn) window.shown[number] = Date.now();
    drawn = [];
    inFrame = false;
  };
  const frame = () => {
    inFrame = true;
    drawn = coming;
    coming = [];
    channel.port2.postMessage(null);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        for (const [, number] of node.textContent.matchAll(/Pixel (\d+)\./g)) (inFrame ? drawn : coming).push(number);
      }
    }
  }).observe(part.querySelector("ol"), { childList: true });
  return Number(part.getAttribute("aria-label").match(/\d+$/)[0]);
});
const called = {};
const calls = [];
const began = Date.now();
for (let i = 0; i < PIXELS.aSecond * PIXELS.seconds; i++) {
  const early = began + (i * 1_000) / PIXELS.aSecond - Date.now();
  if (early > 0) await new Promise((done) => setTimeout(done, early));
  if (i % PIXELS.open === 0) called[i] = Date.now();
  const chat = i % PIXELS.open === 0 ? watched : i % 200;
  calls.push(receive([{ chat, text: `Pixel ${i}.`, at: now() }]));
}
await Promise.all(calls);
await page.waitForFunction((last) => last in window.shown, Math.max(...Object.keys(called)));
const shown = await page.evaluate(() => window.shown);
result.webhook_to_pixels_ms = percentiles(Object.keys(called).map((i) => shown[i] - called[i]));

// --- Scrolling the whole list, after it is loaded -----------------------------------------------------------
await page.evaluate(async () => {
  const viewport = document.querySelector("[data-part=list] ul").parentElement;
  let height = 0;
  for (let still = 0; still < 60; ) {
    viewport.scrollTop = viewport.scrollHeight;
    await new Promise(requestAnimationFrame);
    still = viewport.scrollHeight === height ? still + 1 : 0;
    height = viewport.scrollHeight;
  }
});
result.rows_in_list = await page.evaluate(() => document.querySelector("[data-part=list] li")?.ariaSetSize);
result.list_heap_mb = rounded(await heap(devTools));
const frames = await page.evaluate(async () => {
  const viewport = document.querySelector("[data-part=list] ul").parentElement;
  viewport.scrollTop = 0;
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let i = 0; i < 300; i++) {
    viewport.scrollTop += 300;
    const at = await new Promise(requestAnimationFrame);
    times.push(at - last);
    last = at;
  }
  return times;
});
result.list_scroll_frame_ms = percentiles(frames);

// --- Memory over a long day ------------------------------------------------------------------------------
await page.goto(url);
await page.waitForSelector(ROW);
const day = async (events, switches) => {
  for (let i = 0; i < switches; i++) {
    const some = events / switches;
    await receive(Array.from({ length: some }, (_, k) => ({ chat: chats - 1 - ((i + k) % 60), text: `Day ${i}.${k}`, at: now() })));
    await page.keyboard.press(i % 10 < 5 ? "Alt+ArrowDown" : "Alt+ArrowUp");
    await page.waitForTimeout(30);
  }
  await page.waitForTimeout(1_000);
};
await day(2_000, 50); // warm-up: afterwards code and caches no longer grow
const heaps = [await heap(devTools)];
for (let i = 0; i < 2; i++) {
  await day(20_000, 200);
  heaps.push(await heap(devTools));
}
result.days = {
  events: 20_000,
  switches: 200,
  heap_mb: heaps.map(rounded),
  growth: heaps.slice(1).map((after, i) => `${rounded((after / heaps[i] - 1) * 100)} %`),
  elements: await page.evaluate(() => document.querySelectorAll("*").length),
};
result.load_after = loadavg().map(rounded);
console.log(JSON.stringify(result, null, 2));
await browser.close();
