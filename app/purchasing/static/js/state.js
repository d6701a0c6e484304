// @ts-check
// The one delivery this page works on, kept on this device at every change.

import { newKey } from "../../web/js/api.js";
import { one } from "../../web/js/dom.js";
import * as drafts from "./draft.js";
import { draw } from "./view.js";

const root = /** @type {HTMLElement} */ (one("#dock"));

export const page = {
  root, seesCost: root.dataset.seesCost === "1", today: root.dataset.today ?? "",
  site: root.dataset.site ?? "", store: `lotwise.receiving.${root.dataset.person ?? ""}`,
};

export const state = {
  draft: drafts.readDraft(localStorage.getItem(page.store)) ?? drafts.newDraft(newKey(), page.site),
};

/** Store the delivery and draw it. */
export function keep() {
  localStorage.setItem(page.store, JSON.stringify(state.draft));
  draw(state.draft);
}

/** Begin another delivery. */
export function fresh() {
  state.draft = drafts.newDraft(newKey(), page.site);
  keep();
}

/** Where and for whom is being received, as the server wants to know it. */
export const where = () => ({
  site: state.draft.site, supplier: state.draft.supplier,
  purchase_order: state.draft.order?.number ?? "",
});
