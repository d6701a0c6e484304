// Lets node find the modules as the browser does: /static/web/js/ lies in app/web/static/js/.
import { registerHooks } from "node:module";

const WEB = new URL("../../../app/web/static/js/", import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    const shared = /^(?:\.\.\/)+web\/js\/(.+)$/.exec(specifier);
    return next(shared ? new URL(shared[1], WEB).href : specifier, context);
  },
});

/** @param {string} name a module of the till */
export const till = (name) => import(new URL(`../../../app/pos/static/js/${name}`, import.meta.url));

/** A product as the feed gives it; lots as [number, days, available]. */
export function product(sku, lots, more = {}) {
  const made = lots.map(([number, days, available]) => ({
    number, days, available: available * 1e6, supplier_lot: null, kind: "use_by",
    expires_on: days === null ? null : new Date(Date.UTC(2026, 10, 21 + days)).toISOString().slice(0, 10),
  }));
  return {
    sku, name: `Name of ${sku}`, price: 2_490_000, rate: 200_000, unit: "each", category: "",
    tracked: true, ask: false, one_lot: false, min_days: null, gtins: [], packs: [], lots: made,
    lot_count: made.length, available: made.reduce((sum, lot) => sum + lot.available, 0), ...more,
  };
}
