// Answers the cases of a JSON file as the till would, for the comparison with the server: with a
// snapshot it judges them, without one it only reads them.
import { readFileSync, writeFileSync } from "node:fs";

import { till } from "./addresses.mjs";
import { snapshotOf } from "./judge_shop.mjs";

const { read } = await import("../../../app/web/static/js/gs1/read.js");
const { scaledText } = await import("../../../app/web/static/js/decimal.js");
const { judge } = await till("judge.js");

const [from, to] = process.argv.slice(2);
const plain = (_, value) =>
  (value && typeof value.count === "bigint" ? scaledText(value.count, value.places) : value);
const { cases, snapshot } = JSON.parse(readFileSync(from, "utf8"));
const shop = snapshot && snapshotOf(snapshot);
const answers = shop
  ? cases.map((data) => judge(data, shop))
  : cases.map(({ data, ...options }) => read(data, options));
writeFileSync(to, JSON.stringify(answers, plain));
