/*
  A long list of boxes: find in it, tick all that are shown or none, and count.
  Without this file the buttons ask the server, which ticks every box or none.
*/
(function () {
  "use strict";

  const tools = document.querySelector("[data-pick]");
  if (!tools) return;
  const rows = Array.from(document.getElementById(tools.dataset.pick).children);
  const box = (row) => row.querySelector("input[type=checkbox]");
  const count = tools.querySelector("[data-pick-count] strong");
  const find = tools.querySelector("[data-pick-find]");
  const plain = (text) => text.normalize("NFC").toLocaleLowerCase("sv");

  function tell() {
    count.textContent = String(rows.filter((row) => box(row).checked).length);
  }

  function tick(checked) {
    return function (event) {
      event.preventDefault();
      rows.filter((row) => !row.hidden).forEach((row) => (box(row).checked = checked));
      tell();
      window.ssr.announce(count.parentElement.textContent.trim());
    };
  }

  function narrow() {
    const wanted = plain(find.value.trim());
    rows.forEach((row) => (row.hidden = !plain(row.textContent).includes(wanted)));
  }

  tools.querySelector("[data-pick-all]").addEventListener("click", tick(true));
  tools.querySelector("[data-pick-none]").addEventListener("click", tick(false));
  find.closest(".pick__find").hidden = false;
  find.addEventListener("input", narrow);
  find.addEventListener("keydown", function (event) {
    if (event.key === "Enter") event.preventDefault(); // it narrows the list; it sends nothing
  });
  rows.forEach(function (row) {
    box(row).addEventListener("change", tell);
    // Whoever chooses another function wants the actor called.
    const other = row.querySelector("select");
    if (other) other.addEventListener("change", () => ((box(row).checked = true), tell()));
  });
  tell();
})();
