import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import type { Content } from "../api/types";

/** A file that goes with a message. It is uploaded before the message is sent. */
export interface OutgoingFile {
  blob: Blob;
  name: string;
  /** The size of a picture or video in pixels, for which the chat reserves space. */
  width?: number;
  height?: number;
  /** Its id once it was uploaded. */
  media: string | null;
}

/** A message of somebody else that arrived while the user was writing. */
export interface Missed {
  id: string;
  name: string;
  text: string;
  at: string;
  own: boolean;
}

/** A message of this browser that the server has not confirmed yet. */
export interface Outgoing {
  /** The permanent id of the message, chosen here: `msg_<unix millis>_<9 of a-z0-9>`. */
  id: string;
  waId: string;
  /** The text that the chat shows until the server answers. */
  text: string;
  /** The content; null for a text. */
  content: Content | null;
  replyTo: string | null;
  /** The newest `seq` that the writer saw; null: do not ask whether somebody else has answered. */
  expectSeq: number | null;
  at: string;
  state: "waiting" | "failed";
  /** Why it failed, in the server's words. */
  error: string | null;
  /** The server's code for that error, for example `window_closed`. */
  code: string | null;
  file?: OutgoingFile | null;
  /** Whether it could not be sent at once, because the network or the server was not available. */
  delayed?: boolean;
  /** Messages that others wrote meanwhile: this message is not sent until the user has seen them. */
  missed?: readonly Missed[] | null;
}

interface Schema extends DBSchema {
  outbox: { key: string; value: Outgoing };
}

/** Keeps outgoing messages beyond the life of the tab; only in memory if the browser has no database. */
export class Database {
  private constructor(
    private readonly name: string,
    private readonly db: IDBPDatabase<Schema> | null,
    private readonly memory = new Map<string, Outgoing>(),
  ) {}

  /** @param user the owner of the database: two users of a browser share nothing */
  static async open(user: string): Promise<Database> {
    const name = `parley-${user}`;
    try {
      let opened: IDBPDatabase<Schema> | null = null;
      const db = await openDB<Schema>(name, 1, {
        upgrade: (made) => {
          made.createObjectStore("outbox", { keyPath: "id" });
        },
        // Another tab signs out, and wants to delete the database.
        blocking: () => opened?.close(),
      });
      opened = db;
      return new Database(name, db);
    } catch {
      return new Database(name, null);
    }
  }

  async all(): Promise<Outgoing[]> {
    const all = this.db ? await this.db.getAll("outbox") : [...this.memory.values()];
    return all.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : one.id < other.id ? -1 : 1));
  }

  async has(id: string): Promise<boolean> {
    return this.db ? (await this.db.count("outbox", id)) > 0 : this.memory.has(id);
  }

  async put(message: Outgoing): Promise<void> {
    if (this.db) await this.db.put("outbox", message);
    else this.memory.set(message.id, message);
  }

  async remove(id: string): Promise<void> {
    if (this.db) await this.db.delete("outbox", id);
    else this.memory.delete(id);
  }

  close(): void {
    this.db?.close();
  }

  async erase(): Promise<void> {
    this.memory.clear();
    this.db?.close();
    if (this.db) await deleteDB(this.name);
  }
}
