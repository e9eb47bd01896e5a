import { useEffect, useRef, useState } from "react";
import type { Media, Message } from "../../api/types";
import { minutes } from "../../lib/minutes";
import { number } from "../../lib/numbers";
import { changeSettings } from "../../lib/settings";
import { useLanguage, usePageTexts } from "../../text/texts";
import css from "../audio.module.css";
import { useSettings } from "../context";
import { Icon } from "../Icon";
import { Absent, isReady } from "./Absent";
import { useFreshLinks } from "./useFreshLinks";

const SPEEDS = [1, 1.5, 2];
/** By how much an arrow key moves the position, at most. */
const KEY_SECONDS = 5;

/** The sound that is playing: only one plays at a time. */
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
  const t = usePageTexts();
  const language = useLanguage();
  const audio = useRef<HTMLAudioElement>(null);
  const [running, setRunning] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(media.duration ?? 0);
  const speed = useSettings((settings) => settings.speed);
  const label = voice ? t.voice : t.audio;

  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed]);
  // Stops the sound when its controls are removed, because it would continue without them.
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
  const seek = (to: number): void => {
    if (audio.current) audio.current.currentTime = to;
    setAt(to);
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
          aria-valuetext={`${minutes(language, at)} / ${minutes(language, length)}`}
          onChange={(event) => seek(Number(event.target.value))}
          onKeyDown={(event) => {
            const back = event.key === "ArrowLeft" || event.key === "ArrowDown";
            if (!back && event.key !== "ArrowRight" && event.key !== "ArrowUp") return;
            // The browser would move by a tenth of a second.
            event.preventDefault();
            seek(Math.min(length, Math.max(0, at + (back ? -1 : 1) * Math.min(KEY_SECONDS, length / 10))));
          }}
        />
        <small>{minutes(language, running || at > 0 ? at : length)}</small>
      </span>
      <button
        type="button"
        className={css.speed}
        aria-label={`${t.speed} ${number(language, speed)}`}
        onClick={() => changeSettings({ speed: SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] as number })}
      >
        {number(language, speed)}×
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

/** The heights of the bars, from 3 to 26; all equal if the server has no waveform. */
function sampled(waveform: readonly number[]): number[] {
  if (waveform.length === 0) return new Array<number>(BARS).fill(4);
  const most = waveform.reduce((highest, value) => Math.max(highest, value), 0.01);
  return Array.from({ length: BARS }, (_, index) => {
    const value = waveform[Math.floor((index * waveform.length) / BARS)] ?? 0;
    return 3 + (Math.max(0, value) / most) * 23;
  });
}
