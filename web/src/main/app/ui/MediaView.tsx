import { useEffect, useRef, useState } from "react";
import type { Media, Message } from "../api/types";
import { plainName } from "../lib/hostile";
import { changeSettings } from "../lib/settings";
import { minutes } from "../lib/time";
import type { Outgoing, OutgoingFile } from "../state/database";
import { useLanguage, useTexts } from "../text/texts";
import css from "./chat.module.css";
import { fileSize, str } from "./contents";
import { useClient, useSettings, useView } from "./context";
import { Icon, type IconName } from "./Icon";
import { RichText } from "./RichText";
import { openViewer } from "./viewing";

/** A narrower picture is drawn larger: beside it, the line with its time would leave a gap. */
const LEAST_WIDTH = 200;
const MOST_WIDTH = 320;
const MOST_HEIGHT = 360;
const SPEEDS = [1, 1.5, 2];

/** A box whose size is known before the file is there, so that nothing moves when it comes. */
function boxOf(media: Media): { width: number; height: number } {
  const { width, height } = media;
  if (!width || !height) return { width: 280, height: 210 };
  const scale = Math.min(Math.max(1, LEAST_WIDTH / width), MOST_WIDTH / width, MOST_HEIGHT / height);
  return { width: Math.max(120, Math.round(width * scale)), height: Math.max(80, Math.round(height * scale)) };
}

/** What stands in for a file that cannot be shown. */
function Absent({ icon, label, media, link }: { icon: IconName; label: string; media: Media; link: string | null }) {
  const t = useTexts();
  const state =
    media.status === "gone"
      ? t.mediaGone
      : media.status === "waiting"
        ? t.mediaWaiting
        : link
          ? null
          : t.mediaElsewhere;
  return (
    <span className={css.file} data-state={media.status}>
      <span className={css.fileIcon}>
        <Icon name={icon} size={22} />
      </span>
      <span className={css.fileText}>
        <span>{label}</span>
        {state && <small title={media.reason}>{state}</small>}
        {link && /^https?:/i.test(link) && (
          <a href={link} target="_blank" rel="noopener noreferrer nofollow">
            {t.open}
          </a>
        )}
      </span>
    </span>
  );
}

/** Whether there are bytes to show. */
function isReady(media: Media): media is Media & { url: string } {
  return media.url !== undefined && media.status !== "waiting" && media.status !== "gone";
}

/** Asks once for fresh links, where those of a message are too old to be served. */
function useFreshLinks(message: string): () => void {
  const client = useClient();
  const asked = useRef(false);
  return () => {
    if (asked.current) return;
    asked.current = true;
    client.refresh(message).catch(() => {});
  };
}

export function Picture({
  message,
  media,
  caption,
  link,
  sticker = false,
}: {
  message: Message;
  media: Media;
  caption: string | null;
  link: string | null;
  sticker?: boolean;
}) {
  const t = useTexts();
  const broken = useFreshLinks(message.id);
  const label = sticker ? t.sticker : t.photo;
  const box = sticker ? { width: 144, height: 144 } : boxOf(media);
  // What was just sent from here is shown from here, so that it does not blink.
  const local = sentFiles.get(message.id);
  const thumbnail = media.thumbnail_url;
  return (
    <>
      {isReady(media) ? (
        <button
          type="button"
          className={css.picture}
          data-sticker={sticker}
          style={{ inlineSize: box.width, aspectRatio: `${box.width} / ${box.height}` }}
          aria-label={`${t.open}: ${label}`}
          onClick={() => openViewer(message)}
        >
          <img
            src={local ?? thumbnail ?? media.url}
            srcSet={local || !thumbnail ? undefined : `${thumbnail} 1x, ${previewOf(thumbnail)} 2x`}
            width={box.width}
            height={box.height}
            alt={caption ?? label}
            loading="lazy"
            decoding="async"
            onError={broken}
          />
        </button>
      ) : (
        <Absent icon="photo" label={label} media={media} link={link} />
      )}
      {caption && <RichText text={caption} />}
    </>
  );
}

/** The larger one of the two small copies of a picture. */
function previewOf(thumbnail: string): string {
  return thumbnail.replace(/([?&]size=)thumb\b/, "$1preview");
}

export function Video({
  message,
  media,
  caption,
  link,
}: {
  message: Message;
  media: Media;
  caption: string | null;
  link: string | null;
}) {
  const t = useTexts();
  const broken = useFreshLinks(message.id);
  const box = boxOf(media);
  const local = sentFiles.get(message.id);
  return (
    <>
      {isReady(media) ? (
        // biome-ignore lint/a11y/useMediaCaption: customers send no captions with their videos
        <video
          className={css.video}
          src={local ?? media.url}
          width={box.width}
          height={box.height}
          style={{ aspectRatio: `${box.width} / ${box.height}` }}
          controls
          preload="metadata"
          aria-label={t.video}
          onError={broken}
        />
      ) : (
        <Absent icon="video" label={t.video} media={media} link={link} />
      )}
      {caption && <RichText text={caption} />}
    </>
  );
}

/** Addresses of files that were sent from this tab, by message; the last fifty. */
const sentFiles = new Map<string, string>();
const MOST_SENT = 50;

function urlOfSent(id: string, blob: Blob): string {
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

/** A file on its way to the server: as it will look, with how far it is. */
export function WaitingFile({ message, file }: { message: Outgoing; file: OutgoingFile }) {
  const client = useClient();
  const t = useTexts();
  const language = useLanguage();
  const share = useView((view) => view.uploads.get(message.id));
  const [url] = useState(() => urlOfSent(message.id, file.blob));
  const kind = message.content?.type;
  const box = boxOf(file.width && file.height ? { width: file.width, height: file.height } : {});
  const style = { inlineSize: box.width, aspectRatio: `${box.width} / ${box.height}` };
  const caption = str(message.content?.caption);
  const uploading = message.state === "waiting" && file.media === null;
  return (
    <>
      {kind === "image" ? (
        <span className={css.picture} style={style}>
          <img src={url} width={box.width} height={box.height} alt={caption ?? t.photo} />
        </span>
      ) : kind === "video" ? (
        <span className={css.picture} style={style} data-video="true">
          <Icon name="video" size={32} />
        </span>
      ) : kind === "audio" ? (
        <AudioPlayer media={{ url }} voice={message.content?.voice === true} link={null} />
      ) : (
        <span className={css.file}>
          <span className={css.fileIcon}>
            <Icon name="file" size={22} />
          </span>
          <span className={css.fileText}>
            <bdi>{plainName(file.name)}</bdi>
            <small>{fileSize(language, file.blob.size)}</small>
          </span>
        </span>
      )}
      {caption && <RichText text={caption} />}
      {uploading && (
        <span className={css.uploading}>
          <progress aria-label={t.uploading} max="1" value={share ?? 0} />
          <button type="button" onClick={() => void client.discard(message.id)}>
            {t.cancel}
          </button>
        </span>
      )}
    </>
  );
}

/** One plays at a time. */
let playing: HTMLAudioElement | null = null;

export function AudioPlayer({
  media,
  voice,
  link,
  onBroken,
}: {
  media: Media;
  voice: boolean;
  link: string | null;
  onBroken?: () => void;
}) {
  const t = useTexts();
  const audio = useRef<HTMLAudioElement>(null);
  const [running, setRunning] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(media.duration ?? 0);
  const speed = useSettings((settings) => settings.speed);
  const label = voice ? t.voice : t.audio;

  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed]);
  // A sound whose controls are gone goes on by itself.
  useEffect(() => {
    const element = audio.current;
    return () => {
      element?.pause();
      if (playing === element) playing = null;
    };
  }, []);

  if (!isReady(media)) return <Absent icon="mic" label={label} media={media} link={link} />;
  const bars = sampled(media.waveform ?? []);
  const done = length > 0 ? at / length : 0;
  const toggle = (): void => {
    const element = audio.current;
    if (!element) return;
    if (running) element.pause();
    else {
      if (playing && playing !== element) playing.pause();
      playing = element;
      element.playbackRate = speed;
      void element.play().catch(() => setRunning(false));
    }
  };
  return (
    <span className={css.audio}>
      {/* biome-ignore lint/a11y/useMediaCaption: a voice message has no text */}
      <audio
        ref={audio}
        src={media.url}
        preload="none"
        onPlay={() => setRunning(true)}
        onPause={() => setRunning(false)}
        onEnded={() => setAt(0)}
        onError={onBroken}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => {
          const { duration } = event.currentTarget;
          if (Number.isFinite(duration)) setLength(duration);
        }}
      />
      <button
        type="button"
        className={css.playButton}
        aria-label={`${running ? t.pause : t.play}: ${label}`}
        onClick={toggle}
      >
        <Icon name={running ? "pause" : "play"} size={20} />
      </button>
      <span className={css.wave} dir="ltr">
        <svg viewBox={`0 0 ${bars.length * 4} 28`} preserveAspectRatio="none" aria-hidden="true">
          {bars.map((height, index) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: bars of a picture
              key={index}
              x={index * 4}
              y={14 - height / 2}
              width="2.500"
              height={height}
              rx="1.200"
              data-done={index / bars.length < done}
            />
          ))}
        </svg>
        <input
          type="range"
          min="0"
          max={Math.max(1, length)}
          step="0.1"
          value={at}
          aria-label={t.seek}
          aria-valuetext={`${minutes(at)} / ${minutes(length)}`}
          onChange={(event) => {
            if (audio.current) audio.current.currentTime = Number(event.target.value);
            setAt(Number(event.target.value));
          }}
        />
        <small>{minutes(running || at > 0 ? at : length)}</small>
      </span>
      <button
        type="button"
        className={css.speed}
        aria-label={`${t.speed} ${speed}`}
        onClick={() => changeSettings({ speed: SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] as number })}
      >
        {speed}×
      </button>
    </span>
  );
}

/** A voice note or a sound of a message. */
export function Sound({
  message,
  media,
  voice,
  link,
}: {
  message: Message;
  media: Media;
  voice: boolean;
  link: string | null;
}) {
  const broken = useFreshLinks(message.id);
  return <AudioPlayer media={media} voice={voice} link={link} onBroken={broken} />;
}

const BARS = 40;

/** Heights from 3 to 26; where the server has no waveform, an even line. */
function sampled(waveform: readonly number[]): number[] {
  if (waveform.length === 0) return new Array<number>(BARS).fill(4);
  const most = Math.max(1, ...waveform);
  return Array.from({ length: BARS }, (_, index) => {
    const value = waveform[Math.floor((index * waveform.length) / BARS)] ?? 0;
    return 3 + (Math.max(0, value) / most) * 23;
  });
}
