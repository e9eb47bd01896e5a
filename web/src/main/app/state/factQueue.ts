import type { Fact } from "./model";

const HIDDEN_TAB_MS = 250;

/** Facts that wait for the next frame: what comes within one is drawn once. */
export class FactQueue {
  private readonly facts: Fact[] = [];
  private scheduled = false;
  private ended = false;

  /** @param apply is given all that waited, in the order they came */
  constructor(private readonly apply: (facts: readonly Fact[]) => void) {}

  add(...facts: readonly Fact[]): void {
    for (const fact of facts) this.facts.push(fact);
    if (this.scheduled) return;
    this.scheduled = true;
    const flush = (): void => this.flush();
    // A tab that is hidden, even just before the frame, would wait for the frame forever.
    const timer = setTimeout(flush, HIDDEN_TAB_MS);
    if (document.hidden) return;
    requestAnimationFrame(() => {
      clearTimeout(timer);
      flush();
    });
  }

  /** Applies these at once, after what waits. */
  addNow(...facts: readonly Fact[]): void {
    this.add(...facts);
    this.flush();
  }

  /** Nothing is applied after that. */
  end(): void {
    this.ended = true;
  }

  private flush(): void {
    if (!this.scheduled || this.ended) return;
    this.scheduled = false;
    this.apply(this.facts.splice(0));
  }
}
