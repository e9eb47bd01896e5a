import type { Sync } from "../api/types";
import type { Fact } from "./model";

/** The functions and data outside of this module that following the server needs. */
export interface FollowingWorld {
  /** Returns the changes after a position; throws `ApiError`. */
  sync(since: string): Promise<Sync>;
  /** Applies an event. */
  live(fact: Fact): void;
  /** Applies the facts of a page of changes. */
  caughtUp(facts: Fact[]): void;
  /** Forgets everything and reads it again; throws `ApiError`. */
  reset(): Promise<void>;
  /** Whether there is a connection, so that events arrive; without one there is no hurry. */
  connected(): boolean;
  /** Resolves after a pause, or sooner when the connection is back. */
  pause(millis: number): Promise<unknown>;
}

const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** The number of events that may wait for earlier changes; if there are more, everything is read again. */
const MOST_WAITING = 5_000;

/**
 * Keeps the page at the state of the server. Everything that is shown was read at or after `position`, and every event
 * since then was applied. When events were missed, the changes since `position` are read first. Events that arrive
 * meanwhile wait, so that an old answer does not replace a newer event. If reading fails, it is repeated from the same
 * position, on the same connection or the next.
 */
export class Following {
  private waiting: { fact: Fact; position: string | undefined }[] | null = null;
  private tooMany = false;
  private connections = 0;
  private running = false;
  private ended = false;

  /** @param position the position of the store before anything was read */
  constructor(
    private position: string,
    private readonly world: FollowingWorld,
  ) {}

  hear(fact: Fact, position: string | undefined): void {
    if (!this.waiting) return this.apply(fact, position);
    if (this.waiting.length >= MOST_WAITING) {
      this.waiting = [];
      this.tooMany = true;
    }
    this.waiting.push({ fact, position });
  }

  /** A new session has begun, which receives every event after `at`. */
  connected(at: string | null): void {
    if (at === this.position && !this.waiting) return;
    this.connections++;
    this.waiting ??= [];
    void this.catchUp();
  }

  /** The earlier session was resumed: the missed events follow. */
  resume(): void {
    if (this.waiting) void this.catchUp();
  }

  end(): void {
    this.ended = true;
  }

  private async catchUp(): Promise<void> {
    if (this.running) return;
    this.running = true;
    let pause = SHORTEST_PAUSE_MS;
    try {
      while (!this.ended) {
        const connections = this.connections;
        try {
          await this.readChanges();
          // If another connection began meanwhile, changes before it may be missing in the answers: read again.
          if (connections === this.connections && !this.tooMany) return this.goOn();
          pause = SHORTEST_PAUSE_MS;
        } catch {
          if (!this.world.connected()) return; // the next connection begins again
          await this.world.pause(pause);
          pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        }
      }
    } finally {
      this.running = false;
    }
  }

  private async readChanges(): Promise<void> {
    if (this.tooMany) {
      const { position } = await this.world.sync(this.position);
      await this.world.reset();
      this.tooMany = false;
      this.position = position;
      return;
    }
    for (;;) {
      const sync = await this.world.sync(this.position);
      if (this.ended) return;
      if (sync.reset) await this.world.reset();
      else this.world.caughtUp(factsOf(sync));
      this.position = sync.position;
      if (!sync.more || sync.reset) return;
    }
  }

  private goOn(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const { fact, position } of waiting) this.apply(fact, position);
  }

  private apply(fact: Fact, position: string | undefined): void {
    if (position) this.position = position;
    this.world.live(fact);
  }
}

function factsOf(sync: Sync): Fact[] {
  const messages = sync.messages.toSorted((one, other) => one.seq - other.seq);
  const removed = sync.removed ?? [];
  const gone = removed.filter((it) => it.kind === "message" || it.kind === "note").map((it) => it.id);
  return [
    ...messages.map(
      (message): Fact => ({ kind: message.message_type === "note" ? "note" : "messageChanged", message }),
    ),
    // Before the chats, because a chat contains its last message as it is after the removal.
    ...(gone.length > 0 ? [{ kind: "gone" as const, ids: gone }] : []),
    ...sync.chats.map((chat): Fact => ({ kind: "chat", chat })),
    ...sync.contacts.map((contact): Fact => ({ kind: "contact", contact })),
    ...removed.filter((it) => it.kind === "chat").map((it): Fact => ({ kind: "removed", waId: it.id })),
  ];
}
