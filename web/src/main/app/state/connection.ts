import { io, type Socket } from "socket.io-client";
import { BASE } from "../api/http";
import { setServerTime } from "../lib/clock";
import { type EventTarget, listen } from "./events";

/** Receives the events and the changes of the connection. */
export interface ConnectionWorld extends EventTarget {
  /** A new session has begun; it receives every event after this position. */
  began(position: string | null): void;
  /** The earlier session is resumed; the missed events follow. */
  recovered(): void;
  online(): void;
  offline(): void;
  signedOut(): void;
  /** The version of the server; called for each session. */
  version(version: string): void;
}

const REFUSED_MS = 5_000;
/** After a change of the cookie, refused connections are tried again for this long: the browser may not have it yet. */
const RENEWAL_MS = 10_000;
const RENEWAL_STEP_MS = 500;

/** The socket to the server, which connects again by itself, and the room of the chat that is open. */
export class Connection {
  private readonly socket: Socket;
  private again: ReturnType<typeof setTimeout> | undefined;
  private room: string | null = null;
  private ended = false;
  private renewedBy = 0;

  constructor(world: ConnectionWorld) {
    const socket = io({
      path: `${BASE}socket.io/`,
      transports: ["websocket", "polling"],
      autoConnect: false,
      reconnectionDelayMax: 5_000,
    });
    this.socket = socket;
    listen(socket, world);
    socket.on("connected", (told: { position?: string | null; version?: string; timestamp?: string }) => {
      setServerTime(Date.parse(told.timestamp ?? ""));
      if (told.version) world.version(told.version);
      if (!socket.recovered) world.began(told.position ?? null);
    });
    socket.on("connect", () => {
      world.online();
      // A resumed session is in the room of the chat that was open when the connection was lost.
      if (this.room) socket.emit("join-chat", { chatId: this.room });
      if (socket.recovered) world.recovered();
    });
    socket.on("auth:ended", (told: { reason?: string }) => {
      if (told.reason === "changed") this.renewedBy = Date.now() + RENEWAL_MS;
    });
    socket.on("disconnect", (reason) => {
      if (this.ended) return;
      world.offline();
      // The server closed it: a sign-in ended, or it restarts. The client library does not connect again by itself.
      if (reason === "io server disconnect") socket.connect();
    });
    // Without this, a browser that loses its network would notice only when no ping arrives.
    addEventListener("offline", this.cut);
    socket.on("connect_error", (error) => {
      if (this.ended) return;
      const renewing = Date.now() < this.renewedBy;
      if (error.message === "unauthorized" && !renewing) return world.signedOut();
      world.offline();
      if (socket.active) return;
      // The server refused the connection: the client library does not try again.
      clearTimeout(this.again);
      this.again = setTimeout(() => this.connect(), renewing ? RENEWAL_STEP_MS : REFUSED_MS);
    });
  }

  private readonly cut = (): void => {
    // A connection that is being opened fails by itself.
    if (this.socket.connected) this.socket.io.engine.close();
  };

  get connected(): boolean {
    return this.socket.connected;
  }

  connect(): void {
    if (!this.ended && !this.socket.connected) this.socket.connect();
  }

  /** Joins the room of a chat, and leaves that of the chat before; null: only leaves. */
  enter(room: string | null): void {
    if (this.room === room) return;
    // Events that are emitted without a connection would be kept for the next one, which is in no
    // room.
    if (this.socket.connected) {
      if (this.room) this.socket.emit("leave-chat", { chatId: this.room });
      if (room) this.socket.emit("join-chat", { chatId: room });
    }
    this.room = room;
  }

  /** Emits an event that matters only now: without a connection it is dropped. */
  say(event: string, payload: object): void {
    if (this.socket.connected) this.socket.emit(event, payload);
  }

  end(): void {
    this.ended = true;
    removeEventListener("offline", this.cut);
    clearTimeout(this.again);
    this.socket.disconnect();
  }
}
