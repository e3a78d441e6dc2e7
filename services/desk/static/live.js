// An open page that renews itself (hx-sse says when): what is said of it, and what is seen when it is cut off.
// Loaded before htmx, so that it hears the first word of the stream.
"use strict";
(() => {
  const QUIET_FOR = 25000;  // more than two pulses of the stream
  const SAID_FOR = 8000;
  const stream = document.getElementById("strom");
  if (!stream) return;
  const page = document.documentElement;
  const renews = document.getElementById("fornyer");
  let connection = null, heard = Date.now(), stale = false, saying = null, row = -1;

  function say(text) {
    const box = document.getElementById("said");
    box.textContent = text;
    clearTimeout(saying);
    if (page.dataset.live === "on") saying = setTimeout(() => { box.textContent = ""; }, SAID_FOR);
  }

  function connected() {
    heard = Date.now();
    if (page.dataset.live === "on") return;
    const before = page.dataset.live;
    page.dataset.live = "on";
    if (before === "off") say(stream.dataset.back);
    if (stale) htmx.trigger(stream, "endret", {data: ""});
  }

  function cutOff() {
    if (page.dataset.live === "off" || page.dataset.live === "closed") return;
    page.dataset.live = "off";
    say(stream.dataset.cutOff);
  }

  const rows = () => [...document.querySelectorAll(".work .do")];

  stream.addEventListener("htmx:sse:before:message", (event) => { connection = event.detail.connection; connected(); });
  stream.addEventListener("htmx:sse:error", cutOff);
  stream.addEventListener("htmx:error", cutOff);
  stream.addEventListener("endret", (event) => {
    stale = true;
    row = rows().indexOf(document.activeElement);
    if (event.detail.data) say(event.detail.data);
  });
  stream.addEventListener("lukket", () => { page.dataset.live = "closed"; say(stream.dataset.closed); });
  renews.addEventListener("htmx:after:swap", () => {
    stale = false;
    const left = rows();
    if (row >= 0 && document.activeElement === document.body && left.length) left[Math.min(row, left.length - 1)].focus();
  });

  // Nothing heard for long although the line seems open: it is let go, and hx-sse makes another.
  setInterval(() => {
    if (document.hidden || page.dataset.live === "closed") { heard = Date.now(); return; }
    if (Date.now() - heard < QUIET_FOR) return;
    heard = Date.now();
    cutOff();
    if (connection) connection.reader?.cancel();
    else htmx.trigger(stream, "load");
  }, 1000);
})();
