import type { ApiError } from "../api/http";
import type { Content, Message } from "../api/types";
import type { Database, Outgoing } from "./database";

/** What the outbox needs of the world around it. */
export interface OutboxWorld {
  database: Database;
  /** Gives a message to the server; throws `ApiError`. */
  send(message: Outgoing): Promise<Message>;
  /** The server has it. */
  stored(message: Message): void;
  /** By chat, oldest first. */
  changed(waiting: ReadonlyMap<string, readonly Outgoing[]>): void;
  now(): number;
  random(): number;
  /** Resolves after a pause, or sooner when the connection is back. */
  pause(millis: number): Promise<void>;
}

export interface Written {
  waId: string;
  text: string;
  content?: Content | null;
  replyTo?: string | null;
  expectSeq?: number | null;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** An id as Parley makes them. */
export function makeId(now: number, random: () => number): string {
  let tail = "";
  for (let i = 0; i < 9; i++) tail += LETTERS[Math.floor(random() * LETTERS.length)];
  return `msg_${now}_${tail}`;
}

/**
 * Messages on their way to the server. Each is in the database before its first byte is sent, keeps its id
 * however often it is tried, and leaves once the server has it: sending one twice stores it once. Of a chat
 * one is sent at a time, in order. What the server refuses stays as `failed` until a person decides.
 */
export class Outbox {
  private messages: Outgoing[] = [];
  private readonly busy = new Set<string>();
  private sending = false;

  constructor(private readonly world: OutboxWorld) {}

  /** Reads what earlier tabs left. */
  async load(): Promise<void> {
    const stored = await this.world.database.all();
    const known = new Set(this.messages.map((message) => message.id));
    this.messages = [...stored.filter((message) => !known.has(message.id)), ...this.messages];
    this.show();
  }

  /** From now on this tab sends; until then it only keeps. */
  start(): void {
    this.sending = true;
    for (const waId of new Set(this.messages.map((message) => message.waId))) void this.work(waId);
  }

  stop(): void {
    this.sending = false;
  }

  get idle(): boolean {
    return this.messages.every((message) => message.state === "failed");
  }

  /** Shows it at once; resolves when it is in the database. */
  async add(written: Written): Promise<Outgoing> {
    const now = this.world.now();
    const message: Outgoing = {
      id: makeId(now, this.world.random),
      waId: written.waId,
      text: written.text,
      content: written.content ?? null,
      replyTo: written.replyTo ?? null,
      expectSeq: written.expectSeq ?? null,
      at: new Date(now).toISOString(),
      state: "waiting",
      error: null,
      code: null,
    };
    this.messages.push(message);
    this.show();
    await this.world.database.put(message);
    void this.work(message.waId);
    return message;
  }

  /** Tries a failed one again, with the same id. */
  async retry(id: string): Promise<void> {
    await this.replace(id, (message) => ({ ...message, state: "waiting", error: null, code: null, expectSeq: null }));
    const message = this.messages.find((it) => it.id === id);
    if (message) void this.work(message.waId);
  }

  async discard(id: string): Promise<void> {
    this.messages = this.messages.filter((message) => message.id !== id);
    this.show();
    await this.world.database.remove(id);
  }

  /** The server told of a message: it is not on its way any more. */
  confirm(id: string): void {
    if (this.messages.some((message) => message.id === id)) void this.discard(id);
  }

  private async replace(id: string, change: (message: Outgoing) => Outgoing): Promise<void> {
    const at = this.messages.findIndex((message) => message.id === id);
    const before = this.messages[at];
    if (!before) return;
    const after = change(before);
    this.messages[at] = after;
    this.show();
    await this.world.database.put(after);
  }

  private async work(waId: string): Promise<void> {
    if (this.busy.has(waId)) return;
    this.busy.add(waId);
    try {
      let pause = SHORTEST_PAUSE_MS;
      for (;;) {
        const next = this.messages.find((message) => message.waId === waId && message.state === "waiting");
        if (!next || !this.sending) return;
        try {
          const stored = await this.world.send(next);
          pause = SHORTEST_PAUSE_MS;
          this.world.stored(stored);
          await this.discard(next.id);
        } catch (failure) {
          const refused = failure as ApiError;
          if (refused.temporary !== false && refused.status !== 401) {
            await this.world.pause(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
          } else if (refused.status === 401) {
            return; // goes on after the next sign-in
          } else {
            await this.replace(next.id, (message) => ({
              ...message,
              state: "failed",
              error: refused.message,
              code: refused.code,
            }));
          }
        }
      }
    } finally {
      this.busy.delete(waId);
    }
  }

  private show(): void {
    const byChat = new Map<string, Outgoing[]>();
    for (const message of this.messages) {
      const list = byChat.get(message.waId);
      if (list) list.push(message);
      else byChat.set(message.waId, [message]);
    }
    this.world.changed(byChat);
  }
}
