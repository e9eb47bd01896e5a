import { afterEach, describe, expect, it, vi } from "vitest";
import { minutes } from "../main/app/lib/minutes";
import { badge, number } from "../main/app/lib/numbers";

const DIGITS = /[0-9]/;

/** The modules in a browser that is set to the Arabic of Egypt. */
async function inEgypt() {
  vi.stubGlobal("navigator", { languages: ["ar-EG", "en"] });
  vi.resetModules();
  const [numbers, player, time, { ar }, { arPages }, { fileSize }] = await Promise.all([
    import("../main/app/lib/numbers"),
    import("../main/app/lib/minutes"),
    import("../main/app/lib/time"),
    import("../main/app/text/ar"),
    import("../main/app/text/pages/ar"),
    import("../main/app/ui/contents"),
  ]);
  return { ...numbers, ...player, ...time, ar, arPages, fileSize };
}

/** All texts that are not functions, with their names. */
function fixed(texts: object, path = ""): [string, string][] {
  return Object.entries(texts).flatMap(([name, value]): [string, string][] => {
    if (typeof value === "string") return [[path + name, value]];
    return typeof value === "object" ? fixed(value, `${path}${name}.`) : [];
  });
}

describe("numbers", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("of a player are minutes and seconds", () => {
    expect(minutes("en", 125.9)).toBe("2:05");
    expect(minutes("de", 4_000)).toBe("66:40");
  });

  it("of a badge have two digits at most", () => {
    expect([badge("en", 7), badge("en", 120)]).toEqual(["7", "99+"]);
  });

  it("are grouped as the language does", () => {
    expect([number("en", 12_345), number("de", 12_345)]).toEqual(["12,345", "12.345"]);
  });

  it("and times have the digits of the reader's country", async () => {
    const { ago, ar, arPages, badge, clock, duration, fileSize, minutes } = await inEgypt();
    expect([minutes("ar", 125), badge("ar", 120)]).toEqual(["٢:٠٥", "٩٩+"]);
    const noon = Date.parse("2026-11-29T12:00:00.000Z");
    const written = [
      ago("ar", noon - 240_000, noon),
      ar.mostFiles(10),
      ar.newMessages(7),
      ar.tooLong(5),
      ar.unread(12),
      ar.waiting(12),
      arPages.attempt(3),
      arPages.contactCards(12),
      arPages.hookWaiting(3),
      arPages.indexing(40),
      arPages.items(12),
      arPages.longTitle(12),
      arPages.moreFound(20, 1_234, false),
      arPages.pictureOf(1, 12),
      arPages.secondFactorOn(8),
      arPages.templatesFetched(12, 3),
      clock("ar", noon, "UTC"),
      duration("ar", 4_000_000),
      fileSize("ar", 4_200_000),
    ];

    expect(written.filter((text) => DIGITS.test(text))).toEqual([]);
  });

  it("in texts without values have these digits too", async () => {
    const { ar, arPages } = await inEgypt();
    const named = [...fixed(ar), ...fixed(arPages)].map(([name, text]) => [name, text.replaceAll("n8n", "")]);

    expect(named.filter(([, text]) => DIGITS.test(text ?? ""))).toEqual([]);
  });
});
