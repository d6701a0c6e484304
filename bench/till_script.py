"""What the bench runs inside the till's page. Each returns milliseconds until the next paint."""

from __future__ import annotations

BEGIN = """(() => {
  const frames = (done) => requestAnimationFrame(() => requestAnimationFrame(done));
  const watch = () => {
    if (!document.querySelector(".till-tile")) return requestAnimationFrame(watch);
    const seen = performance.now();
    frames(() => { window.benchTiles = Math.max(seen, performance.now()); });
  };
  if (location.pathname === "/till") requestAnimationFrame(watch);
})()"""
"""In every page from its first moment: when could the first tiles be seen?"""

READY = "() => window.benchTiles > 0"

SCAN = """async (text) => {
  const lines = document.getElementById("lines");
  const target = document.activeElement ?? document.body;
  const told = (key) => ({ key, bubbles: true, cancelable: true });
  const press = (key) => {
    target.dispatchEvent(new KeyboardEvent("keydown", told(key)));
    target.dispatchEvent(new KeyboardEvent("keyup", told(key)));
  };
  const drawn = new Promise((done) => {
    const watch = new MutationObserver(() => { watch.disconnect(); done(); });
    watch.observe(lines, { childList: true, subtree: true });
  });
  await new Promise((done) => requestAnimationFrame(done));
  const begun = performance.now();
  for (const letter of text) press(letter);
  press("Enter");
  await drawn;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - begun;
}"""
"""A scanner's burst of keys; the time from its first key until the line was painted."""

SEARCH = """async (text) => {
  const field = document.querySelector("#search input");
  const begun = performance.now();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - begun;
}"""
"""A keystroke in the search; the time until the tiles were painted."""
