import type { Fact } from "./model";

const HIDDEN_TAB_MS = 250;

/** Facts that wait for the next frame, so that all facts of one frame are drawn together. */
export class FactQueue {
  private readonly facts: Fact[] = [];
  private scheduled = false;
  private ended = false;

  /** @param apply called with all waiting facts, in the order in which they arrived */
  constructor(private readonly apply: (facts: readonly Fact[]) => void) {}

  add(...facts: readonly Fact[]): void {
    for (const fact of facts) this.facts.push(fact);
    if (this.scheduled) return;
    this.scheduled = true;
    const flush = (): void => this.flush();
    // A hidden tab has no frames: without the timer it would wait forever.
    const timer = setTimeout(flush, HIDDEN_TAB_MS);
    if (document.hidden) return;
    requestAnimationFrame(() => {
      clearTimeout(timer);
      flush();
    });
  }

  /** Applies the waiting facts and then these, at once. */
  addNow(...facts: readonly Fact[]): void {
    this.add(...facts);
    this.flush();
  }

  /** Ends the queue: no fact is applied after that. */
  end(): void {
    this.ended = true;
  }

  private flush(): void {
    if (!this.scheduled || this.ended) return;
    this.scheduled = false;
    this.apply(this.facts.splice(0));
  }
}
