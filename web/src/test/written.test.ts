import { describe, expect, it } from "vitest";
import { en } from "../main/app/text/en";
import type { Attachment } from "../main/app/ui/compose/files";
import { isLong } from "../main/app/ui/compose/longText";
import { filesToMessages } from "../main/app/ui/compose/written";
import { ANA } from "./facts";

const SENDING = { waId: ANA, replyTo: "msg_1", expectSeq: 7 };

function file(kind: Attachment["kind"], change: Partial<Attachment> = {}): Attachment {
  return { id: kind, kind, blob: new Blob(), name: `a ${kind}`, url: "", voice: false, over: null, ...change };
}

describe("the messages for chosen files", () => {
  it("give the caption to the first file that can have one, and the reply to the first file", () => {
    const written = filesToMessages(en, [file("audio"), file("image"), file("document")], "Here", SENDING);

    expect(written.map((it) => it.content?.caption)).toEqual([undefined, "Here", undefined]);
    expect(written.map((it) => it.replyTo)).toEqual(["msg_1", null, null]);
    expect(written.map((it) => it.expectSeq)).toEqual([7, 7, 7]);
    expect(written[2]?.content).toEqual({ type: "document", filename: "a document" });
  });

  it("are followed by the text if no file can have a caption", () => {
    const written = filesToMessages(en, [file("audio", { voice: true })], "Here", SENDING);

    expect(written.map((it) => [it.content?.type, it.text])).toEqual([
      ["audio", en.voice],
      [undefined, "Here"],
    ]);
    expect(written[0]?.content?.voice).toBe(true);
  });
});

describe("a text that was pasted", () => {
  it.each([
    ["a word", false],
    ["line\n".repeat(10), false],
    ["line\n".repeat(11), true],
    ["x".repeat(1_000), false],
    ["x".repeat(1_001), true],
  ])("is long by its lines or its letters (%#)", (text, long) => {
    expect(isLong(text)).toBe(long);
  });
});
