/* The page itself: announcements, clock, dialogs, focus. Everything works without this file. */
(function () {
  "use strict";

  const ssr = (window.ssr = window.ssr || {});
  const ANNOUNCE_EVERY = 10000; // ms; more often is noise in a screen reader
  let waiting = [];
  let lastSaid = 0;
  let timer = null;

  function say() {
    timer = null;
    lastSaid = Date.now();
    document.getElementById("announcer").textContent = waiting.join(" ");
    waiting = [];
  }

  /** Tell screen readers politely, at most once in ten seconds; what comes between is merged. */
  ssr.announce = function (text) {
    if (!text || waiting.includes(text)) return;
    waiting.push(text);
    if (timer === null) timer = setTimeout(say, Math.max(0, lastSaid + ANNOUNCE_EVERY - Date.now()));
  };

  /** Return "03:10" in Swedish time. */
  ssr.clock = function (moment) {
    return new Intl.DateTimeFormat("sv-SE", {
      hour: "2-digit",
      minute: "2-digit",
      timeZone: "Europe/Stockholm",
    }).format(moment);
  };

  function startClock() {
    const shown = document.querySelector("[data-clock]");
    if (!shown) return;
    const ahead = new Date(shown.dateTime).getTime() - Date.now(); // follow the server's clock
    const hours = shown.querySelector("b");
    setInterval(function () {
      const now = new Date(Date.now() + ahead);
      shown.dateTime = now.toISOString();
      hours.textContent = ssr.clock(now);
    }, 15000);
  }

  document.addEventListener("click", function (event) {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialogOpen);
      if (dialog && dialog.showModal) {
        event.preventDefault();
        if (!dialog.open) dialog.showModal();
      }
      return;
    }
    if (event.target.closest("[data-dialog-close]")) {
      event.target.closest("dialog").close();
    } else if (event.target.matches("dialog")) {
      event.target.close(); // the shade around it
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-close-on-escape][open]").forEach(function (details) {
      const hadFocus = details.contains(document.activeElement);
      details.open = false;
      if (hadFocus) details.querySelector("summary").focus();
    });
  });

  /** Move focus to what is new: the error summary, or a heading. Return whether there was one. */
  ssr.focusNews = function (region) {
    const target =
      region.querySelector(".error-summary") ||
      region.querySelector("[data-focus]") ||
      region.querySelector("h1, h2, h3");
    if (!target) return false;
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus();
    return true;
  };

  /** On a phone the row of tabs is wider than the screen: show the one where the reader is. */
  function showCurrentTab() {
    const here = document.querySelector(".tabs [aria-current]");
    if (!here) return;
    const row = here.closest(".tabs");
    row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }

  document.addEventListener("DOMContentLoaded", function () {
    showCurrentTab();
    startClock();
    document.querySelectorAll("[data-needs-js]").forEach((element) => (element.hidden = false));
    if (window.matchMedia("(max-width: 40rem)").matches) {
      document.querySelectorAll("[data-fold-on-phone]").forEach((details) => (details.open = false));
    }
    const summary = document.querySelector(".error-summary");
    if (summary) summary.focus();
  });

  // A response may carry HX-Trigger: {"announce": "RSIB har tagit begäran 03:06"}.
  document.addEventListener("announce", function (event) {
    ssr.announce(event.detail.value);
  });
})();
