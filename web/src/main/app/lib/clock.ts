// Clocks of computers are minutes off, and what people are told ("3 min ago", time left to answer)
// comes from times of the server: it is compared with the server's clock.

/** Differences below this are the network's. */
const LEAST_MS = 2_000;

let offset = 0;

/** The server said what time it is, just now. */
export function setServerTime(millis: number): void {
  const difference = millis - Date.now();
  offset = Number.isFinite(difference) && Math.abs(difference) >= LEAST_MS ? difference : 0;
}

/** Milliseconds since 1970, by the server's clock. */
export function serverNow(): number {
  return Date.now() + offset;
}
