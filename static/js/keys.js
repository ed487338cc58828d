/*
  Keys: Ctrl+K opens the palette (palette.js), "?" shows the keys. Letters act only inside a view marked data-keys
  (the meeting), on what carries data-key="n", and can be switched off (WCAG 2.1.4).

  Keys pressed while an answer is on its way wait, and are carried out in order on the page as it then is: "a", "n",
  "a" in one breath marks two actors. What is written after a key that opens a field goes into the field. If what
  came before is refused or does not get through, those that wait are dropped, for they were meant for another page.
*/
(function () {
  "use strict";

  const ssr = (window.ssr = window.ssr || {});
  const SWITCH = "ssr-keys-off";

  function isTyping(target) {
    return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
  }

  function open(id) {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
  }

  function openFold(details) {
    details.open = true;
    details.querySelector("input:not([type=hidden]), textarea, select").focus();
  }

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      if (!document.getElementById("palette")) return;
      event.preventDefault();
      open("palette");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (localStorage.getItem(SWITCH)) return;
    if (event.key === "?") {
      event.preventDefault();
      open("keys");
      return;
    }
    const view = document.querySelector("[data-keys]");
    if (!view || document.querySelector("dialog[open]")) return;
    if (underWay.size || waiting.length) keep(view, event);
    else if (act(view, event.key)) event.preventDefault();
  });

  function targetOf(view, key) {
    return view.querySelector('[data-key="' + CSS.escape(key.toLowerCase()) + '"]');
  }

  function act(view, key) {
    const target = targetOf(view, key);
    if (!target) return false;
    if (target.matches("input, textarea, select")) target.focus();
    else if (target.matches("summary")) openFold(target.parentElement);
    else target.click();
    return true;
  }

  // Keys that wait --------------------------------------------------------------------------

  const waiting = []; // { key, isText }
  const underWay = new Set(); // requests of the view whose answers are not in place yet
  const swapped = new WeakSet();

  function opensField(view, key) {
    const target = targetOf(view, key);
    return target !== null && target.matches("input, textarea, select, summary");
  }

  function keep(view, event) {
    if (event.repeat || event.key.length !== 1) return;
    const isText = waiting.some((one) => one.isText || opensField(view, one.key));
    if (!isText && !/\p{L}/u.test(event.key)) return;
    event.preventDefault();
    waiting.push({ key: event.key, isText: isText });
  }

  function write(view, text) {
    const field = document.activeElement;
    if (!view.contains(field) || !isTyping(field) || !field.setRangeText) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function takeTurns() {
    const view = document.querySelector("[data-keys]");
    while (view && waiting.length && !underWay.size) {
      const next = waiting.shift();
      if (next.isText) write(view, next.key);
      else act(view, next.key);
    }
  }

  /** Say which keys are not carried out, to eyes as well as ears, until something is done again. */
  function drop() {
    if (!waiting.length) return;
    const keys = waiting.filter((one) => !one.isText).map((one) => one.key.toUpperCase());
    const text = waiting.filter((one) => one.isText).map((one) => one.key).join("");
    waiting.length = 0;
    const said = ["Svaret kom inte. Inte utfört: " + keys.join(", ") + "."];
    if (text) said.push("Inte skrivet: ”" + text + "”.");
    const line = document.createElement("p");
    line.className = "field__error";
    line.setAttribute("data-keys-dropped", "");
    line.textContent = said.join(" ");
    forgetDropped();
    document.querySelector("[data-keys]").prepend(line);
    ssr.announce(line.textContent);
  }

  function forgetDropped() {
    document.querySelectorAll("[data-keys-dropped]").forEach((line) => line.remove());
  }

  /** After everybody else has done what they do with the answer, such as moving focus to it. */
  function finish(xhr) {
    setTimeout(function () {
      underWay.delete(xhr);
      takeTurns();
    });
  }

  document.addEventListener("htmx:beforeSend", function (event) {
    const asker = event.detail.elt;
    if (!asker.closest("[data-keys]") || asker.hasAttribute("data-live")) return;
    const xhr = event.detail.xhr;
    forgetDropped();
    underWay.add(xhr);
    xhr.addEventListener("loadend", function () {
      if (xhr.status < 200 || xhr.status >= 300) drop();
      if (!swapped.has(xhr)) finish(xhr);
    });
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.xhr) swapped.add(event.detail.xhr);
  });
  document.addEventListener("htmx:afterSettle", (event) => finish(event.detail.xhr));

  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-keys-switch]")) return;
    if (event.target.checked) localStorage.removeItem(SWITCH);
    else localStorage.setItem(SWITCH, "1");
  });

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-keys-switch]").forEach(function (box) {
      box.checked = !localStorage.getItem(SWITCH);
    });
  });
})();
