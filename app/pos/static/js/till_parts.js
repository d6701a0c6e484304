// @ts-check
// What a feature of the till is handed. Types only.

/**
 * @typedef {object} Till
 * @property {HTMLElement} root
 * @property {import("./selling.js").Setup} setup
 * @property {import("./store.js").Store} store
 * @property {import("./selling.js").Selling} selling
 * @property {import("./paying.js").Paying} paying
 * @property {import("./catalogue.js").Catalogue} catalogue
 * @property {import("./scans.js").ScanDesk} desk
 * @property {import("./money.js").Figures} figures
 * @property {import("../../web/js/scanner.js").Scanner} scanner
 * @property {import("./menu.js").Menu} menu
 * @property {import("./sheet.js").Sheet} sheet
 * @property {import("./slip.js").Slip} slip
 * @property {import("./terminal.js").Terminal} [terminal] the offline core, once it is installed
 * @property {() => void} draw
 */

export {};
