// Listens to Parley with the official client. Run as: node listener.cjs URL TRANSPORTS
// Prints a line of JSON for what happens: {"connected":ID,"recovered":BOOLEAN}, {"lost":REASON},
// {"message":ID,"chat":WA_ID,"seq":N}.
const { createRequire } = require('node:module');
const [url, transports] = process.argv.slice(2);
const { io } = createRequire(`${process.cwd()}/`)('socket.io-client');

const socket = io(url, {
  transports: transports.split(','),
  auth: { recover: true },
  reconnectionDelay: 100,
  reconnectionDelayMax: 200,
});

function tell(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

socket.on('connect', () => tell({ connected: socket.id, recovered: socket.recovered }));
socket.on('disconnect', (reason) => tell({ lost: reason }));
socket.on('newMessage', ({ id, wa_id, seq }) => tell({ message: id, chat: wa_id, seq }));
