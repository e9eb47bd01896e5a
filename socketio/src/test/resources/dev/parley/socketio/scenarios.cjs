// What the official client must see. Run as: node scenarios.cjs URL CLIENT-MODULE TRANSPORTS [NAME]
// Prints a line "PASS name" or "FAIL name: why" for each; the test reads them.
const { createRequire } = require('node:module');
const [url, module_, transports, only] = process.argv.slice(2);
const { io } = createRequire(`${process.cwd()}/`)(module_);
const assert = require('node:assert/strict');

const LIMIT = 15000;
const open = [];

function connect(options = {}, namespace = '/') {
  const socket = io(url + namespace, {
    forceNew: true,
    transports: transports.split(','),
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
    ...options,
  });
  open.push(socket);
  return socket;
}

function once(socket, event) {
  return within(new Promise((resolve) => socket.once(event, (...args) => resolve(args))), event);
}

function within(promise, what) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come`)), LIMIT);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

function ask(socket, event, ...args) {
  return within(new Promise((resolve) => socket.emit(event, ...args, resolve)), `ack of ${event}`);
}

// Ends the connection, and waits until the client has noticed. The official client (4.8.4) may deliver
// an event twice that arrives while it closes: it keeps an event that it decodes after the end, but does
// not count it as received, and so requests it again.
async function cutOff(socket) {
  const gone = once(socket, 'disconnect');
  socket.io.engine.close();
  await gone;
}

async function connected(options, namespace) {
  const socket = connect(options, namespace);
  await once(socket, 'connect');
  return socket;
}

const scenarios = {
  async connects() {
    const socket = await connected();
    assert.match(socket.id, /^[A-Za-z0-9_-]{20}$/);
    assert.notEqual(socket.id, socket.io.engine.id);
  },

  async givesAuth() {
    const socket = await connected({ auth: { token: 'abc', n: 5 } });
    assert.deepEqual(await ask(socket, 'auth'), { token: 'abc', n: 5 });
  },

  async givesAuthFromAFunction() {
    const socket = await connected({ auth: (give) => setTimeout(() => give({ token: 'later' }), 5) });
    assert.deepEqual(await ask(socket, 'auth'), { token: 'later' });
  },

  async givesNoAuth() {
    const socket = await connected();
    assert.deepEqual(await ask(socket, 'auth'), {});
  },

  async isOnTheTransportItAskedFor() {
    const socket = await connected();
    const wanted = transports.split(',').at(-1);
    while (socket.io.engine.transport.name !== wanted) await once(socket.io.engine, 'upgrade');
    assert.equal(await ask(socket, 'transport'), wanted);
  },

  async losesNothingAndKeepsTheOrderWhileItUpgrades() {
    const socket = connect();
    const sent = Array.from({ length: 300 }, (_, n) => n);
    const got = [];
    socket.on('echo', (n) => got.push(n));
    await once(socket, 'connect');
    for (const n of sent) {
      socket.emit('echo', n);
      if (n % 10 === 0) await new Promise(setImmediate);
    }
    await ask(socket, 'ack', 1);
    assert.deepEqual(got, sent);
  },

  async sendsWhatItEmittedBeforeItConnected() {
    const socket = connect();
    const answer = ask(socket, 'ack', 'early');
    assert.equal(socket.connected, false);
    assert.equal(await answer, 'early');
  },

  async echoesEveryKindOfJson() {
    const socket = await connected();
    const value = [1, 1.5, -7, 'text', 'ä€😀\u2028\u001e"\\', true, false, null, [], {}, { a: [{ b: 1 }] }];
    const answer = once(socket, 'echo');
    socket.emit('echo', ...value);
    assert.deepEqual((await answer).slice(0, value.length), value);
  },

  async echoesWhatJsonWritesOtherwise() {
    const socket = await connected();
    const date = new Date(0);
    const answer = await ask(socket, 'ack', [NaN, undefined, date, { gone: undefined }]);
    assert.deepEqual(answer, [null, null, '1970-01-01T00:00:00.000Z', {}]);
  },

  async echoesALargeText() {
    const socket = await connected();
    const text = 'abcdefghij'.repeat(30000);
    assert.equal(await ask(socket, 'ack', text), text);
  },

  async answersClientAcks() {
    const socket = await connected();
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => ask(socket, 'ack', n)));
    assert.deepEqual(answers, [1, 2, 3, 4, 5]);
  },

  async getsClientAnswers() {
    const socket = await connected();
    socket.on('question', (n, answer) => answer({ twice: n * 2 }));
    assert.deepEqual(await ask(socket, 'ask-me', 21), { twice: 42 });
  },

  async noticesMissingAnswers() {
    const socket = await connected();
    assert.deepEqual(await ask(socket, 'ask-me', 1), { error: 'operation has timed out' });
  },

  async stopsWaitingForAnAnswer() {
    const socket = await connected();
    const error = await within(
      new Promise((resolve) => socket.timeout(100).emit('nobody answers', resolve)),
      'the time-out',
    );
    assert.equal(error.message, 'operation has timed out');
  },

  async givesABinaryAnswer() {
    const socket = await connected();
    socket.on('question', (n, answer) => answer(Buffer.from([n, 255])));
    assert.deepEqual([...Buffer.from(await ask(socket, 'ask-me', 21))], [21, 255]);
  },

  async answersABroadcastWithOthers() {
    const namespace = '/custom';
    const sockets = await Promise.all([1, 2, 3].map(() => connected({}, namespace)));
    sockets.forEach((socket, i) => socket.on('question', (n, answer) => answer(n + i)));
    const answers = await ask(sockets[0], 'ask-all', 10);
    assert.deepEqual(answers.sort(), [10, 11, 12]);
  },

  async echoesALargeBuffer() {
    const socket = await connected();
    const buffer = Buffer.alloc(300000, 7);
    assert.ok(buffer.equals(Buffer.from(await ask(socket, 'ack', buffer))));
  },

  async echoesBinary() {
    const socket = await connected();
    const answer = once(socket, 'echo');
    socket.emit('echo', Buffer.from([0, 1, 2, 255]), { deep: [Buffer.from('xyz')] });
    const [first, second] = await answer;
    assert.deepEqual([...Buffer.from(first)], [0, 1, 2, 255]);
    assert.equal(Buffer.from(second.deep[0]).toString(), 'xyz');
  },

  async answersWithBinary() {
    const socket = await connected();
    assert.equal(Buffer.from(await ask(socket, 'ack', Buffer.from('hello'))).toString(), 'hello');
  },

  async sendsToRooms() {
    const [inRoom, outside, sender] = await Promise.all([connected(), connected(), connected()]);
    await ask(inRoom, 'join', 'room1');
    const got = [];
    outside.on('note', () => got.push('outside'));
    sender.on('note', () => got.push('sender'));
    const note = once(inRoom, 'note');
    await ask(sender, 'to-room', 'room1', 'hi');
    assert.equal((await note)[0], 'hi');
    await ask(outside, 'ack', 1);
    await ask(sender, 'ack', 1);
    assert.deepEqual(got, []);
  },

  async leavesRooms() {
    const [member, sender] = await Promise.all([connected(), connected()]);
    await ask(member, 'join', 'room2');
    await ask(member, 'leave', 'room2');
    let got = 0;
    member.on('note', () => got++);
    await ask(sender, 'to-room', 'room2', 'hi');
    await ask(member, 'ack', 1);
    assert.equal(got, 0);
  },

  async joinsANamespaceBesideAnother() {
    const root = await connected();
    const custom = root.io.socket('/custom');
    open.push(custom);
    await once(custom, 'connect');
    assert.notEqual(custom.id, root.id);
    assert.equal(await ask(custom, 'where'), '/custom');
    custom.disconnect();
    assert.equal(await ask(root, 'ack', 7), 7);
  },

  async joinsADynamicNamespace() {
    const socket = await connected({}, '/dynamic-12');
    assert.equal(await ask(socket, 'where'), '/dynamic-12');
  },

  async isRefusedAnUnknownNamespaceAndKeepsTheOther() {
    const root = await connected();
    const socket = root.io.socket('/nowhere');
    const [error] = await once(socket, 'connect_error');
    assert.equal(error.message, 'Invalid namespace');
    assert.equal(await ask(root, 'ack', 7), 7);
  },

  async comesBackToAllItsNamespaces() {
    const root = await connected();
    const custom = root.io.socket('/custom');
    open.push(custom);
    await once(custom, 'connect');
    const back = Promise.all([once(root, 'connect'), once(custom, 'connect')]);
    root.io.engine.close();
    await back;
    assert.equal(await ask(root, 'where'), '/');
    assert.equal(await ask(custom, 'where'), '/custom');
  },

  async isRefusedByMiddlewareAndMayTryAgain() {
    const socket = connect({ auth: { token: 'bad' } }, '/guarded');
    const [error] = await once(socket, 'connect_error');
    assert.equal(error.message, 'not authorized');
    assert.deepEqual(error.data, { code: 7 });
    socket.auth = { token: 'good' };
    socket.connect();
    await once(socket, 'connect');
  },

  async isDisconnectedByTheServer() {
    for (const close of [false, true]) {
      const socket = await connected();
      const gone = once(socket, 'disconnect');
      socket.emit('disconnect-me', close);
      assert.equal((await gone)[0], 'io server disconnect');
      assert.equal(socket.active, false);
    }
  },

  async tellsTheServerThatItLeaves() {
    const [leaving, watching] = await Promise.all([connected(), connected()]);
    const id = leaving.id;
    leaving.disconnect();
    assert.equal((await ask(watching, 'reason-of', id)), 'client namespace disconnect');
  },

  async reconnectsWhenCut() {
    const socket = await connected();
    const back = once(socket, 'connect');
    socket.io.engine.close();
    await back;
    assert.equal(await ask(socket, 'ack', 1), 1);
  },

  async recoversAllItMissedOnceAndInOrder() {
    const [cut, sender] = await Promise.all([
      connected({ reconnectionDelay: 600, reconnectionDelayMax: 600, randomizationFactor: 0 }),
      connected(),
    ]);
    const got = [];
    cut.on('tick', (n) => got.push(n));
    await ask(cut, 'join', 'ticks');
    await ask(sender, 'tick', 0);
    await ask(cut, 'ack', 1);
    const id = cut.id;
    const back = once(cut, 'connect');
    await cutOff(cut);
    for (let n = 1; n <= 1000; n++) sender.emit('tick', n);
    await ask(sender, 'ack', 1);
    await back;
    assert.equal(cut.id, id);
    if ('recovered' in cut) assert.equal(cut.recovered, true);
    sender.emit('tick', 1001);
    while (got.at(-1) !== 1001) await once(cut, 'tick');
    assert.deepEqual(got, Array.from({ length: 1002 }, (_, n) => n));
  },

  async recoversBeforeTheServerNoticesTheLoss() {
    const [cut, sender] = await Promise.all([connected(), connected()]);
    const got = [];
    cut.on('tick', (n) => got.push(n));
    await ask(sender, 'tick', 1);
    await ask(cut, 'ack', 1);
    const id = cut.id;
    const back = once(cut, 'connect');
    const { engine } = cut.io;
    const { transport } = engine;
    const { close } = transport;
    transport.close = () => transport; // the server hears nothing
    engine._onClose('transport close');
    await ask(sender, 'tick', 2);
    await back;
    await ask(sender, 'tick', 3);
    while (got.length < 3) await once(cut, 'tick');
    assert.equal(cut.id, id);
    assert.deepEqual(got, [1, 2, 3]);
    close.call(transport);
  },

  async recoversAgainAndAgain() {
    const [cut, sender] = await Promise.all([connected(), connected()]);
    const id = cut.id;
    const got = [];
    cut.on('tick', (n) => got.push(n));
    for (let n = 0; n < 5; n++) {
      const back = once(cut, 'connect');
      await cutOff(cut);
      await ask(sender, 'tick', n);
      await back;
      assert.equal(cut.id, id);
      while (got.length <= n) await once(cut, 'tick');
    }
    await ask(sender, 'tick', 5);
    while (got.length < 6) await once(cut, 'tick');
    assert.deepEqual(got, [0, 1, 2, 3, 4, 5]);
  },

  async recoversBinary() {
    const [cut, sender] = await Promise.all([
      connected({ reconnectionDelay: 400, randomizationFactor: 0 }),
      connected(),
    ]);
    await ask(cut, 'join', 'ticks');
    const got = [];
    cut.on('tick', (n, data) => got.push([n, Buffer.from(data).toString()]));
    await ask(sender, 'tick', 1, Buffer.from('one'));
    await ask(cut, 'ack', 1);
    const back = once(cut, 'connect');
    await cutOff(cut);
    await ask(sender, 'tick', 2, Buffer.from('two'));
    await back;
    while (got.length < 2) await once(cut, 'tick');
    assert.deepEqual(got, [[1, 'one'], [2, 'two']]);
  },

  async recoversThoughItHadReceivedNothing() {
    const [cut, sender] = await Promise.all([
      connected({ reconnectionDelay: 400, randomizationFactor: 0 }, '/quiet'),
      connected({}, '/quiet'),
    ]);
    const id = cut.id;
    const got = [];
    cut.on('tick', (n) => got.push(n));
    const back = once(cut, 'connect');
    await cutOff(cut);
    await ask(sender, 'tick', 5);
    await back;
    assert.equal(cut.id, id);
    while (got.length < 1) await once(cut, 'tick');
    assert.deepEqual(got, [5]);
  },

  async recoversAfterAVolatileEventThatEndsInAText() {
    const cut = await connected();
    const id = cut.id;
    const note = once(cut, 'volatile');
    let noted = false;
    cut.once('volatile', () => (noted = true));
    // The event is dropped between two polls; then it is requested again.
    while (!noted) await ask(cut, 'volatile-to-me', 'some text');
    await note;
    const back = once(cut, 'connect');
    cut.io.engine.close();
    await back;
    assert.equal(cut.id, id);
  },

  async doesNotComeBackToASessionItLeft() {
    const socket = await connected();
    const id = socket.id;
    socket.disconnect();
    socket.connect();
    await once(socket, 'connect');
    assert.notEqual(socket.id, id);
  },
};

// Version 4.5 does not support recovery.
const recovering = /^recovers/;
const knowsRecovery = !module_.endsWith('-4.5');

async function run() {
  for (const [name, scenario] of Object.entries(scenarios)) {
    if ((only && only !== name) || (recovering.test(name) && !knowsRecovery)) continue;
    try {
      await within(scenario(), name);
      console.log(`PASS ${name}`);
    } catch (error) {
      console.log(`FAIL ${name}: ${String(error.message).replaceAll('\n', ' ')}`);
    }
    while (open.length) open.pop().disconnect();
  }
  process.exit(0);
}

// Waits for a restart of the server. The test restarts it when it reads the line READY.
async function restart() {
  const socket = await connected();
  const gone = once(socket, 'disconnect');
  console.log('READY');
  await gone;
  await once(socket, 'connect');
  assert.equal(await ask(socket, 'ack', 1), 1);
  console.log('PASS comesBackAfterARestart');
  process.exit(0);
}

(only === 'restart' ? restart() : run()).catch((error) => {
  console.log(`FAIL all: ${error.message}`);
  process.exit(0);
});
