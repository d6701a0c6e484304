// @ts-check
// The camera of this device: whether there is one, its live picture, its light. It is released the
// moment it is let go. Reads no code and shows nothing.

import { t } from "../words.js";

/** @type {MediaStreamConstraints} */
const WISH = Object.freeze({
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
});

/** What went wrong, by the browser's name for it. @type {Readonly<Record<string, string>>} */
const TROUBLE = Object.freeze({
  NotAllowedError: "The browser may not use the camera. Allow it in the settings of this page.",
  NotFoundError: "There is no camera on this device.",
  OverconstrainedError: "There is no camera on this device.",
  NotReadableError: "Another program has the camera. Close it and try again.",
});
const OTHER = "The camera cannot be started.";

/** Why a camera can never work in this page; "" where it may.
 * @param {{isSecureContext?: boolean, navigator?: {mediaDevices?: unknown}}} [here] */
export function hindrance(here = globalThis) {
  if (here.isSecureContext === false) {
    return t("The camera needs an address that begins with https.");
  }
  return here.navigator?.mediaDevices ? "" : t("This browser has no camera for pages.");
}

/** Whether this device has a camera at all. @returns {Promise<boolean>} */
export async function hasCamera() {
  if (hindrance()) return false;
  try {
    const found = await navigator.mediaDevices.enumerateDevices();
    return found.some(({ kind }) => kind === "videoinput");
  } catch {
    return false;
  }
}

/** @param {unknown} error @returns {string} a sentence for people */
export function troubleOf(error) {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  return t(TROUBLE[name] ?? OTHER);
}

/** Events: `ended` where the camera was unplugged or taken away. */
export class Eye extends EventTarget {
  /** @type {MediaStream | null} */
  stream = null;

  get track() {
    return this.stream?.getVideoTracks()[0] ?? null;
  }

  /** @returns {Promise<MediaStream>} @throws {DOMException} */
  async open() {
    this.stream = await navigator.mediaDevices.getUserMedia(WISH);
    this.track?.addEventListener("ended", () => this.dispatchEvent(new Event("ended")));
    return this.stream;
  }

  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  get hasLight() {
    const able = /** @type {{torch?: boolean} | undefined} */ (this.track?.getCapabilities?.());
    return able?.torch === true;
  }

  /** @param {boolean} on @returns {Promise<boolean>} whether it is on now */
  async light(on) {
    try {
      const wish = /** @type {any} */ ({ advanced: [{ torch: on }] });
      await this.track?.applyConstraints(wish);
      return on;
    } catch {
      return false;
    }
  }
}
