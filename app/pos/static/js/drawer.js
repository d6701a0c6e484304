// @ts-check
// The drawer opened without a sale: a reason in one tap, written down, one pulse.

import { newKey, post } from "../../web/js/api.js";
import { fill, h, icon } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { toast } from "../../web/js/toast.js";
import { t } from "../../web/js/words.js";
import { tillAddress, tried, troubleLine } from "./shift_sheets.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./sheet.js").SheetPlan} SheetPlan */

/** @param {Till} till @returns {SheetPlan} */
export function drawerSheet(till) {
  const trouble = troubleLine();
  const key = newKey();
  const open = async (/** @type {string} */ reason) => {
    const done = await post(tillAddress(till, "drawer"), { reason }, { key });
    play("ok");
    till.sheet.close();
    const how = done.pulse ? t("The drawer opens. It is on the Z.")
      : t("Written down. Open it by its key.");
    toast(how, { icon: "opened" });
  };
  const button = (/** @type {string} */ reason) => {
    const made = h("button", { class: "btn btn-key", type: "button" }, icon("opened"), t(reason));
    made.addEventListener("click", () => tried(trouble, made, () => open(reason)));
    return made;
  };
  return {
    title: "Open the drawer",
    draw: (body) => fill(body, h("p", { class: "soft" }, t("Why, without a sale?")),
      h("div", { class: "cash-reasons", role: "group", "aria-label": t("Reasons") },
        (till.setup.money?.drawer_reasons ?? []).map(button)), trouble),
  };
}
