import { Component, createRef, type KeyboardEvent, type ReactNode } from "react";

/** The place of a reader: at the end and following it, or at a row that is `top` pixels below the upper edge. */
export type Place = { following: true } | { following: false; id: string; top: number };

interface Props {
  /** Rows are the elements with `data-row`, a name that never changes. Other elements are never the anchor. */
  children: ReactNode;
  className?: string | undefined;
  start: Place;
  /** Whether the last row is the end of the list. */
  whole: boolean;
  /** Called when the reader is near the first or last row that is shown, so that more may be needed. */
  onNearStart: () => void;
  onNearEnd: () => void;
  onFollowing: (following: boolean) => void;
  /** Called when the place or the rows in view have changed. */
  onMoved?: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

interface Anchor {
  element: HTMLElement;
  id: string;
  /** Pixels from the upper edge of the viewport. */
  top: number;
}

/** A reader who is this near to the end, in pixels, follows it. */
const NEAR_END = 80;
const SCREENS = 2;

/**
 * A list that never jumps. The reader's place is the first row that starts inside the viewport. After every change of
 * the rows, their heights or the window, the list corrects its scroll position before the browser paints. It keeps no
 * positions in pixels from the top. A reader who follows the end stays at the end.
 */
export class AnchoredList extends Component<Props> {
  private readonly viewport = createRef<HTMLDivElement>();
  private readonly content = createRef<HTMLDivElement>();
  private observer: ResizeObserver | null = null;
  private following = true;
  private anchor: Anchor | null = null;
  private lastTop = 0;
  private revealed = -1;
  private frame = 0;

  override componentDidMount(): void {
    const { start } = this.props;
    const viewport = this.viewport.current as HTMLDivElement;
    this.following = start.following;
    if (start.following) this.toEnd();
    else this.put(start.id, start.top);
    if (viewport.scrollHeight - viewport.clientHeight - viewport.scrollTop <= NEAR_END) this.setFollowing(true);
    this.remember();
    this.observer = new ResizeObserver(() => this.correct());
    this.observer.observe(viewport);
    this.observer.observe(this.content.current as HTMLDivElement);
    // The rows that fill the window are painted before more are requested.
    this.frame = requestAnimationFrame(() => this.ask());
  }

  override componentWillUnmount(): void {
    this.observer?.disconnect();
    cancelAnimationFrame(this.frame);
  }

  override getSnapshotBeforeUpdate(): null {
    // The reader may have scrolled since the last event. If not, the anchor stays: rows may have
    // moved because the window changed, and that is not corrected yet.
    if (!this.following && this.wasScrolled()) this.remember();
    return null;
  }

  override componentDidUpdate(): void {
    this.correct();
    this.ask();
  }

  get place(): Place {
    if (this.following || !this.anchor) return { following: true };
    return { following: false, id: this.anchor.id, top: this.anchor.top };
  }

  get element(): HTMLDivElement | null {
    return this.viewport.current;
  }

  follow(): void {
    this.setFollowing(true);
    this.toEnd();
    this.remember();
  }

  /** Scrolls a row to a share of the viewport's height. @returns whether there is such a row */
  show(id: string, share: number): boolean {
    const row = this.row(id);
    const viewport = this.viewport.current;
    if (!row || !viewport) return false;
    this.setFollowing(false);
    const room = viewport.clientHeight - row.offsetHeight;
    this.put(id, Math.max(8, room * share));
    this.remember();
    if (this.props.whole && viewport.scrollHeight <= viewport.clientHeight) this.setFollowing(true);
    this.ask();
    return true;
  }

  /** Scrolls a row into view, if it is not. The reader who goes up to it no longer follows the end. */
  reveal(id: string): void {
    const viewport = this.viewport.current;
    this.row(id)?.scrollIntoView({ block: "nearest" });
    if (!viewport || viewport.scrollTop === this.lastTop) return;
    if (viewport.scrollTop < this.lastTop) {
      this.setFollowing(false);
      this.revealed = viewport.scrollTop;
    }
    this.lastTop = viewport.scrollTop;
    this.remember();
  }

  /** The rows that are at least half in view. */
  inView(): HTMLElement[] {
    const viewport = this.viewport.current;
    if (!viewport) return [];
    const edge = viewport.getBoundingClientRect();
    return this.rows().filter((row) => {
      const own = row.getBoundingClientRect();
      const middle = own.top + Math.min(own.height, edge.height) / 2;
      return middle >= edge.top && middle <= edge.bottom;
    });
  }

  private rows(): HTMLElement[] {
    return [...(this.content.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  }

  private row(id: string): HTMLElement | null {
    return this.content.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null;
  }

  private put(id: string, top: number): void {
    const viewport = this.viewport.current;
    const row = this.row(id);
    if (!viewport) return;
    if (!row) {
      this.following = true;
      return this.toEnd();
    }
    viewport.scrollTop += row.getBoundingClientRect().top - viewport.getBoundingClientRect().top - top;
    this.lastTop = viewport.scrollTop;
  }

  private toEnd(): void {
    const viewport = this.viewport.current;
    if (!viewport) return;
    viewport.scrollTop = viewport.scrollHeight;
    this.lastTop = viewport.scrollTop;
  }

  /** Takes the first row that starts inside the viewport as the anchor; a binary search finds it. */
  private remember(): void {
    const viewport = this.viewport.current;
    if (!viewport) return;
    const edge = viewport.getBoundingClientRect().top;
    const rows = this.rows();
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle] as HTMLElement).getBoundingClientRect().top < edge) low = middle + 1;
      else high = middle;
    }
    const element = rows[Math.min(low, rows.length - 1)];
    if (!element) {
      this.anchor = null;
      return;
    }
    this.anchor = { element, id: element.dataset.row ?? "", top: element.getBoundingClientRect().top - edge };
  }

  private correct(): void {
    const viewport = this.viewport.current;
    if (!viewport) return;
    if (this.following) {
      if (Math.abs(viewport.scrollHeight - viewport.clientHeight - viewport.scrollTop) > 0.5) this.toEnd();
      this.remember();
      return;
    }
    const { anchor } = this;
    if (!anchor) return this.remember();
    const element = anchor.element.isConnected ? anchor.element : this.row(anchor.id);
    if (!element) return this.remember();
    const moved = element.getBoundingClientRect().top - viewport.getBoundingClientRect().top - anchor.top;
    if (Math.abs(moved) > 0.5) {
      viewport.scrollTop += moved;
      this.lastTop = viewport.scrollTop;
    }
    anchor.element = element;
  }

  private readonly scrolled = (): void => {
    const viewport = this.viewport.current;
    if (!viewport) return;
    // Also near the end, a row that was revealed stays in view.
    if (viewport.scrollTop === this.lastTop && this.lastTop === this.revealed) return this.ask();
    const left = viewport.scrollHeight - viewport.clientHeight - viewport.scrollTop;
    // Growing content is not a movement of the reader: only scrolling up ends the following.
    if (left <= NEAR_END) this.setFollowing(true);
    else if (viewport.scrollTop < this.lastTop - 1) this.setFollowing(false);
    // Nor is a scroll event that a correction of the list causes.
    if (this.wasScrolled()) this.remember();
    this.ask();
  };

  /** Whether the position differs from that of the last correction. */
  private wasScrolled(): boolean {
    const top = this.viewport.current?.scrollTop ?? 0;
    const scrolled = Math.abs(top - this.lastTop) >= 1;
    this.lastTop = top;
    return scrolled;
  }

  private setFollowing(following: boolean): void {
    if (this.following === following) return;
    this.following = following;
    this.props.onFollowing(following);
  }

  private ask(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      const viewport = this.viewport.current;
      if (!viewport) return;
      const near = viewport.clientHeight * SCREENS;
      if (viewport.scrollTop < near) this.props.onNearStart();
      if (viewport.scrollHeight - viewport.clientHeight - viewport.scrollTop < near) this.props.onNearEnd();
      this.props.onMoved?.();
    });
  }

  override render(): ReactNode {
    return (
      <div
        ref={this.viewport}
        className={this.props.className}
        onScroll={this.scrolled}
        onKeyDown={this.props.onKeyDown}
      >
        <div ref={this.content}>{this.props.children}</div>
      </div>
    );
  }
}
