import { ApiError, BASE, refusal } from "./http";
import type { Media } from "./types";

/** An upload without progress for this long is cancelled. */
const STALL_MS = 60_000;

/**
 * Stores a file at the server. Only `XMLHttpRequest` reports the progress of an upload.
 *
 * @param told called with the share of the bytes that were sent, from 0 to 1
 * @throws ApiError of status 0 and code `cancelled` when `signal` ends it
 */
export function upload(
  file: Blob,
  name: string,
  signal: AbortSignal,
  told: (share: number) => void,
): Promise<Media & { id: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stalled: ReturnType<typeof setTimeout> | undefined;
    const moved = (): void => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALL_MS);
    };
    const cancel = (): void => request.abort();
    const end = (): void => {
      clearTimeout(stalled);
      signal.removeEventListener("abort", cancel);
    };
    request.upload.onprogress = (event) => {
      moved();
      if (event.lengthComputable && event.total > 0) told(event.loaded / event.total);
    };
    request.onload = () => {
      end();
      const body: unknown = request.response;
      if (request.status === 201 && typeof body === "object" && body !== null && "id" in body) {
        resolve(body as Media & { id: string });
      } else reject(refusal(request.status, body));
    };
    request.onerror = () => {
      end();
      reject(new ApiError(0, "unreachable", "Parley cannot be reached"));
    };
    request.onabort = () => {
      end();
      reject(
        signal.aborted
          ? new ApiError(0, "cancelled", "The upload was cancelled")
          : new ApiError(0, "unreachable", "Parley cannot be reached"),
      );
    };
    request.open("POST", `${BASE}api/media?name=${encodeURIComponent(name)}`);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    if (signal.aborted) return reject(new ApiError(0, "cancelled", "The upload was cancelled"));
    signal.addEventListener("abort", cancel);
    moved();
    request.send(file);
  });
}
