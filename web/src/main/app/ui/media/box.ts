import type { Media } from "../../api/types";

/** A narrower picture is drawn larger: beside it, the line with its time would leave a gap. */
const LEAST_WIDTH = 200;
const MOST_WIDTH = 320;
const MOST_HEIGHT = 360;

/** A box whose size is known before the file is there, so that nothing moves when it comes. */
export function boxOf(media: Media): { width: number; height: number } {
  const { width, height } = media;
  if (!width || !height) return { width: 280, height: 210 };
  const scale = Math.min(Math.max(1, LEAST_WIDTH / width), MOST_WIDTH / width, MOST_HEIGHT / height);
  return { width: Math.max(120, Math.round(width * scale)), height: Math.max(80, Math.round(height * scale)) };
}
