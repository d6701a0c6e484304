// @ts-check
// Light, dark or the system's choice: kept in a cookie so that the server draws the page right.

const YEAR = 365 * 24 * 3600;
/** @typedef {"auto" | "light" | "dark"} Theme */

/** @returns {Theme} */
export function currentTheme() {
  const set = document.documentElement.dataset.theme;
  return set === "light" || set === "dark" ? set : "auto";
}

/** Apply a theme at once and remember it on this device. @param {string} theme */
export function setTheme(theme) {
  const root = document.documentElement;
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = theme === "light" || theme === "dark" ? YEAR : 0;
  document.cookie = `theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

/** Wire every `<input type=radio data-theme-choice value=auto|light|dark>` of the page. */
export function wireThemeChoices() {
  const inputs = document.querySelectorAll("input[data-theme-choice]");
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (inputs)) {
    input.checked = input.value === currentTheme();
    input.addEventListener("change", () => input.checked && setTheme(input.value));
  }
}
