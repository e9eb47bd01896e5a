// Node's Socket.IO server with its defaults, and the two events of the measurements. Listens on
// 127.0.0.1 at PORT; RECOVERY=on lets clients resume interrupted sessions. Collects its garbage on
// SIGUSR2 (needs --expose-gc), so that its memory can be compared.
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const http = createServer();
const io = new Server(http, process.env.RECOVERY === "on" ? { connectionStateRecovery: {} } : {});
io.on("connection", (socket) => {
  socket.on("echo", (...args) => socket.emit("echo", ...args));
  socket.on("broadcast", (payload) => io.emit("b", payload));
});
process.on("SIGUSR2", () => global.gc());
http.listen(Number(process.env.PORT), "127.0.0.1");
