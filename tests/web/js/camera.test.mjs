// The camera: what counts as one scan, which decoder is used, what is said where it cannot work.
import assert from "node:assert/strict";
import { test } from "node:test";

const CAMERA = "../../../app/web/static/js/camera/";
const { Repeats } = await import(`${CAMERA}repeats.js`);
const { ownDecoder, serverDecoder } = await import(`${CAMERA}decoders.js`);
const { hindrance, troubleOf } = await import(`${CAMERA}eye.js`);

/** How often "A" counts, seen (1) or not (0) in pictures that come so many ms apart. */
function counted(pictures, ms) {
  const repeats = new Repeats();
  return pictures.reduce((sum, seen, at) =>
    sum + repeats.see(seen ? ["A"] : [], at * ms).length, 0);
}

test("a pack that stays before the camera counts once", () => {
  assert.equal(counted(new Array(600).fill(1), 100), 1);
});

test("a picture that shows it badly does not make it two", () => {
  assert.equal(counted([1, 0, 1, 1, 0, 0, 0, 1], 100), 1);
});

test("taken away for a second and shown again it counts again", () => {
  assert.equal(counted([1, 1, 1, 1, 1, 1, ...new Array(10).fill(0), 1, 1], 100), 2);
});

test("within a second and a half it never counts twice", () => {
  assert.equal(counted([1, ...new Array(11).fill(0), 1], 100), 1);
  assert.equal(counted([1, ...new Array(15).fill(0), 1], 100), 2);
});

test("slow pictures that all show it are one pack still", () => {
  assert.equal(counted([1, 1, 1], 4000), 1);
});

test("two packs in one picture count once each", () => {
  const repeats = new Repeats();
  assert.deepEqual(repeats.see(["A", "B", "A"], 0), ["A", "B"]);
  assert.deepEqual(repeats.see(["B", "C"], 200), ["C"]);
});

/** @param {string[]} formats */
function detectorOf(formats) {
  return class {
    constructor(options) { this.options = options; }

    static async getSupportedFormats() { return formats; }

    async detect() { return [{ rawValue: "01" }, { rawValue: "" }]; }
  };
}

test("the browser's own detector is used where it knows the codes of goods", async () => {
  const all = ["code_128", "data_matrix", "ean_13", "qr_code", "face"];
  const decoder = await ownDecoder(detectorOf(all));
  assert.equal(decoder.online, false);
  assert.deepEqual(await decoder.read(null), ["01"]);
});

test("a detector without DataMatrix, or that fails, is none", async () => {
  assert.equal(await ownDecoder(detectorOf(["ean_13", "qr_code"])), null);
  assert.equal(await ownDecoder(detectorOf([])), null);
  assert.equal(await ownDecoder(undefined), null);
  const broken = { getSupportedFormats: () => Promise.reject(new Error("no service")) };
  assert.equal(await ownDecoder(broken), null);
});

test("the server is sent one picture; what it declares as GS1 is declared on", async () => {
  const sent = [];
  const ask = async (address, body) => {
    sent.push([address, body]);
    return { codes: [
      { text: "0109501101530003\u001d10A", format: "DataMatrix", carrier: "]d2" },
      { text: "4006381333931", format: "EAN13", carrier: "]E0" },
    ] };
  };
  const codes = await serverDecoder(ask, () => "abc").read(null);
  assert.deepEqual(codes, ["]d20109501101530003\u001d10A", "4006381333931"]);
  assert.deepEqual(sent, [["/api/v1/scans/picture", { image: "abc" }]]);
  assert.deepEqual(await serverDecoder(ask, () => "").read(null), []);
  assert.equal(sent.length, 1, "no picture, no request");
});

test("why there is no camera is one sentence", () => {
  assert.match(hindrance({ isSecureContext: false, navigator: {} }), /https/);
  assert.match(hindrance({ isSecureContext: true, navigator: {} }), /no camera/);
  assert.equal(hindrance({ isSecureContext: true, navigator: { mediaDevices: {} } }), "");
  const denied = Object.assign(new Error(), { name: "NotAllowedError" });
  assert.match(troubleOf(denied), /Allow it/);
  assert.match(troubleOf("odd"), /cannot be started/);
});
