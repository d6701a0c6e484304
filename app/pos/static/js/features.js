// @ts-check
// Everything a till can do besides selling, one line each. A feature hangs itself in: entries in
// the menu, listeners on the store, keys. It never reaches into another feature.

import { installAlone } from "./alone_install.js";
import { installApprovals } from "./approve_install.js";
import { installCamera } from "./camera.js";
import { installCustomer } from "./customer_pick.js";
import { installDisplay } from "./display.js";
import { installOpened } from "./container_view.js";
import { installEffort } from "./effort.js";
import { installHelp } from "./help.js";
import { installTerminal } from "./install.js";
import { installLock } from "./lock_install.js";
import { installPaper } from "./paper.js";
import { installParking } from "./parked_list.js";
import { installShift } from "./shift.js";
import { installSaleNote } from "./note_sale.js";
import { installWatch } from "./snapshot_watch.js";
import { installReturns } from "./return_view.js";
import { installVouchers } from "./vouchers.js";

/** @typedef {import("./till_parts.js").Till} Till */

/** @type {readonly ((till: Till) => void)[]} */
export const FEATURES = Object.freeze([
  installTerminal,
  installWatch,
  installLock,
  installApprovals,
  installAlone,
  installParking,
  installSaleNote,
  installCustomer,
  installShift,
  installEffort,
  installDisplay,
  installPaper,
  installReturns,
  installOpened,
  installVouchers,
  installHelp,
  installCamera,
]);
