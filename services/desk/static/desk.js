// What the desk does beyond links and forms: keys, the sheet that tells of them, and closing a menu. Nothing needs it.
"use strict";
(() => {
  const MENUS = "details.me[open], .more-menu > details[open]";
  const rows = () => [...document.querySelectorAll(".work .do")];
  const sheet = document.getElementById("taster");

  function move(step) {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(document.activeElement);
    all[Math.min(Math.max(at + step, 0), all.length - 1)].focus();
    return true;
  }

  function search() {
    const field = document.querySelector("main input[type=search]");
    const elsewhere = sheet?.querySelector("[data-search]");
    if (field) field.focus();
    else if (elsewhere) elsewhere.click();
    return Boolean(field || elsewhere);
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "/": search,
    "?": () => { if (sheet) sheet.showModal(); return Boolean(sheet); },
  };

  function shut(menu, focus) {
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = event.target.closest?.(MENUS);
      if (open) shut(open, true);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.documentElement.dataset.keys === "off" || sheet?.open) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    if (keys[event.key]?.()) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll(MENUS)) if (!open.contains(event.target)) shut(open, false);
    const opens = event.target.closest?.("button[command=show-modal]");
    if (opens && !("commandForElement" in opens)) document.getElementById(opens.getAttribute("commandfor")).showModal();
  });
})();
