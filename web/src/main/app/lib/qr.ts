/**
 * QR codes of one size, which is enough for the addresses that an authenticator app reads: version 9, 53 modules a
 * side, two blocks with error correction L, mask 0. Source: ISO/IEC 18004.
 */

/** The number of modules of a side. */
export const QR_SIZE = 53;
/** The maximum length of a text, in bytes of UTF-8. */
export const QR_BYTES = 230;

const BLOCK = 116; // codewords with data in each of the two blocks
const CHECK = 30; // codewords for error correction in each
const ALIGNMENT = [6, 26, 46];
const FORMAT = 0x77c4; // error correction L, mask 0
const VERSION = 0x9a99; // 9

// Powers of 2 and their logarithms in the field of 256 elements.
const EXP = new Uint8Array(255);
const LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++) {
  EXP[i] = x;
  LOG[x] = i;
  x = (x << 1) ^ (x & 128 ? 0x11d : 0);
}

const at = (list: Uint8Array, i: number): number => list[i] as number;
const times = (a: number, b: number): number => (a && b ? at(EXP, (at(LOG, a) + at(LOG, b)) % 255) : 0);

/** The remainder of a block after the division by the generator. */
function check(block: Uint8Array): Uint8Array {
  const generator = new Uint8Array(CHECK + 1);
  generator[0] = 1;
  for (let i = 0; i < CHECK; i++) {
    for (let j = i + 1; j > 0; j--) generator[j] = at(generator, j) ^ times(at(generator, j - 1), at(EXP, i));
  }
  const rest = new Uint8Array(BLOCK + CHECK);
  rest.set(block);
  for (let i = 0; i < BLOCK; i++) {
    const factor = at(rest, i);
    for (let j = 0; j <= CHECK; j++) rest[i + j] = at(rest, i + j) ^ times(at(generator, j), factor);
  }
  return rest.subarray(BLOCK);
}

/** The codewords in the order in which they are drawn. */
function codewords(bytes: Uint8Array): number[] {
  const data = new Uint8Array(2 * BLOCK);
  let high = 4; // bytes follow
  [bytes.length, ...bytes, 0].forEach((byte, i) => {
    data[i] = (high << 4) | (byte >> 4);
    high = byte & 15;
  });
  for (let i = bytes.length + 2, pad = 0xec; i < data.length; i++, pad ^= 0xec ^ 0x11) data[i] = pad;
  const blocks = [data.subarray(0, BLOCK), data.subarray(BLOCK)];
  const all: number[] = [];
  for (const parts of [blocks, blocks.map(check)]) {
    parts[0]?.forEach((_, i) => {
      for (const part of parts) all.push(at(part, i));
    });
  }
  return all;
}

/** The dark modules of a text, row by row; null if the text is too long. */
export function qrCode(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > QR_BYTES) return null;
  const rows: (boolean | undefined)[][] = Array.from({ length: QR_SIZE }, () => Array(QR_SIZE).fill(undefined));
  const set = (x: number, y: number, dark: boolean): void => {
    const row = rows[y];
    if (row && x >= 0 && x < QR_SIZE) row[x] = dark;
  };
  const last = QR_SIZE - 7;
  for (let i = 0; i < QR_SIZE; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  const rings = (x: number, y: number, reach: number, isDark: (ring: number) => boolean): void => {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  };
  for (const x of ALIGNMENT) {
    for (const y of ALIGNMENT) {
      const finder = Math.max(x, y) === 6 || Math.abs(x - y) === 40; // a finder pattern is there
      if (!finder) rings(x, y, 2, (ring) => ring !== 1);
    }
  }
  for (const [x, y] of [
    [3, 3],
    [last + 3, 3],
    [3, last + 3],
  ] as const) {
    rings(x, y, 4, (ring) => ring !== 2 && ring !== 4);
  }
  for (let i = 0; i < 15; i++) {
    const dark = ((FORMAT >> i) & 1) === 1;
    const near = i < 6 ? i : i < 8 ? i + 1 : QR_SIZE - 15 + i;
    const far = i < 8 ? QR_SIZE - 1 - i : i < 9 ? 7 : 14 - i;
    set(8, near, dark);
    set(far, 8, dark);
  }
  set(8, QR_SIZE - 8, true);
  for (let i = 0; i < 18; i++) {
    const dark = ((VERSION >> i) & 1) === 1;
    const [long, short] = [QR_SIZE - 11 + (i % 3), Math.floor(i / 3)];
    set(long, short, dark);
    set(short, long, dark);
  }
  fill(rows, codewords(bytes));
  return rows as boolean[][];
}

/** Draws codewords into the modules that are free, two columns at a time, up and down, from the right. */
function fill(rows: (boolean | undefined)[][], words: number[]): void {
  let bit = 0;
  for (let right = QR_SIZE - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < QR_SIZE; step++) {
      const y = ((right + 1) & 2) === 0 ? QR_SIZE - 1 - step : step;
      for (const x of [right, right - 1]) {
        const row = rows[y];
        if (row && row[x] === undefined) {
          const word = words[bit >> 3] ?? 0;
          row[x] = ((word >> (7 - (bit & 7))) & 1) !== 1 - ((x + y) % 2);
          bit++;
        }
      }
    }
  }
}
