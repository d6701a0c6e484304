// @ts-check
// The camera at the till: what it reads is a scan like any other. It waits behind a sheet, and lets
// go when the sale is paid, the till is locked or the page is left.

import { offerCamera } from "../../web/js/camera/offer.js";
import { part } from "./redraw.js";

/** @typedef {import("./till_parts.js").Till} Till */

/** A feature of the till. @param {Till} till */
export function installCamera({ store, desk, sheet }) {
  const locked = () => document.querySelector("#lock[open]") !== null;
  offerCamera({
    box: part("search"),
    host: () => {
      if (store.state.stage === "done") store.begin();
      store.set({ view: "cart" });
      return part("main");
    },
    take: (data) => desk.take(data),
    leave: () => {
      if (store.state.stage !== "sell" || locked()) return "close";
      return sheet.isOpen ? "wait" : "look";
    },
  });
}
