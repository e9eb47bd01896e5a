import { describe, expect, it } from "vitest";
import { RowMotion } from "../main/app/ui/rowMotion";

describe("rows of a list", () => {
  it("are animated up to five times a second", () => {
    const motion = new RowMotion(["a", "b"]);
    const animated = [0, 100, 200, 300, 400, 500, 600].map((now) => motion.animates(["b", "a"], now));

    expect(animated).toEqual([true, true, true, true, true, false, false]);
    expect(motion.animates(["b", "a"], 1_700)).toBe(true);
  });

  it("are not animated when another list replaces them", () => {
    const motion = new RowMotion(["a", "b", "c"]);

    expect(motion.animates(["a"], 0)).toBe(false);
    expect(motion.animates(["b", "a"], 2_000)).toBe(true);
  });

  it("are treated as before while nothing changes", () => {
    const ids = ["a", "b"];
    const motion = new RowMotion([]);
    const before = motion.animates(ids, 0);

    expect(motion.animates(ids, 5_000)).toBe(before);
  });
});
