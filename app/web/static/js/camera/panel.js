// @ts-check
// The live picture with its frame, light and cross. It looks for codes one picture after another,
// never two at once, and lets the camera go when it is closed, left alone or out of sight.

import { ApiError } from "../api.js";
import { fill, h, icon } from "../dom.js";
import { t } from "../words.js";
import { ownDecoder, serverDecoder } from "./decoders.js";
import { Eye, troubleOf } from "./eye.js";
import { Repeats } from "./repeats.js";

/** @typedef {import("./decoders.js").Decoder} Decoder */
/** @typedef {"look" | "wait" | "close"} Leave it may look, waits, or is not wanted any more */
/** @typedef {{leave?: () => Leave, decoder?: () => Promise<Decoder>}} Parts */

const IDLE_MS = 120_000;
const WAIT_MS = 250;
const LOST_MS = 2_000;
const HIT_MS = 350;
const HOW = "Hold a code in the frame.";

/** Events: `code` with `{data}`, `close`. */
export class CameraPanel extends EventTarget {
  /** @param {Parts} [parts] */
  constructor({ leave = () => "look", decoder = bestDecoder } = {}) {
    super();
    this.leave = leave;
    this.decoder = decoder;
    this.eye = new Eye();
    this.video = /** @type {HTMLVideoElement} */ (h("video", {
      playsinline: "", muted: "", "aria-hidden": "true",
    }));
    this.says = h("p", { class: "camera-says", role: "status" });
    this.lamp = h("button", {
      class: "btn btn-icon btn-touch", type: "button", "aria-label": t("Light"),
      "aria-pressed": "false", hidden: true, onclick: () => this.turnLight(),
    }, icon("sun"));
    this.element = h("section", { class: "camera", "aria-label": t("Camera") },
      h("div", { class: "camera-view" }, this.video, h("span", { class: "camera-zone" })),
      h("div", { class: "camera-foot" }, this.says, this.lamp,
        h("button", {
          class: "btn btn-touch", type: "button", data: { do: "close-camera" },
          onclick: () => this.close(),
        }, icon("close"), t("Close camera"))));
    this.hidden = () => { if (document.hidden) this.close(); };
    this.gone = () => this.close();
    this.isOpen = false;
  }

  /** Put it into the page and begin to look. @param {HTMLElement} host its first child from now */
  async open(host) {
    if (this.isOpen) return;
    this.isOpen = true;
    host.prepend(this.element);
    this.say(t("Starting the camera …"));
    document.addEventListener("visibilitychange", this.hidden);
    window.addEventListener("pagehide", this.gone);
    try {
      const stream = await this.eye.open();
      if (!this.isOpen) return this.eye.close();
      this.video.muted = true; // the attribute alone does not mute what a script made
      this.video.srcObject = stream;
      this.eye.addEventListener("ended", this.gone);
      await this.video.play();
      this.lamp.hidden = !this.eye.hasLight;
      this.say(t(HOW));
      await this.watch(await this.decoder());
    } catch (error) {
      if (this.isOpen) this.fail(troubleOf(error));
    }
    return undefined;
  }

  /** @param {string} words */
  fail(words) {
    this.eye.close();
    this.element.dataset.off = "";
    this.say(words, "warn");
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.eye.close();
    this.video.srcObject = null;
    this.element.remove();
    document.removeEventListener("visibilitychange", this.hidden);
    window.removeEventListener("pagehide", this.gone);
    this.dispatchEvent(new Event("close"));
  }

  /** @param {Decoder} decoder */
  async watch(decoder) {
    const repeats = new Repeats();
    let last = performance.now();
    while (this.isOpen) {
      const may = performance.now() - last > IDLE_MS ? "close" : this.leave();
      if (may === "close" || !this.element.isConnected) return this.close();
      const pause = may === "wait" ? WAIT_MS : await this.look(decoder, repeats);
      if (this.element.dataset.hit) last = performance.now();
      await new Promise((done) => setTimeout(done, pause));
    }
    return undefined;
  }

  /** One picture. @param {Decoder} decoder @param {Repeats} repeats
   * @returns {Promise<number>} ms until the next one */
  async look(decoder, repeats) {
    try {
      const codes = await decoder.read(this.video);
      if (!this.isOpen || this.leave() !== "look") return WAIT_MS;
      this.say(t(HOW));
      for (const data of repeats.see(codes, performance.now())) this.hit(data);
      return decoder.pause;
    } catch (error) {
      this.say(lostWords(error), "warn");
      return LOST_MS;
    }
  }

  /** @param {string} data */
  hit(data) {
    this.element.dataset.hit = "1";
    setTimeout(() => { delete this.element.dataset.hit; }, HIT_MS);
    this.dispatchEvent(new CustomEvent("code", { detail: { data } }));
  }

  async turnLight() {
    const on = this.lamp.getAttribute("aria-pressed") !== "true";
    this.lamp.setAttribute("aria-pressed", String(await this.eye.light(on)));
  }

  /** @param {string} words @param {string} [tone] */
  say(words, tone = "") {
    if (this.says.textContent === words) return;
    this.says.dataset.tone = tone;
    fill(this.says, tone && icon(tone), words);
  }
}

const bestDecoder = async () => await ownDecoder() ?? serverDecoder();

/** @param {unknown} error */
function lostWords(error) {
  if (!(error instanceof ApiError)) return t("This picture could not be read.");
  if (error.status === 0) return t("On this device the camera needs the network. Type the code.");
  return error.status === 401 ? t("Sign in again to use the camera.") : error.message;
}
