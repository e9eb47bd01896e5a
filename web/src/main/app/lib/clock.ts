// The clock of a computer may be minutes off. The page shows the time since or until times of the server ("3 min ago",
// the time left to answer), so it computes with the server's clock.

/** Smaller differences come from the network, not from the clocks. */
const LEAST_MS = 2_000;

let offset = 0;

/** Sets the clock. @param millis the server's time, which has just arrived */
export function setServerTime(millis: number): void {
  const difference = millis - Date.now();
  offset = Number.isFinite(difference) && Math.abs(difference) >= LEAST_MS ? difference : 0;
}

/** Milliseconds since 1970, by the server's clock. */
export function serverNow(): number {
  return Date.now() + offset;
}
