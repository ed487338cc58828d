/*
  Keys: Ctrl+K opens the palette (palette.js), "?" shows the keys. Letters act only inside a view marked data-keys
  (the meeting), on what carries data-key="n", and can be switched off (WCAG 2.1.4).
*/
(function () {
  "use strict";

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
    const target = view.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, textarea, select")) target.focus();
    else if (target.matches("summary")) openFold(target.parentElement);
    else target.click();
  });

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
