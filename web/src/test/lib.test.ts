import { describe, expect, it } from "vitest";
import { calm, hue, initials, isEmojiOnly, phoneText, plainName } from "../main/app/lib/hostile";
import { pieces } from "../main/app/lib/links";
import { ago, clock, dayName, dayNumber, duration, listTime } from "../main/app/lib/time";
import { Drafts } from "../main/app/state/drafts";

const WORDS = { today: "Today", yesterday: "Yesterday" };

describe("times", () => {
  it("belong to the day in the reader's time zone", () => {
    const late = "2026-11-29T23:30:00.000Z";
    const now = Date.parse("2026-11-30T00:30:00.000Z");
    expect(dayName("en", WORDS, late, now, "UTC")).toBe("Yesterday");
    expect(dayName("en", WORDS, late, now, "America/New_York")).toBe("Today");
    expect(dayName("en", WORDS, late, now, "Asia/Tokyo")).toBe("Today");
  });

  it("count days across the change of the clocks", () => {
    const zone = "Europe/Berlin";
    const before = "2026-10-24T22:30:00.000Z"; // 00:30 on the 25th, in summer
    const after = "2026-10-25T22:30:00.000Z"; // 23:30 on the 25th, in winter
    expect(dayNumber(before, zone)).toBe(dayNumber(after, zone));
    expect(dayNumber("2026-10-25T23:30:00.000Z", zone)).toBe(dayNumber(after, zone) + 1);
  });

  it("belong to the same day with and without the name of the browser's zone", () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    for (let hour = 0; hour < 24 * 366; hour += 5) {
      const time = Date.UTC(2026, 0, 1, hour);
      expect(dayNumber(time), `${timeZone}, hour ${hour}`).toBe(dayNumber(time, timeZone));
    }
  });

  it("in the list get shorter the older they are", () => {
    const now = Date.parse("2026-11-29T12:00:00.000Z");
    const at = (time: string): string => listTime("en", WORDS, time, now, "UTC");
    expect(at("2026-11-29T09:05:00.000Z")).toBe(clock("en", "2026-11-29T09:05:00.000Z", "UTC"));
    expect(at("2026-11-28T09:05:00.000Z")).toBe("Yesterday");
    expect(at("2026-11-25T09:05:00.000Z")).toBe("Wed");
    expect(at("2026-10-01T09:05:00.000Z")).toBe("10/1/26");
  });

  it("of a customer's clock that is ahead are today", () => {
    const now = Date.parse("2026-11-29T23:59:00.000Z");
    expect(listTime("en", WORDS, "2026-11-30T00:05:00.000Z", now, "UTC")).toMatch(/12:05/);
  });

  it("are written as people say them", () => {
    const now = Date.parse("2026-11-29T12:00:00.000Z");
    expect(ago("en", "2026-11-29T11:57:00.000Z", now)).toBe("3 min. ago");
    expect(duration("en", 3 * 3_600_000 + 20 * 60_000)).toBe("3 hr 20 min");
    expect(duration("en", 20_000)).toBe("1 min");
  });
});

describe("links", () => {
  const links = (text: string): string[] => pieces(text).flatMap((it) => ("href" in it ? [it.href] : []));

  it("are found in a text", () => {
    expect(links("See example.com, or write to ann@example.com.")).toEqual([
      "http://example.com",
      "mailto:ann@example.com",
    ]);
  });

  it.each(["javascript:alert(1)", "data:text/html,<b>", "vbscript:x", "file:///etc/passwd", "JaVaScRiPt:alert(1)"])(
    "are never %s",
    (text) => {
      expect(links(text).filter((href) => !/^(https?|mailto):/.test(href))).toEqual([]);
    },
  );

  it("say where they lead, in punycode", () => {
    const [piece] = pieces("https://аpple.com/");
    expect(piece && "host" in piece && piece.host).toBe("xn--pple-43d.com");
  });

  it("have no direction marks in their label", () => {
    const labels = pieces("https://example.com/\u202Egpj.exe").map((it) => it.text);
    expect(labels.join("")).not.toMatch(/\u202E/);
  });

  it("lose nothing of the text", () => {
    const text = "a https://example.com b www.example.org c";
    expect(
      pieces(text)
        .map((it) => it.text)
        .join(""),
    ).toBe(text);
  });

  it("do not take long to find in a hostile text", () => {
    const began = performance.now();
    pieces("http://".repeat(2_500));
    pieces("a@".repeat(9_000));
    pieces(`${"(".repeat(9_000)}http://x.com${")".repeat(9_000)}`);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe("texts of strangers", () => {
  it("have at most eight marks on a letter", () => {
    expect(calm(`a${"\u0301".repeat(60)}b`)).toBe(`a${"\u0301".repeat(8)}b`);
  });

  it("cannot reverse a name", () => {
    expect(plainName("\u202EannA\u202C ")).toBe("annA");
  });

  it("that are one to three emoji are shown large", () => {
    expect(["👍", "👩‍👩‍👧 🎉", "❤️❤️❤️"].map(isEmojiOnly)).toEqual([true, true, true]);
    expect(["👍👍👍👍", "ok 👍", "1", "", "#"].map(isEmojiOnly)).toEqual([false, false, false, false, false]);
  });

  it("have initials", () => {
    expect(["Ana Ruiz", "ana", "+1 555 010 0042", "", "👍", "محمد علي"].map(initials)).toEqual([
      "AR",
      "A",
      "42",
      "?",
      "?",
      "مع",
    ]);
  });

  it("that are numbers are grouped", () => {
    expect(phoneText("15550100042")).toBe("+1 555 010 0042");
    expect(phoneText("491701234567")).toBe("+491 701 234 567");
    expect(phoneText("US.204")).toBe("US.204");
    expect(hue("15550100042")).toBe(hue("15550100042"));
  });
});

describe("drafts", () => {
  const storage = (): Storage => {
    const map = new Map<string, string>();
    return {
      getItem: (key) => map.get(key) ?? null,
      setItem: (key, value) => void map.set(key, value),
      removeItem: (key) => void map.delete(key),
      key: (index) => [...map.keys()][index] ?? null,
      clear: () => map.clear(),
      get length() {
        return map.size;
      },
    };
  };

  it("are kept by chat and user", () => {
    const shared = storage();
    const drafts = new Drafts(shared, "u1");
    drafts.write("1", "Hello");
    drafts.write("2", "x");
    drafts.write("2", "");

    expect(new Drafts(shared, "u1").all()).toEqual(new Map([["1", "Hello"]]));
    expect(new Drafts(shared, "u2").all().size).toBe(0);
    expect(drafts.chatOf("parley:u1:draft:1")).toBe("1");
    expect(drafts.chatOf("parley:u2:draft:1")).toBeNull();
  });

  it("show the other tabs who uses the browser", () => {
    const shared = storage();
    new Drafts(shared, "u1").claim();
    const drafts = new Drafts(shared, "u2");
    drafts.claim();

    expect(shared.getItem("parley:user")).toBe("u2");
    expect(new Drafts(shared, "u1").isOfAnother("parley:user", "u2")).toBe(true);
    expect(drafts.isOfAnother("parley:user", "u2")).toBe(false);
    expect(drafts.isOfAnother("parley:u1:draft:1", "u1")).toBe(false);
    drafts.erase();
    expect(shared.length).toBe(0);
    expect(new Drafts(shared, "u1").isOfAnother("parley:user", null)).toBe(false);
  });

  it("survive a storage that is full", () => {
    const full = {
      ...storage(),
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    };
    const drafts = new Drafts(full as Storage, "u1");

    expect(() => drafts.write("1", "Hello")).not.toThrow();
    expect(() => drafts.claim()).not.toThrow();
  });
});
