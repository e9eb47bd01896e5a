import type { ApiError } from "../api/http";
import type { Content, Message } from "../api/types";
import type { Database, Missed, Outgoing, OutgoingFile } from "./database";

/** The functions and data outside of this module that the outbox needs. */
export interface OutboxWorld {
  database: Database;
  /** Gives a message to the server; throws `ApiError`. */
  send(message: Outgoing): Promise<Message>;
  /** Stores the file of a message at the server; throws `ApiError`. @returns its id there */
  upload(message: Outgoing, file: OutgoingFile, signal: AbortSignal): Promise<string>;
  /** The server has stored a message. */
  stored(message: Message): void;
  /** The waiting messages have changed. @param waiting by chat, oldest first */
  changed(waiting: ReadonlyMap<string, readonly Outgoing[]>): void;
  now(): number;
  random(): number;
  /** Resolves after a pause, or sooner when the connection is back: then with true. */
  pause(millis: number): Promise<boolean>;
}

export interface Written {
  waId: string;
  text: string;
  content?: Content | null;
  replyTo?: string | null;
  expectSeq?: number | null;
  file?: OutgoingFile | null;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const MOST_SENT = 500;

/** An id in the form in which Parley makes them. */
export function makeId(now: number, random: () => number): string {
  let tail = "";
  for (let i = 0; i < 9; i++) tail += LETTERS[Math.floor(random() * LETTERS.length)];
  return `msg_${now}_${tail}`;
}

/** The messages of others that a refusal lists; null: it lists none. */
function missedOf(body: unknown): Missed[] | null {
  const messages = (body as { messages?: unknown } | undefined)?.messages;
  if (!Array.isArray(messages) || messages.length === 0) return null;
  return (messages as Partial<Message>[]).map((it) => ({
    id: String(it.id ?? ""),
    name: String(it.type === "incoming" ? (it.name ?? "") : (it.sent_by?.name ?? "")),
    text: String(it.text ?? "").slice(0, 500),
    at: String(it.timestamp ?? ""),
    own: it.type === "outgoing",
  }));
}

/**
 * Messages on their way to the server. A message is written to the database before it is sent, keeps its id in every
 * try, and is removed once the server has it. The server stores a message once, even if it is sent twice. Each chat
 * sends one message at a time, in order. A message that the server refuses stays as `failed` until the user decides.
 *
 * A message that expects a `seq` is not sent if somebody has written since. But a message that had to wait for the
 * network is sent if only the customer has written, because the user may not be there to decide.
 */
export class Outbox {
  private messages: Outgoing[] = [];
  private readonly busy = new Set<string>();
  private readonly uploads = new Map<string, AbortController>();
  /** The messages that another tab left, which may have discarded them since. */
  private readonly adopted = new Set<string>();
  /** The ids of the messages that this tab sent last. */
  private readonly sent = new Set<string>();
  private lastTime = 0;
  private sending = false;

  constructor(private readonly world: OutboxWorld) {}

  /**
   * Reads the messages that other tabs left. A tab that is still open sends them too, which does no harm, because the
   * id is the same.
   *
   * @param age reads only messages that were written at least this many milliseconds ago
   */
  async load(age = 0): Promise<void> {
    const stored = await this.world.database.all();
    const known = new Set(this.messages.map((message) => message.id));
    const until = new Date(this.world.now() - age).toISOString();
    const left = stored.filter((message) => !known.has(message.id) && (age === 0 || message.at <= until));
    if (left.length === 0) return;
    for (const message of left) this.adopted.add(message.id);
    this.messages = [...left, ...this.messages];
    this.show();
  }

  /** Starts sending. Before that this tab only stores messages. */
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

  /** Adds a message and shows it immediately. Resolves when it is in the database. */
  async add(written: Written): Promise<Outgoing> {
    // Later than the message before, because the database orders messages by time.
    const now = Math.max(this.world.now(), this.lastTime + 1);
    this.lastTime = now;
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
      file: written.file ?? null,
    };
    this.messages.push(message);
    this.show();
    await this.keep(message);
    void this.work(message.waId);
    return message;
  }

  /** Tries a failed message again, with the same id. */
  async retry(id: string): Promise<void> {
    await this.replace(id, (message) => ({
      ...message,
      state: "waiting",
      error: null,
      code: null,
      expectSeq: null,
      missed: null,
    }));
    const message = this.messages.find((it) => it.id === id);
    if (message) void this.work(message.waId);
  }

  /** Removes a message, and stops the upload of its file. */
  async discard(id: string): Promise<void> {
    this.uploads.get(id)?.abort();
    this.messages = this.messages.filter((message) => message.id !== id);
    this.adopted.delete(id);
    this.show();
    // A database that another tab has deleted has nothing to remove.
    await this.world.database.remove(id).catch(() => {});
  }

  /** Removes a message, because an event of the server shows that it was stored. */
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
    await this.keep(after);
  }

  /** Writes a message to the database. If the database is full, the message stays in this tab and is sent from here. */
  private async keep(message: Outgoing): Promise<void> {
    await this.world.database.put(message).catch(() => {});
  }

  private async work(waId: string): Promise<void> {
    if (this.busy.has(waId)) return;
    this.busy.add(waId);
    try {
      let pause = SHORTEST_PAUSE_MS;
      // Whether a message had to wait for the network; then those after it have waited too.
      let waited = false;
      for (;;) {
        const next = this.messages.find((message) => message.waId === waId && message.state === "waiting");
        if (!next || !this.sending) return;
        try {
          if (await this.wasDiscarded(next)) continue;
          const ready = await this.withFile(next);
          if (!ready) continue;
          const stored = await this.world.send(ready);
          pause = SHORTEST_PAUSE_MS;
          this.remember(stored.id);
          this.world.stored(stored);
          await this.expectAfter(stored);
          await this.discard(next.id);
        } catch (failure) {
          const refused = failure as ApiError;
          if (refused.code === "cancelled") continue;
          const missed = refused.status === 409 ? missedOf(refused.body) : null;
          if (missed && this.mayGoOn(next, missed, waited)) {
            await this.replace(next.id, (message) => ({ ...message, expectSeq: null }));
          } else if (refused.temporary !== false && refused.status !== 401) {
            waited = true;
            if (!next.delayed) await this.replace(next.id, (message) => ({ ...message, delayed: true }));
            // When the connection is back, the server may still be starting, so the pauses begin short again.
            const back = await this.world.pause(pause);
            pause = back ? SHORTEST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
          } else if (refused.status === 401) {
            return; // continues after the next sign-in
          } else {
            await this.replace(next.id, (message) => ({
              ...message,
              state: "failed",
              error: refused.message,
              code: refused.code,
              missed,
            }));
          }
        }
      }
    } finally {
      this.busy.delete(waId);
    }
  }

  /** Whether nobody but this tab wrote meanwhile; if the message waited for the network, the customer may have, too. */
  private mayGoOn(message: Outgoing, missed: readonly Missed[], waited: boolean): boolean {
    const others = missed.filter((it) => !this.sent.has(it.id));
    const late = waited || message.delayed === true || this.adopted.has(message.id);
    return others.length === 0 || (late && !others.some((it) => it.own));
  }

  private remember(id: string): void {
    this.sent.add(id);
    if (this.sent.size > MOST_SENT) this.sent.delete(this.sent.values().next().value as string);
  }

  /** Whether the tab that wrote it discarded it. */
  private async wasDiscarded({ id }: Outgoing): Promise<boolean> {
    if (!this.adopted.has(id) || (await this.world.database.has(id).catch(() => true))) return false;
    await this.discard(id);
    return true;
  }

  /** The message with its file at the server; null: it was discarded meanwhile. */
  private async withFile(message: Outgoing): Promise<Outgoing | null> {
    const { file } = message;
    if (!file || file.media !== null) return message;
    const stop = new AbortController();
    this.uploads.set(message.id, stop);
    try {
      const media = await this.world.upload(message, file, stop.signal);
      await this.replace(message.id, (it) => ({
        ...it,
        content: it.content && { ...it.content, media },
        file: { ...file, media },
      }));
      return this.messages.find((it) => it.id === message.id) ?? null;
    } finally {
      this.uploads.delete(message.id);
    }
  }

  /** The next messages of the chat expect the `seq` of one that was just sent, so that it does not count as missed. */
  private async expectAfter(stored: Message): Promise<void> {
    const next = this.messages.filter(
      (message) => message.waId === stored.wa_id && message.id !== stored.id && message.expectSeq === stored.seq - 1,
    );
    for (const { id } of next) await this.replace(id, (message) => ({ ...message, expectSeq: stored.seq }));
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
