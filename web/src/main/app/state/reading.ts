/** The time for which a message must be in view to count as read. */
export const SEEN_MS = 500;
/** At most one report a second. */
export const PAUSE_MS = 1_000;

export interface ReadingWorld {
  /** Whether a person can see the page: it is visible and has the focus. */
  watched(): boolean;
  now(): number;
  after(millis: number, task: () => void): void;
  /** Reports that everything up to `seq` was read. @returns false if the report must be repeated later */
  report(waId: string, seq: number): Promise<boolean>;
}

/**
 * Decides which messages were read: those that were in view for half a second while the page was visible and had the
 * focus. Reports are sent at most once a second, each with a higher `seq` than the one before.
 */
export class Reading {
  private readonly since = new Map<number, number>();
  private reported = 0;
  private lastReport = Number.NEGATIVE_INFINITY;
  private planned = false;
  private ended = false;

  constructor(
    private readonly waId: string,
    private readonly world: ReadingWorld,
  ) {}

  /** Must be called when the messages in view may have changed. @param seqs the `seq` of the unread messages in view */
  inView(seqs: readonly number[]): void {
    const now = this.world.now();
    if (!this.world.watched()) {
      this.since.clear();
      return;
    }
    const seen = new Set(seqs);
    for (const seq of this.since.keys()) if (!seen.has(seq)) this.since.delete(seq);
    for (const seq of seqs) if (!this.since.has(seq)) this.since.set(seq, now);
    this.plan();
  }

  end(): void {
    this.ended = true;
    this.since.clear();
  }

  private plan(): void {
    if (this.planned || this.ended) return;
    let due = Number.POSITIVE_INFINITY;
    for (const [seq, since] of this.since) if (seq > this.reported) due = Math.min(due, since + SEEN_MS);
    if (due === Number.POSITIVE_INFINITY) return;
    this.planned = true;
    const at = Math.max(due, this.lastReport + PAUSE_MS);
    this.world.after(Math.max(0, at - this.world.now()), () => {
      this.planned = false;
      this.check();
    });
  }

  private check(): void {
    if (this.ended) return;
    if (!this.world.watched()) {
      this.since.clear();
      return;
    }
    const now = this.world.now();
    let highest = 0;
    for (const [seq, since] of this.since) if (now - since >= SEEN_MS) highest = Math.max(highest, seq);
    if (highest > this.reported) {
      const before = this.reported;
      this.reported = highest;
      this.lastReport = now;
      void this.world.report(this.waId, highest).then((known) => {
        // The report failed: messages that are still in view are reported again.
        if (known || this.reported !== highest) return;
        this.reported = before;
        this.plan();
      });
    }
    this.plan();
  }
}
