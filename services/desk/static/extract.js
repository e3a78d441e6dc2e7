// Keys for deciding rows. They count only while the row itself has the focus, never while somebody writes; each stands
// beside what it does, and everything works without them.
"use strict";
(() => {
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("#rad");
    if (document.documentElement.dataset.keys === "off" && event.key !== "Escape") return;
    if (!row || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") { row.querySelector("h2").focus(); return; }
    if (event.target.closest("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])")) return;
    const meant = row.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!meant) return;
    event.preventDefault();
    if (meant.matches("a")) { meant.click(); return; }
    meant.open = true;
    const first = meant.querySelector("input:not([type=hidden]), textarea, select");
    const chosen = first?.type === "radio" && meant.querySelector(`input[name="${CSS.escape(first.name)}"]:checked`);
    (chosen || first)?.focus();
  });
})();
