import { describe, expect, it } from "vitest";
import { Shards } from "../main/app/state/shards";
import { random } from "./facts";

describe("a map in shards", () => {
  it("has the same entries as a map, and does not change when its draft changes", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const next = random(seed);
      const map = new Map<string, number>();
      let shards: Shards<number> = Shards.empty();
      for (let round = 0; round < 10; round++) {
        const before = [...shards.values()].join();
        const draft = shards.change();
        for (let step = 0; step < 20; step++) {
          const key = `1555${Math.floor(next() * 200)}`;
          if (next() < 0.3) {
            map.delete(key);
            draft.delete(key);
          } else {
            map.set(key, step);
            draft.set(key, step);
          }
          if (draft.get(key) !== map.get(key)) throw new Error(`seed ${seed}: ${key}`);
        }
        expect([...shards.values()].join(), `seed ${seed}`).toBe(before);
        shards = draft.result();
      }
      expect(shards.size, `seed ${seed}`).toBe(map.size);
      expect([...map.keys()].map((key) => shards.get(key))).toEqual([...map.values()]);
    }
  });
});
