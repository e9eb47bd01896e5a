import { useEffect, useRef, useState } from "react";
import type { Media, Message } from "../api/types";
import { minutes } from "../lib/time";
import { useTexts } from "../text/texts";
import css from "./chat.module.css";
import { Icon, type IconName } from "./Icon";
import { RichText } from "./RichText";
import { openViewer } from "./Viewer";

const MOST_WIDTH = 320;
const MOST_HEIGHT = 360;
const SPEEDS = [1, 1.5, 2];

/** A box whose size is known before the file is there, so that nothing moves when it comes. */
function boxOf(media: Media): { width: number; height: number } {
  const { width, height } = media;
  if (!width || !height) return { width: 280, height: 210 };
  const scale = Math.min(1, MOST_WIDTH / width, MOST_HEIGHT / height);
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
    <span className={css.file}>
      <span className={css.fileIcon}>
        <Icon name={icon} size={22} />
      </span>
      <span className={css.fileText}>
        <span>{label}</span>
        {state && <small>{state}</small>}
        {link && /^https?:/i.test(link) && (
          <a href={link} target="_blank" rel="noopener noreferrer nofollow">
            {t.open}
          </a>
        )}
      </span>
    </span>
  );
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
  const label = sticker ? t.sticker : t.photo;
  const ready = media.url !== undefined && media.status !== "waiting" && media.status !== "gone";
  const box = sticker ? { width: 144, height: 144 } : boxOf(media);
  return (
    <>
      {ready ? (
        <button
          type="button"
          className={css.picture}
          data-sticker={sticker}
          style={{ inlineSize: box.width, blockSize: box.height }}
          aria-label={`${t.open}: ${label}`}
          onClick={() => openViewer({ url: media.url as string, name: media.name ?? message.id, caption })}
        >
          <img
            src={media.thumbnail_url ?? media.url}
            width={box.width}
            height={box.height}
            alt={caption ?? label}
            loading="lazy"
          />
        </button>
      ) : (
        <Absent icon="photo" label={label} media={media} link={link} />
      )}
      {caption && <RichText text={caption} />}
    </>
  );
}

export function Video({ media, caption, link }: { media: Media; caption: string | null; link: string | null }) {
  const t = useTexts();
  const box = boxOf(media);
  const ready = media.url !== undefined && media.status !== "waiting" && media.status !== "gone";
  return (
    <>
      {ready ? (
        // biome-ignore lint/a11y/useMediaCaption: customers send no captions with their videos
        <video
          className={css.video}
          src={media.url}
          poster={media.thumbnail_url}
          width={box.width}
          height={box.height}
          controls
          preload="none"
          aria-label={t.video}
        />
      ) : (
        <Absent icon="video" label={t.video} media={media} link={link} />
      )}
      {caption && <RichText text={caption} />}
    </>
  );
}

/** One plays at a time. */
let playing: HTMLAudioElement | null = null;

export function AudioPlayer({ media, voice, link }: { media: Media; voice: boolean; link: string | null }) {
  const t = useTexts();
  const audio = useRef<HTMLAudioElement>(null);
  const [running, setRunning] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(media.duration ?? 0);
  const [speed, setSpeed] = useState(1);
  const label = voice ? t.voice : t.audio;

  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed]);

  if (!media.url || media.status === "waiting" || media.status === "gone") {
    return <Absent icon="mic" label={label} media={media} link={link} />;
  }
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
      <span className={css.wave}>
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
          max={Math.max(1, Math.round(length))}
          value={Math.round(at)}
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
        onClick={() => setSpeed(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] as number)}
      >
        {speed}×
      </button>
    </span>
  );
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
