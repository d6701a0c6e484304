// @ts-check
// The sheet that makes this browser a till, and the one that ends it. The server decides whether
// the person may.

import { ApiError } from "../../web/js/api.js";
import { h, icon } from "../../web/js/dom.js";
import { toast } from "../../web/js/toast.js";
import { t } from "../../web/js/words.js";
import { enrol, leave } from "./device.js";

/** @typedef {import("./install.js").WithTerminal} WithTerminal */
/** @typedef {import("./sheet.js").SheetPlan} SheetPlan */

const MARK = "lotwise-till-here";
const ENROLLED = "/till/enrolled";

/** @param {WithTerminal} till @returns {SheetPlan} */
export function enrolSheet(till) {
  const { setup } = till;
  const state = { trouble: "", busy: false, replace: false, name: `${setup.till} ${platform()}` };
  const go = async (/** @type {Event} */ event) => {
    event.preventDefault();
    state.busy = true;
    till.sheet.redraw();
    try {
      await enrol({ till: setup.till, name: state.name, replace: state.replace });
      await noteEnrolled(true);
      location.reload();
    } catch (error) {
      state.busy = false;
      state.trouble = error instanceof Error ? error.message : String(error);
      if (isTaken(error)) state.replace = true;
      till.sheet.redraw();
    }
  };
  return { title: "Make this browser a till", draw: (body) => body.append(form(state, go)) };
}

/** Whether the till has another device, which would have to make way. @param {unknown} error */
function isTaken(error) {
  const data = error instanceof ApiError ? /** @type {any} */ (error.data) : null;
  return error instanceof ApiError && error.status === 409 && data?.device !== undefined;
}

/** @param {{trouble: string, busy: boolean, replace: boolean, name: string}} state
 * @param {(event: Event) => void} go */
function form(state, go) {
  const typed = (/** @type {Event} */ event) => {
    state.name = /** @type {HTMLInputElement} */ (event.target).value;
  };
  return h("form", { class: "till-enrol", onsubmit: go },
    h("p", null, t("It then numbers its own receipts, signs what it sells, and goes on selling "
      + "when the network is gone.")),
    h("label", { class: "field" }, h("span", { class: "field-label" }, t("Name of this device")),
      h("input", {
        class: "input", name: "device", required: true, maxlength: "60", autocomplete: "off",
        value: state.name, oninput: typed, data: { first: "", keep: "device" },
      })),
    state.trouble && h("p", { class: "notice", role: "alert", data: { tone: "error" } },
      icon("error"), h("span", null, state.trouble)),
    h("button", {
      class: "btn btn-primary btn-touch", "aria-busy": state.busy ? "true" : null,
      disabled: state.busy,
    }, icon("till"), state.replace ? t("Replace the other device") : t("Make it a till")));
}

/** End it; refused while something waits. @param {WithTerminal} till */
export async function endDevice({ terminal, sheet }) {
  if (!terminal.device) return;
  try {
    await leave(terminal.device, terminal.waiting.length);
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { icon: "warn" });
    return;
  }
  terminal.seat?.leave();
  await noteEnrolled(false);
  sheet.close();
  location.reload();
}

/** Tell the service worker, which asks nobody else. @param {boolean} on */
export async function noteEnrolled(on) {
  const cache = await caches.open(MARK);
  if (on) await cache.put(ENROLLED, new Response("yes"));
  else await cache.delete(ENROLLED);
}

function platform() {
  const told = /** @type {any} */ (navigator).userAgentData?.platform ?? navigator.platform;
  return String(told || "device").split(/[\s(]/)[0];
}
