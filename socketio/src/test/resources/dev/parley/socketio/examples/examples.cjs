// What the official client must see of each example. Run as: node examples.cjs NAME=PORT ...
// Prints a line "PASS name" or "FAIL name: why" for each; the test reads them.
const { createRequire } = require('node:module');
const { io } = createRequire(`${process.cwd()}/`)('socket.io-client');
const assert = require('node:assert/strict');

const LIMIT = 15000;
let url;

function connect(options = {}) {
  return io(url, { forceNew: true, transports: ['websocket'], reconnectionDelay: 20, ...options });
}

function once(socket, event) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${event} did not come`)), LIMIT);
  });
  const came = new Promise((resolve) => socket.once(event, (...args) => resolve(args)));
  return Promise.race([came, limit]).finally(() => clearTimeout(timer));
}

async function connected(options) {
  const socket = connect(options);
  await once(socket, 'connect');
  return socket;
}

const examples = {
  async chat() {
    const [ana, ben] = [await connected(), await connected()];
    ana.on('said', () => assert.fail('who says it does not hear it'));
    const heard = once(ben, 'said');
    ana.emit('say', 'hello');
    assert.deepEqual(await heard, ['hello']);
  },

  async rooms() {
    const [ana, ben, eve] = [await connected(), await connected(), await connected()];
    eve.on('said', () => assert.fail('who is in no room hears nothing'));
    assert.equal(await ana.timeout(LIMIT).emitWithAck('enter', 'kitchen'), 1);
    assert.equal(await ben.timeout(LIMIT).emitWithAck('enter', 'kitchen'), 1);
    assert.equal(await ben.timeout(LIMIT).emitWithAck('enter', 'hall'), 2);
    const heard = once(ben, 'said');
    ana.emit('say', 'no line at all');
    ana.emit('say', { room: 'kitchen', text: 'Tea is ready' });
    assert.deepEqual(await heard, ['Tea is ready']);
  },

  async signIn() {
    const stranger = connect({ auth: { token: 'guess' } });
    const [error] = await once(stranger, 'connect_error');
    assert.equal(error.message, 'unauthorized');
    assert.equal(error.data.hint, 'send auth.token');
    const friend = connect({ auth: { token: 'open sesame' } });
    const [id] = await once(friend, 'welcome');
    assert.equal(id, friend.id);
  },

  async questions() {
    const [ana, ben] = [await connected(), await connected()];
    ana.on('tea or coffee?', (answer) => answer('tea'));
    ben.on('tea or coffee?', (answer) => answer('coffee'));
    const answers = await ana.timeout(LIMIT).emitWithAck('vote');
    assert.deepEqual(answers.toSorted(), ['coffee', 'tea']);
  },

  async recovered() {
    const reader = connect();
    await once(reader, 'connect');
    const id = reader.id;
    const first = await connected();
    const gone = once(reader, 'left'); // gives the client an offset for its recovery
    first.disconnect();
    await gone;
    const missing = await connected();
    const missingId = missing.id;
    const lost = once(reader, 'disconnect');
    reader.io.engine.close();
    await lost;
    const heard = [];
    reader.on('left', (who) => heard.push(who)); // the reader also receives that it left itself
    missing.disconnect();
    await once(reader, 'connect');
    assert.equal(reader.recovered, true);
    assert.equal(reader.id, id);
    while (!heard.includes(missingId)) await once(reader, 'left');
  },

  async cluster() {
    const ask = (socket, ...args) => socket.timeout(LIMIT).emitWithAck(...args);
    const ana = await connected();
    url = `http://127.0.0.1:${await ask(ana, 'other')}`;
    const [ben, eve] = [await connected(), await connected()];
    for (const socket of [ana, ben]) await ask(socket, 'enter', 'kitchen');
    assert.equal(await ask(eve, 'count', 'kitchen'), 2);

    ana.on('said', () => assert.fail('who says it does not hear it'));
    eve.once('said', () => assert.fail('who is not in the room hears nothing'));
    let heard = once(ben, 'said');
    ana.emit('say', 'kitchen', 'Tea is ready');
    assert.deepEqual(await heard, ['Tea is ready']);

    await ask(ana, 'move', 'kitchen', 'hall');
    assert.equal(await ask(ana, 'count', 'hall'), 1);
    await ask(eve, 'empty', 'kitchen');
    assert.equal(await ask(ana, 'count', 'kitchen'), 0);
    heard = once(ben, 'said');
    eve.off('said');
    ana.emit('say', 'hall', 'Come in');
    assert.deepEqual(await heard, ['Come in']);

    const gone = once(ben, 'disconnect');
    ana.emit('close', 'hall');
    await gone;
  },
};

(async () => {
  for (const it of process.argv.slice(2)) {
    const [name, port] = it.split('=');
    url = `http://127.0.0.1:${port}`;
    try {
      await examples[name]();
      console.log(`PASS ${name}`);
    } catch (error) {
      console.log(`FAIL ${name}: ${error.message.replaceAll('\n', ' ')}`);
    }
  }
  process.exit();
})();
