// @ts-check
// GS1 dates: two-digit years and day 00. Never reads a clock: `today` (ISO) is always given.

/** @param {number} year @param {number} month 1 to 12 */
function daysIn(year, month) {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

/** The year meant by YY: 49 years back to 50 ahead (General Specifications 7.12).
 * @param {number} twoDigits @param {string} today */
export function fullYear(twoDigits, today) {
  const year = Number(today.slice(0, 4));
  const century = year - (year % 100);
  const ahead = twoDigits - (year % 100);
  if (ahead >= 51) return century - 100 + twoDigits;
  if (ahead <= -50) return century + 100 + twoDigits;
  return century + twoDigits;
}

/** The ISO day meant by YYMMDD; day 00 is the last of the month. Null where there is none.
 * @param {string} yymmdd @param {string} today @returns {string | null} */
export function toDate(yymmdd, today) {
  if (!/^[0-9]{6}$/.test(yymmdd)) return null;
  const year = fullYear(Number(yymmdd.slice(0, 2)), today);
  const [month, day] = [Number(yymmdd.slice(2, 4)), Number(yymmdd.slice(4))];
  if (month < 1 || month > 12) return null;
  const last = daysIn(year, month);
  if (day > last) return null;
  const days = String(day || last).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${yymmdd.slice(2, 4)}-${days}`;
}

/** The local minute meant by YYMMDDHHMM (AI 7003), ISO without a zone: the label names none.
 * @param {string} text @param {string} today @returns {string | null} */
export function toMoment(text, today) {
  const day = toDate(text.slice(0, 6), today);
  const time = /^([01][0-9]|2[0-3])([0-5][0-9])$/.exec(text.slice(6, 10));
  return day && time ? `${day}T${time[1]}:${time[2]}:00` : null;
}

/** What is wrong with a month and a day, or nothing.
 * @param {string} month @param {string} day @param {boolean} leap @param {boolean} zeroDay */
export function dayFault(month, day, leap, zeroDay) {
  const [months, days] = [Number(month), Number(day)];
  if (months < 1 || months > 12) return "The date has an impossible month.";
  const wrong = days < (zeroDay ? 0 : 1) || days > daysIn(leap ? 2000 : 2001, months);
  return wrong ? "The date has an impossible day of the month." : "";
}
