const MOST_A_SECOND = 5;

/**
 * Decides whether the rows of a list are animated. They are if one row moves, comes or goes at a time, at most five
 * times a second. A larger change, for example after another filter was chosen, is not animated.
 */
export class RowMotion {
  private times: number[] = [];
  private animated = false;

  constructor(private ids: readonly string[]) {}

  /** @param ids the rows in their order; the same array as before if nothing has changed */
  animates(ids: readonly string[], now: number): boolean {
    if (ids === this.ids) return this.animated;
    this.times = [...this.times.filter((time) => time > now - 1_000), now].slice(-MOST_A_SECOND - 1);
    this.animated = this.times.length <= MOST_A_SECOND && Math.abs(ids.length - this.ids.length) <= 1;
    this.ids = ids;
    return this.animated;
  }
}
