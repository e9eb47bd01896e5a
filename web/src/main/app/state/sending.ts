import { ApiError, change } from "../api/http";
import type { Message } from "../api/types";
import { upload } from "../api/upload";
import { Database } from "./database";
import { Outbox, type Written } from "./outbox";
import type { View } from "./view";

/** The functions and data outside of this module that sending needs. */
export interface SendingWorld {
  /** The id of the user who writes the messages. */
  owner: string;
  show(change: Partial<Pick<View, "outbox" | "uploads">>): void;
  uploads(): View["uploads"];
  /** The server has stored a message. */
  stored(message: Message): void;
  /** A sign-in is needed before anything is sent. */
  signedOut(): void;
  /** Resolves after a pause, or sooner when the connection is back: then with true. */
  pause(millis: number): Promise<boolean>;
}

const ADOPT_MS = 20_000;

/** The outbox of this tab, and of tabs that were closed before they could send. */
export class Sending {
  private outbox: Outbox | null = null;
  private database: Database | null = null;
  private readonly ready: Promise<Outbox>;
  private tell: (outbox: Outbox) => void = () => {};
  private adopting: ReturnType<typeof setInterval> | undefined;
  private readonly stop = new AbortController();
  private release: (() => void) | null = null;

  constructor(private readonly world: SendingWorld) {
    this.ready = new Promise((resolve) => {
      this.tell = resolve;
    });
  }

  /** Whether nothing waits. */
  get idle(): boolean {
    return this.outbox?.idle ?? true;
  }

  async start(): Promise<void> {
    this.database = await Database.open(this.world.owner);
    const outbox = this.open(this.database);
    if (this.stop.signal.aborted) return;
    this.outbox = outbox;
    outbox.start();
    this.tell(outbox);
    if (!navigator.locks) {
      await outbox.load(); // Two tabs may send the same message: it has one id, and is stored once.
      outbox.start();
      return;
    }
    const lock = { signal: this.stop.signal };
    const took = navigator.locks.request(`parley-outbox-${this.world.owner}`, lock, async () => {
      // The tab that was sending has been closed: this one sends the messages that it left.
      await outbox.load();
      outbox.start();
      // It also sends the messages of other tabs that are closed from now on.
      this.adopting = setInterval(() => {
        outbox
          .load(ADOPT_MS)
          .then(() => outbox.start())
          .catch(() => {}); // Another tab has signed out, and deleted the database.
      }, ADOPT_MS);
      return new Promise<void>((resolve) => {
        this.release = resolve;
        if (this.stop.signal.aborted) resolve();
      });
    });
    took.catch(() => {}); // Sending ended before it was this tab's turn.
  }

  /** Resolves when the message is in the database, where it survives the tab. */
  async add(written: Written): Promise<void> {
    await (this.outbox ?? (await this.ready)).add(written);
  }

  async retry(id: string): Promise<void> {
    await this.outbox?.retry(id);
  }

  async discard(id: string): Promise<void> {
    await this.outbox?.discard(id);
  }

  /** Removes a message, because an event of the server shows that it was stored. */
  confirm(id: string): void {
    this.outbox?.confirm(id);
  }

  end(): void {
    clearInterval(this.adopting);
    this.stop.abort();
    this.outbox?.stop();
    this.release?.();
    this.database?.close();
  }

  /** To be called after the end. */
  async erase(): Promise<void> {
    await this.database?.erase();
  }

  private open(database: Database): Outbox {
    return new Outbox({
      database,
      send: (message) =>
        this.asUser(async () => {
          const body = {
            id: message.id,
            wa_id: message.waId,
            ...(message.content ? { content: message.content } : { text: message.text }),
            ...(message.replyTo ? { reply_to: message.replyTo } : {}),
            ...(message.expectSeq === null ? {} : { expect_seq: message.expectSeq }),
          };
          return (await change<{ message: Message }>("POST", "api/send", body)).message;
        }),
      upload: async (message, file, signal) => {
        try {
          const told = (share: number): void => this.setUpload(message.id, share);
          return (await this.asUser(() => upload(file.blob, file.name, signal, told))).id;
        } finally {
          this.setUpload(message.id, null);
        }
      },
      stored: this.world.stored,
      changed: (outbox) => this.world.show({ outbox }),
      now: () => Date.now(),
      random: () => Math.random(),
      pause: this.world.pause,
    });
  }

  private async asUser<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 401) this.world.signedOut();
      throw failure;
    }
  }

  private setUpload(id: string, share: number | null): void {
    const uploads = new Map(this.world.uploads());
    if (share === null) uploads.delete(id);
    else uploads.set(id, share);
    this.world.show({ uploads });
  }
}
