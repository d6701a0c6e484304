// @ts-check
// The button "Camera" beside a scan box. It is there where the device has a camera; where only the
// address of the page forbids it, it says so. What it reads goes where a scanner's codes go.

import { h, icon } from "../dom.js";
import { toast } from "../toast.js";
import { t } from "../words.js";
import { hasCamera, hindrance } from "./eye.js";
import { CameraPanel } from "./panel.js";

/**
 * @typedef {object} Offer
 * @property {HTMLElement} box the scan box that the button follows
 * @property {() => HTMLElement} host where the live picture goes
 * @property {(data: string) => void} take
 * @property {() => import("./panel.js").Leave} [leave]
 */

/** @param {Offer} offer */
export async function offerCamera(offer) {
  const press = () => {
    if (hindrance()) toast(hindrance(), { icon: "camera" });
    else if (panel) panel.close();
    else open();
  };
  const button = h("button", {
    class: "btn btn-icon btn-touch camera-key", type: "button", "aria-label": t("Camera"),
    title: t("Camera"), "aria-pressed": "false", hidden: true, onclick: press,
  }, icon("camera"));
  /** @type {CameraPanel | null} */
  let panel = null;
  const open = () => {
    panel = new CameraPanel({ leave: offer.leave });
    button.setAttribute("aria-pressed", "true");
    panel.addEventListener("code", (event) =>
      offer.take(/** @type {CustomEvent} */ (event).detail.data));
    panel.addEventListener("close", () => {
      panel = null;
      button.setAttribute("aria-pressed", "false");
    });
    panel.open(offer.host());
  };
  const look = async () => { button.hidden = !(await hasCamera() || isHandheld()); };
  offer.box.classList.add("with-camera");
  offer.box.append(button);
  navigator.mediaDevices?.addEventListener?.("devicechange", look);
  await look();
}

/** A phone or tablet has a camera that an address without https hides. */
function isHandheld() {
  return Boolean(hindrance()) && matchMedia("(pointer: coarse)").matches;
}
