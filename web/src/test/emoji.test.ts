import { describe, expect, it } from "vitest";
import { LANGUAGES, type Language } from "../main/app/text/texts";
import { EMOJI } from "../main/app/ui/emoji";
import { emojiFor, loadEmojiWords, parseEmojiWords } from "../main/app/ui/emojiSearch";

const ALL = EMOJI.flatMap(({ emoji }) => emoji);

describe("the words of emoji", () => {
  it.each(Object.keys(LANGUAGES) as Language[])("are there for each of them: %s", async (language) => {
    const words = await loadEmojiWords(language);

    expect([...words.keys()].sort()).toEqual([...ALL].sort());
    for (const [emoji, own] of words) expect(own, emoji).not.toContain("");
    expect([...words.values()].filter((own) => own.length === 0)).toEqual([]);
  });

  it.each([
    ["en", "rocket", ["🚀"]],
    ["en", "red he", ["❤️"]],
    ["de", "FUSSBALL", ["⚽"]],
    ["de", "Bär", ["🐻"]],
    ["ar", "أرنب", ["🐰"]],
    ["ar", "ارنب", ["🐰"]],
  ] as const)("are found by their beginnings, whatever their case and marks: %s %s", async (language, query, found) => {
    expect([...emojiFor(query, await loadEmojiWords(language))]).toEqual(found);
  });

  it("must all match", () => {
    const words = parseEmojiWords("\n🐟 fish\n🎣 fish hook\n");

    expect([...emojiFor("fish", words)]).toEqual(["🐟", "🎣"]);
    expect([...emojiFor(" hook  fish ", words)]).toEqual(["🎣"]);
    expect([...emojiFor("fish net", words)]).toEqual([]);
  });
});
