import { useEffect, useRef, useState } from "react";
import { minutes } from "../../lib/minutes";
import { useLanguage, usePageTexts } from "../../text/texts";
import { announce } from "../Announcer";
import common from "../common.module.css";
import { useClient, useMemory } from "../context";
import { Icon } from "../Icon";
import { AudioPlayer } from "../media/AudioPlayer";
import { toast } from "../Toasts";
import css from "./compose.module.css";
import { type Attachment, voiceNote } from "./files";

/** Formats in which browsers record, best first; the server converts each to Ogg without encoding it again. */
const FORMATS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4;codecs=opus", "audio/mp4"];
const MOST_SECONDS = 15 * 60;
const BARS = 48;
const TICK_MS = 100;
const RECORDING = "a recording";

type Stage = { name: "asking" } | { name: "recording" } | { name: "done"; note: Attachment; seconds: number };

interface Recording {
  recorder: MediaRecorder;
  stream: MediaStream;
  audio: AudioContext;
}

/**
 * Records a voice note, in the place of the message box. Nothing leaves the browser before the user sends it.
 * If the user leaves the chat, the recording waits among the chosen files of that chat.
 */
export function Recorder({
  waId,
  onSend,
  onClose,
}: {
  waId: string;
  onSend: (note: Attachment) => void;
  onClose: () => void;
}) {
  const client = useClient();
  const { trays } = useMemory();
  const t = usePageTexts();
  const language = useLanguage();
  const [stage, setStage] = useState<Stage>({ name: "asking" });
  const [seconds, setSeconds] = useState(0);
  const [levels, setLevels] = useState<readonly number[]>([]);
  const recording = useRef<Recording | null>(null);
  const controls = useRef<HTMLDivElement>(null);
  const wanted = useRef<"review" | "send" | "keep" | "nothing">("keep");
  const note = useRef<Attachment | null>(null);
  const send = useRef(onSend);
  const close = useRef(onClose);
  send.current = onSend;
  close.current = onClose;

  // A recording is lost when the tab is closed.
  useEffect(() => {
    client.unsaved.add(RECORDING);
    return () => {
      client.unsaved.delete(RECORDING);
    };
  }, [client]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: one recording, from the first moment on
  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setInterval> | undefined;
    const begin = async (): Promise<void> => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const stop = (): void => {
        for (const track of stream.getTracks()) track.stop();
      };
      if (ended) return stop();
      const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
      const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
      const audio = new AudioContext();
      const analyser = audio.createAnalyser();
      audio.createMediaStreamSource(stream).connect(analyser);
      const chunks: Blob[] = [];
      const samples = new Uint8Array(analyser.fftSize);
      let began = performance.now();
      recorder.ondataavailable = (event) => chunks.push(event.data);
      recorder.onstop = () => {
        clearInterval(timer);
        stop();
        void audio.close();
        const length = (performance.now() - began) / 1000;
        if (wanted.current === "nothing") return;
        const made = voiceNote(new Blob(chunks, { type: recorder.mimeType.split(";")[0] ?? "audio/webm" }));
        if (wanted.current === "send") return send.current(made);
        note.current = made;
        if (ended) keep();
        else setStage({ name: "done", note: made, seconds: length });
      };
      recorder.start(1_000);
      began = performance.now();
      recording.current = { recorder, stream, audio };
      setStage({ name: "recording" });
      announce(t.recording);
      timer = setInterval(() => {
        const now = (performance.now() - began) / 1000;
        setSeconds(now);
        analyser.getByteTimeDomainData(samples);
        const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0);
        setLevels((before) => [...before, loudest / 128]);
        if (now > MOST_SECONDS) finish("review");
      }, TICK_MS);
    };
    begin().catch((failure: unknown) => {
      if (ended) return;
      toast(failure instanceof DOMException && failure.name === "NotFoundError" ? t.micMissing : t.micDenied);
      close.current();
    });
    return () => {
      ended = true;
      clearInterval(timer);
      if (recording.current) finish("keep");
      else keep();
    };
  }, []);

  const keep = (): void => {
    if (!note.current) return;
    trays.set(waId, [...(trays.get(waId) ?? []), note.current]);
    client.unsaved.add(waId);
    note.current = null;
  };

  // Each stage removes the element that had the focus, so its own controls get the focus.
  useEffect(() => {
    const next = { asking: null, recording: "[data-stop]", done: "[data-review] button" }[stage.name];
    (next === null ? controls.current : controls.current?.querySelector<HTMLElement>(next))?.focus();
  }, [stage.name]);

  const finish = (then: typeof wanted.current): void => {
    wanted.current = then;
    const current = recording.current;
    recording.current = null;
    if (current && current.recorder.state !== "inactive") current.recorder.stop();
  };
  const cancel = (): void => {
    finish("nothing");
    if (stage.name === "done") URL.revokeObjectURL(stage.note.url);
    note.current = null;
    close.current();
  };

  return (
    <div
      ref={controls}
      className={css.recorder}
      role="group"
      tabIndex={-1}
      aria-label={t.record}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          cancel();
        }
      }}
    >
      <button type="button" className={common.iconButton} aria-label={t.discard} title={t.discard} onClick={cancel}>
        <Icon name="trash" />
      </button>
      {stage.name === "done" ? (
        <span className={css.review} data-review="true">
          <AudioPlayer
            media={{ url: stage.note.url, duration: stage.seconds, waveform: [...levels] }}
            voice
            link={null}
          />
        </span>
      ) : (
        <>
          <span className={css.recordDot} data-on={stage.name === "recording"} aria-hidden="true" />
          <time className={css.recordTime}>{minutes(language, seconds)}</time>
          <svg className={css.levels} viewBox={`0 0 ${BARS * 4} 28`} preserveAspectRatio="none" aria-hidden="true">
            {levels.slice(-BARS).map((level, index, shown) => {
              const height = 3 + Math.min(1, level * 1.6) * 23;
              const x = (BARS - shown.length + index) * 4;
              // biome-ignore lint/suspicious/noArrayIndexKey: bars of a picture
              return <rect key={index} x={x} y={14 - height / 2} width="2.500" height={height} rx="1.200" />;
            })}
          </svg>
          <button
            type="button"
            className={common.iconButton}
            aria-label={t.stopRecording}
            title={t.stopRecording}
            data-stop="true"
            disabled={stage.name !== "recording"}
            onClick={() => finish("review")}
          >
            <Icon name="stop" />
          </button>
        </>
      )}
      <button
        type="button"
        className={css.send}
        aria-label={t.send}
        title={t.send}
        disabled={stage.name === "asking"}
        onClick={() => {
          note.current = null;
          if (stage.name === "done") onSend(stage.note);
          else finish("send");
        }}
      >
        <Icon name="send" />
      </button>
    </div>
  );
}
