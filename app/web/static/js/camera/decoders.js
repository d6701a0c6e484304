// @ts-check
// Two ways from a live picture to the codes in it: the browser's own detector where it knows the
// codes of goods, else the shop's server, one picture at a time. What a code means it never says.

import { post } from "../api.js";

/** @typedef {{codes: {text: string, format: string, carrier: string}[]}} Answer */
/** @typedef {{pause: number, online: boolean, read: (video: HTMLVideoElement) =>
 *   Promise<string[]>}} Decoder pause: ms between two pictures; online: it needs the server */
/** @typedef {{detect: (source: any) => Promise<{rawValue: string}[]>}} Detector */
/** @typedef {(new (options: {formats: string[]}) => Detector) &
 *   {getSupportedFormats: () => Promise<string[]>}} DetectorClass */

const ADDRESS = "/api/v1/scans/picture";
const WIDEST = 1280;
const QUALITY = 0.8;
const PATIENCE_MS = 6_000;
/** A detector without these is none for a shop. */
const NEEDED = Object.freeze(["data_matrix", "ean_13", "code_128"]);
const WELCOME = Object.freeze([...NEEDED, "ean_8", "upc_a", "upc_e", "itf", "qr_code"]);
/** Symbols whose data is declared as GS1: said in front, as a hand scanner does. */
const DECLARED = new Set(["]C1", "]e0", "]d2", "]Q3"]);

/** @param {Answer["codes"][number]} code */
export const asScanned = ({ text, carrier }) => (DECLARED.has(carrier) ? carrier + text : text);

/** @param {DetectorClass | undefined} [Maker] @returns {Promise<Decoder | null>} */
export async function ownDecoder(Maker = /** @type {any} */ (globalThis).BarcodeDetector) {
  try {
    const known = await Maker?.getSupportedFormats() ?? [];
    if (!Maker || !NEEDED.every((format) => known.includes(format))) return null;
    const detector = new Maker({ formats: WELCOME.filter((format) => known.includes(format)) });
    const read = async (/** @type {HTMLVideoElement} */ video) =>
      (await detector.detect(video)).map(({ rawValue }) => rawValue).filter(Boolean);
    return { pause: 80, online: false, read };
  } catch {
    return null;
  }
}

/** @param {typeof post} [ask] @param {(video: HTMLVideoElement) => string} [take]
 * @returns {Decoder} */
export function serverDecoder(ask = post, take = picture) {
  const read = async (/** @type {HTMLVideoElement} */ video) => {
    const image = take(video);
    if (!image) return [];
    /** @type {Answer} */
    const { codes } = await ask(ADDRESS, { image }, { timeoutMs: PATIENCE_MS });
    return codes.map(asScanned);
  };
  return { pause: 120, online: true, read };
}

const canvas = globalThis.document?.createElement("canvas");

/** The picture now, as JPEG in base64; "" while there is none. @param {HTMLVideoElement} video */
function picture(video) {
  const { videoWidth: width, videoHeight: height } = video;
  const shrink = Math.min(1, WIDEST / Math.max(width, height, 1));
  canvas.width = Math.round(width * shrink);
  canvas.height = Math.round(height * shrink);
  if (!canvas.width || !canvas.height) return "";
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1] ?? "";
}
