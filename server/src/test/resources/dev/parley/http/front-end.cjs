// Plays the front end of the replaced backend, written as such clients usually are: handlers take
// exactly the arguments that they expect, only four statuses have ticks, and the browser's clock is wrong.
// Run as: node front-end.cjs URL. Prints one line of JSON with what it saw, and ends.
const { createRequire } = require('node:module');
const url = process.argv[2];
const { io } = createRequire(`${process.cwd()}/`)('socket.io-client');

const ORIGIN = 'http://localhost:3000';
const ALICE = '1234567890';
const DAY = 24 * 60 * 60 * 1000;
const TICKS = { sent: '1', delivered: '2', read: '2 blue', failed: '!' };
const LIMIT = 30_000;

const heard = [];
const surprises = [];
const waiting = [];

function remember(event, payload, extra) {
  if (extra.length !== 0 && typeof extra[0] !== 'function') {
    surprises.push(`${event} came with ${extra.length + 1} arguments`);
  }
  const status = payload?.status ?? payload?.message?.status;
  if (status !== undefined && !(status in TICKS)) {
    surprises.push(`${event} has the status ${status}, which has no tick`);
  }
  heard.push({ event, payload });
  for (const one of [...waiting]) {
    if (one.wanted(event, payload)) {
      waiting.splice(waiting.indexOf(one), 1);
      one.resolve(payload);
    }
  }
}

// Waits for an event, which may have arrived already.
function until(name, matches) {
  const wanted = (event, payload) => event === name && matches(payload);
  const before = heard.find(({ event, payload }) => wanted(event, payload));
  if (before) {
    return Promise.resolve(before.payload);
  }
  return new Promise((resolve, reject) => {
    waiting.push({ wanted, resolve });
    setTimeout(() => reject(new Error(`${name} did not come`)), LIMIT).unref();
  });
}

async function call(method, path, body) {
  const answer = await fetch(url + path, {
    method,
    headers: { Origin: ORIGIN, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
  return answer.json();
}

const get = (path) => call('GET', path);
const post = (path, body) => call('POST', path, body);

// Sends like the old front end: with the time of its own clock.
async function send(waId, text, clock) {
  const { message } = await post('/api/send', {
    wa_id: waId,
    text,
    type: 'outgoing',
    timestamp: new Date(clock).toISOString(),
  });
  await until('newMessage', (it) => it.id === message.id);
  await until('chatListUpdate', (it) => it.message.id === message.id);
  return message;
}

async function receive(id, text) {
  await post('/webhook', {
    contacts: [{ wa_id: ALICE, profile: { name: 'Alice Johnson' } }],
    messages: [{ id, from: ALICE, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: text } }],
  });
  await until('newMessage', (it) => it.meta_msg_id === id);
}

async function report(id, status) {
  await post('/webhook', { id, status, timestamp: new Date().toISOString() });
  const update = await until('messageStatusUpdate', (it) => it.id === id && (it.delivery ?? it.status) === status);
  return TICKS[update.status];
}

async function run() {
  const socket = io(url, { extraHeaders: { Origin: ORIGIN } });
  // The handlers check the number of their arguments, on which clients in Python and Dart depend.
  for (const event of ['connected', 'newMessage', 'chatListUpdate', 'messageStatusUpdate', 'userOnlineStatus', 'userTyping']) {
    socket.on(event, (payload, ...extra) => remember(event, payload, extra));
  }
  await until('connected', (it) => typeof it.socketId === 'string');
  socket.emit('join-user', { userId: 'agent-1' });

  const question = await send(ALICE, 'Shall we deliver on Friday?', Date.now() + DAY);
  await receive('wamid.front-end-1', 'Yes, Friday');
  const later = await send(ALICE, 'See you then', Date.now() - DAY);
  const plus = await send(`+${ALICE}`, 'To the number with a plus', Date.now());
  const ticks = [TICKS[question.status]];
  for (const status of ['sent', 'delivered', 'read', 'played']) {
    if (status !== 'sent') {
      ticks.push(await report(question.id, status));
    }
  }
  const failed = await report(later.id, 'failed');

  const chats = await get('/api/chats');
  const unread = chats.find((chat) => chat.wa_id === ALICE).unreadCount;
  const { updated } = await post(`/api/chats/${ALICE}/read`);
  const bulk = await until('messageStatusUpdate', (it) => it.type === 'bulk_read');
  const messages = await get(`/api/chats/${ALICE}`);
  socket.close();

  console.log(
    JSON.stringify({
      surprises,
      ticks,
      failed,
      chats: chats.map((chat) => `${chat.wa_id} ${chat.name}`),
      lastMessage: chats[0].lastMessage.text,
      online: chats[0].is_online,
      unread,
      updated,
      bulk: { status: bulk.status, wa_id: bulk.wa_id, meta_msg_id: bulk.meta_msg_id },
      texts: messages.map((message) => message.text),
      sentTo: plus.wa_id,
      clock: Math.max(...messages.map((message) => Math.abs(Date.parse(message.timestamp) - Date.now()))) < DAY / 2,
      times: messages.every((message, i) => i === 0 || messages[i - 1].timestamp <= message.timestamp),
    }),
  );
}

run().catch((fault) => {
  console.log(JSON.stringify({ fault: String(fault.message), surprises }));
  process.exitCode = 1;
});
