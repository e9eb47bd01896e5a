// Builds into dist/, compresses every text file in advance, and compares the size of the files that a first
// visit loads with a limit. Prints one line; fails if the size is above the limit.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";

/** Gzip bytes of the page and the files it names: everything that is loaded before a chat can be read and answered. */
const FIRST_LOAD = 135 * 1024;
/** Gzip bytes of all texts. */
const EVERYTHING = 230 * 1024;

await build({ configFile: "vite.config.ts", logLevel: "warn" });

const assets = "dist/assets";
const sizes = new Map();
for (const name of readdirSync(assets)) {
  if (!/\.(js|css|json|svg|webmanifest)$/.test(name)) continue;
  const file = join(assets, name);
  const plain = readFileSync(file);
  const gzip = gzipSync(plain, { level: 9 });
  sizes.set(name, gzip.length);
  if (gzip.length < plain.length * 0.9 && plain.length > 512) {
    writeFileSync(`${file}.gz`, gzip);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
    writeFileSync(`${file}.br`, brotliCompressSync(plain, { params }));
  }
}

const page = readFileSync("dist/index.html");
// Scripts, their imports, and styles. Nothing else is loaded first: a test in a browser checks that.
const named = [...page.toString().matchAll(/(?:src|href)="\.\/assets\/([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const first = gzipSync(page).length + named.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
const all = gzipSync(page).length + [...sizes.values()].reduce((sum, size) => sum + size, 0);
const kb = (bytes) => (bytes / 1024).toFixed(1);
console.log(
  `web client: first load ${kb(first)} of ${kb(FIRST_LOAD)} KB gzip, everything ${kb(all)} of ${kb(EVERYTHING)} KB`,
);
if (first > FIRST_LOAD || all > EVERYTHING) {
  console.error("The web client is over its budget.");
  process.exit(1);
}
