/*
  Says some time before (data-warn-seconds) that the session ends, with a button that extends it, and says so when it
  is over. Other tabs of the same browser hear of the new end.
*/
(function () {
  "use strict";

  const EVERY = 10000; // ms
  const KEY = "ssr-session-end";
  const box = () => document.getElementById("session-end");
  let end = 0; // ms since 1970

  function read() {
    const time = box() && box().querySelector("time");
    end = time ? Date.parse(time.getAttribute("datetime")) : 0;
  }

  function look() {
    if (!box() || !end) return;
    const left = end - Date.now();
    box().hidden = left > Number(box().dataset.warnSeconds) * 1000;
    box().querySelector("[data-session-coming]").hidden = left <= 0;
    box().querySelector("[data-session-over]").hidden = left > 0;
  }

  function tell() {
    try {
      localStorage.setItem(KEY, String(end));
    } catch {
      // Without storage each tab says it for itself.
    }
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target.id !== "session-end") return;
    read();
    tell();
    look();
    if (window.ssr) window.ssr.announce("Du är fortfarande inloggad.");
  });
  window.addEventListener("storage", function (event) {
    if (event.key !== KEY || Number(event.newValue) <= end) return;
    end = Number(event.newValue);
    look();
  });
  document.addEventListener("visibilitychange", look);
  read();
  tell();
  look();
  window.setInterval(look, EVERY);
})();
