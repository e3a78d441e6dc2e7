// A line that is lost: it is seen while somebody writes, and what they send waits on the open page and goes once, when
// the line is back. Nothing is stored in the browser. Without scripts a form is sent as ever.
"use strict";
(() => {
  const EVERY = 3000;
  const PATIENCE = 8000;
  const box = document.getElementById("nett");
  if (!box) return;
  const said = box.querySelector("[role=status]");
  const choices = box.querySelector(".actions");
  const passed = new WeakSet();
  let held = null, timer = null;

  async function reached() {
    try {
      const answer = await fetch("/healthz", {cache: "no-store", signal: AbortSignal.timeout(PATIENCE)});
      return answer.ok;
    } catch {
      return false;
    }
  }

  function tell(code) {
    box.hidden = !code;
    choices.hidden = code !== "held";
    const words = code ? box.dataset[code] : "";
    if (said.textContent !== words) said.textContent = words;
  }

  function send({form, by}) {
    passed.add(form);
    form.requestSubmit(by);
  }

  async function look() {
    if (!await reached()) {
      timer ??= setInterval(look, EVERY);
      tell(held ? "held" : "cutOff");
      return;
    }
    clearInterval(timer);
    const was = timer !== null, waits = held;
    timer = held = null;
    tell(null);
    if (waits) send(waits);
    else if (was) document.querySelector(".fact-form")?.dispatchEvent(new Event("input", {bubbles: true}));  // the draft
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !form.closest("main") || passed.delete(form)) return;
    event.preventDefault();
    if (held?.form === form) return;
    held = {form, by: event.submitter};
    look();
  });
  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-now]")) look();
    if (event.target.closest("[data-not]")) { held = null; tell("cutOff"); }
  });
  addEventListener("offline", look);
  addEventListener("online", look);
  document.addEventListener("htmx:error", (event) => { if (event.target.closest?.(".fact-form")) look(); });
  addEventListener("beforeunload", (event) => { if (held) event.preventDefault(); });
})();
