import { describe, expect, it } from "vitest";
import { Reading } from "../main/app/state/reading";

/** A world whose clock moves only if the test moves it. */
class World {
  time = 0;
  visible = true;
  readonly reports: number[] = [];
  online = true;
  private tasks: { at: number; task: () => void }[] = [];

  readonly reading = new Reading("1", {
    watched: () => this.visible,
    now: () => this.time,
    after: (millis, task) => this.tasks.push({ at: this.time + millis, task }),
    report: (_, seq) => {
      this.reports.push(seq);
      return Promise.resolve(this.online);
    },
  });

  pass(millis: number): void {
    const end = this.time + millis;
    for (;;) {
      const next = this.tasks.filter((it) => it.at <= end).sort((one, other) => one.at - other.at)[0];
      if (!next) break;
      this.tasks = this.tasks.filter((it) => it !== next);
      this.time = Math.max(this.time, next.at);
      next.task();
    }
    this.time = end;
  }
}

describe("a message", () => {
  it("is read after half a second in view", () => {
    const world = new World();
    world.reading.inView([1, 2]);
    world.pass(499);
    expect(world.reports).toEqual([]);

    world.pass(1);
    expect(world.reports).toEqual([2]);
  });

  it("that was scrolled past is not read", () => {
    const world = new World();
    world.reading.inView([1]);
    world.pass(300);
    world.reading.inView([5]);
    world.pass(300);
    expect(world.reports).toEqual([]);
  });

  it("in a window without focus is not read", () => {
    const world = new World();
    world.reading.inView([1]);
    world.visible = false;
    world.pass(2_000);
    expect(world.reports).toEqual([]);

    world.visible = true;
    world.reading.inView([1]);
    world.pass(500);
    expect(world.reports).toEqual([1]);
  });

  it("is reported once, and at most once a second", () => {
    const world = new World();
    world.reading.inView([1]);
    world.pass(500);
    world.reading.inView([1, 2]);
    world.pass(999);
    expect(world.reports).toEqual([1]);

    world.pass(1);
    world.reading.inView([1, 2]);
    world.pass(5_000);
    expect(world.reports).toEqual([1, 2]);
  });

  it("is reported again if the report did not reach the server", async () => {
    const world = new World();
    world.online = false;
    world.reading.inView([1]);
    world.pass(500);
    await Promise.resolve();
    world.online = true;
    world.pass(1_000);
    expect(world.reports).toEqual([1, 1]);

    await Promise.resolve();
    world.pass(5_000);
    expect(world.reports).toEqual([1, 1]);
  });

  it("of a chat that was left is not reported", () => {
    const world = new World();
    world.reading.inView([1]);
    world.reading.end();
    world.pass(2_000);
    expect(world.reports).toEqual([]);
  });
});
