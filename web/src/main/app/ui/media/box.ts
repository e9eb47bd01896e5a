import type { Media } from "../../api/types";

/** The minimum width of a picture: beside a narrower one, the line with its time would leave a gap. */
const LEAST_WIDTH = 200;
const MOST_WIDTH = 320;
const MOST_HEIGHT = 360;

/** The size of the box of a file, known before the file is loaded, so that nothing moves when it arrives. */
export function boxOf(media: Media): { width: number; height: number } {
  const { width, height } = media;
  if (!width || !height) return { width: 280, height: 210 };
  const scale = Math.min(Math.max(1, LEAST_WIDTH / width), MOST_WIDTH / width, MOST_HEIGHT / height);
  return { width: Math.max(120, Math.round(width * scale)), height: Math.max(80, Math.round(height * scale)) };
}
