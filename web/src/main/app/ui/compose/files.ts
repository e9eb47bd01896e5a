export type FileKind = "image" | "video" | "audio" | "document";

/** A file that was chosen and is not sent yet. */
export interface Attachment {
  id: string;
  kind: FileKind;
  blob: Blob;
  name: string;
  /** A URL of the bytes, to show them; must be released by `URL.revokeObjectURL`. */
  url: string;
  width?: number;
  height?: number;
  voice: boolean;
  /** If the file is too large, WhatsApp's limit in bytes. */
  over: number | null;
}

const MEGABYTE = 1024 * 1024;

/** WhatsApp's limits, in bytes. Source: Cloud API docs, "Supported media types". */
const LIMITS: Record<FileKind, number> = {
  image: 5 * MEGABYTE,
  video: 16 * MEGABYTE,
  audio: 16 * MEGABYTE,
  document: 100 * MEGABYTE,
};

/** Kinds of files that can have a caption. */
export const CAPTIONED: readonly FileKind[] = ["image", "video", "document"];

/** The maximum width and height of a picture that is made smaller. */
const MOST_PIXELS = 2560;
const QUALITY = 0.88;
const PATIENCE_MS = 3_000;

let count = 0;

function attachment(kind: FileKind, blob: Blob, name: string): Attachment {
  return {
    id: `file ${++count}`,
    kind,
    blob,
    name,
    url: URL.createObjectURL(blob),
    voice: false,
    over: blob.size > LIMITS[kind] ? LIMITS[kind] : null,
  };
}

function kindOf(type: string): FileKind {
  if (type.startsWith("image/")) return "image";
  if (type === "video/mp4" || type === "video/3gpp") return "video";
  if (type.startsWith("audio/")) return "audio";
  return "document";
}

/** Prepares a chosen file for sending: a picture that WhatsApp would not accept becomes a JPEG. */
export async function prepare(file: File): Promise<Attachment> {
  const kind = kindOf(file.type);
  const name = file.name || kind;
  if (kind === "image") {
    const picture = await preparePicture(file, name).catch(() => null);
    return picture ?? attachment("document", file, name);
  }
  const made = attachment(kind, file, name);
  if (kind === "video") Object.assign(made, await sizeOfVideo(made.url));
  return made;
}

/** Makes a voice note of a recording. */
export function voiceNote(blob: Blob): Attachment {
  return { ...attachment("audio", blob, blob.type.includes("mp4") ? "voice.m4a" : "voice.webm"), voice: true };
}

async function preparePicture(file: File, name: string): Promise<Attachment> {
  const picture = await createImageBitmap(file);
  const fits = (file.type === "image/jpeg" || file.type === "image/png") && file.size <= LIMITS.image;
  const scale = fits ? 1 : Math.min(1, MOST_PIXELS / picture.width, MOST_PIXELS / picture.height);
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  try {
    if (fits) return { ...attachment("image", file, name), width, height };
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.fillStyle = "#ffffff"; // JPEG has no transparency
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0, width, height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    return { ...attachment("image", blob, name.replace(/(\.[^.]*)?$/, ".jpg")), width, height };
  } finally {
    picture.close();
  }
}

/** The size of a video; undefined if the browser cannot play it. */
function sizeOfVideo(url: string): Promise<{ width: number; height: number } | undefined> {
  return new Promise((resolve) => {
    const video = document.createElement("video");
    const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    const end = (size?: { width: number; height: number }): void => {
      clearTimeout(timer);
      video.removeAttribute("src");
      resolve(size);
    };
    video.onloadedmetadata = () => end({ width: video.videoWidth, height: video.videoHeight });
    video.onerror = () => end();
    video.preload = "metadata";
    video.src = url;
  });
}
