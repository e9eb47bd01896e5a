/** Addresses of files that were sent from this tab, by message; the last fifty. */
export const sentFiles = new Map<string, string>();
const MOST_SENT = 50;

export function urlOfSent(id: string, blob: Blob): string {
  const known = sentFiles.get(id);
  if (known) return known;
  const url = URL.createObjectURL(blob);
  sentFiles.set(id, url);
  if (sentFiles.size > MOST_SENT) {
    const [oldest, old] = sentFiles.entries().next().value as [string, string];
    sentFiles.delete(oldest);
    URL.revokeObjectURL(old);
  }
  return url;
}
