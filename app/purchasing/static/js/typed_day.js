// @ts-check
// A day as it is typed at the dock: DDMMYY, DDMMYYYY, MMYY (its last day), or an ISO day. Pure.

/**
 * @param {string} text
 * @param {string} today ISO day
 * @returns {string} ISO day, or "" where it is none
 */
export function typedDay(text, today) {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (iso) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const parts = /^(\d{1,2})[./\s-](\d{1,2})[./\s-](\d{2}|\d{4})$/.exec(text.trim());
  const digits = parts
    ? `${parts[1].padStart(2, "0")}${parts[2].padStart(2, "0")}${parts[3]}`
    : text.replace(/\D/g, "");
  const century = Number(today.slice(0, 2)) * 100;
  if (digits.length === 8) {
    return day(number(digits, 4, 8), number(digits, 2, 4), number(digits, 0, 2));
  }
  if (digits.length === 6) {
    return day(century + number(digits, 4, 6), number(digits, 2, 4), number(digits, 0, 2));
  }
  if (digits.length !== 4) return "";
  const [month, year] = [number(digits, 0, 2), century + number(digits, 2, 4)];
  return day(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate());
}

/** @param {string} digits @param {number} from @param {number} to */
const number = (digits, from, to) => Number(digits.slice(from, to));

/** @param {number} year @param {number} month @param {number} date */
function day(year, month, date) {
  const moment = new Date(Date.UTC(year, month - 1, date));
  const same = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === date;
  return same ? moment.toISOString().slice(0, 10) : "";
}

/** Days from one ISO day to another. @param {string} from @param {string} to */
export function daysBetween(from, to) {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** An ISO day as people read it. @param {string} iso */
export function shownDay(iso) {
  if (!iso) return "";
  const format = new Intl.DateTimeFormat(document.documentElement.lang || "en-GB", {
    day: "numeric", month: "short", year: "numeric", timeZone: "UTC",
  });
  return format.format(new Date(`${iso}T00:00:00Z`));
}
