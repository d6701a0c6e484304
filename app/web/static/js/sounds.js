// @ts-check
// Tones for ok, warning and error: different in pitch and length, so they need no looking.
// Made by WebAudio, no files. The same news is always on screen too.

/**
 * Each note: pitch in Hz, start and length in ms, wave.
 * @type {Readonly<Record<string, readonly [number, number, number, OscillatorType][]>>}
 */
export const TONES = Object.freeze({
  ok: [[1568, 0, 90, "sine"]],
  warn: [[880, 0, 110, "triangle"], [880, 170, 110, "triangle"]],
  error: [[196, 0, 200, "sawtooth"], [147, 230, 320, "sawtooth"]],
});

const KEY = "lotwise.sound";
const PEAK = 0.25;

/** @type {AudioContext | null} */
let context = null;

/** Loudness from 0 (mute) to 1, kept on this device. */
export function volume() {
  const stored = Number(globalThis.localStorage?.getItem(KEY) ?? "1");
  return Number.isFinite(stored) ? Math.min(Math.max(stored, 0), 1) : 1;
}

/** @param {number} level 0 to 1 */
export function setVolume(level) {
  globalThis.localStorage?.setItem(KEY, String(level));
}

/** Plays a tone; silently does nothing where the browser allows no sound. @param {string} name */
export function play(name) {
  const loud = volume() * PEAK;
  const notes = TONES[name];
  if (!notes || loud === 0 || typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume().catch(() => undefined);
  for (const note of notes) sound(context, loud, note);
  if (name === "error") globalThis.navigator?.vibrate?.([120, 60, 200]);
}

/**
 * @param {AudioContext} audio
 * @param {number} loud
 * @param {readonly [number, number, number, OscillatorType]} note
 */
function sound(audio, loud, [pitch, start, length, wave]) {
  const from = audio.currentTime + start / 1000;
  const until = from + length / 1000;
  const gain = audio.createGain();
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(loud, from + 0.008);
  gain.gain.setValueAtTime(loud, until - 0.02);
  gain.gain.linearRampToValueAtTime(0, until);
  const oscillator = audio.createOscillator();
  oscillator.type = wave;
  oscillator.frequency.value = pitch;
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(from);
  oscillator.stop(until + 0.02);
}
