// A till's snapshot of a shop from plain lists, as the tests of its verdicts need it.

const MICRO = 1_000_000;

/** @param {{on: string, inStore?: object[], products: object[], lots: object[]}} plain a lot has
 * the `sku` it is of and the `key` of the supplier's code */
export function snapshotOf({ on, inStore = [], products, lots }) {
  const bySku = new Map(products.map((each) => [each.sku, each]));
  const byGtin = new Map(products.flatMap((product) => (product.codes ?? [])
    .map(([gtin, unit, factor]) => [gtin, { product, unit, factor: factor ?? MICRO }])));
  const placed = (lot) => ({ lot, product: bySku.get(lot.sku) });
  const numbers = new Map(lots.map((lot) => [lot.number, placed(lot)]));
  return {
    on,
    inStore,
    byGtin: (gtin14) => byGtin.get(gtin14) ?? null,
    bySku: (sku) => bySku.get(sku),
    lotByNumber: (number) => numbers.get(number) ?? null,
    lotsByCode: (sku, key) => lots.filter((lot) => lot.sku === sku && lot.key === key),
    lotsAnywhere: (key) => lots.filter((lot) => lot.key === key).map(placed),
    lotsOf: (sku) => lots.filter((lot) => lot.sku === sku),
  };
}
