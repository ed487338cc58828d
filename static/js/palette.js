/*
  The palette (Ctrl+K): a combobox whose list holds the pages at once and what the server finds
  after a moment. Focus stays in the field; arrows choose, Enter goes, and Enter before the answer
  has come asks the search page, so nobody lands on what an earlier word found.
*/
(function () {
  "use strict";

  const field = document.getElementById("palette-input");
  if (!field) return;
  const list = document.getElementById("palette-list");
  const hits = document.getElementById("palette-hits");
  const status = document.getElementById("palette-status");
  const options = () => [...list.querySelectorAll("[role=option]:not([hidden])")];
  const active = () => document.getElementById(field.getAttribute("aria-activedescendant"));

  function choose(option) {
    list.querySelectorAll("[aria-selected=true]").forEach((other) => other.setAttribute("aria-selected", "false"));
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function filterPages() {
    const wanted = field.value.trim().normalize("NFC").toLowerCase();
    list.querySelectorAll("#palette-pages [role=option]").forEach(function (option) {
      option.hidden = !option.textContent.toLowerCase().includes(wanted);
    });
    const pages = document.getElementById("palette-pages");
    pages.hidden = pages.querySelector("[role=option]:not([hidden])") === null;
  }

  /** Return whether the hits that are shown answer what the field says now. */
  function isAnswered() {
    const shown = document.getElementById("palette-for");
    return shown !== null && shown.dataset.for === field.value.trim();
  }

  function isOld(option) {
    return hits.contains(option) && !isAnswered();
  }

  function tell() {
    const found = options().length;
    if (field.value.trim() === "") status.textContent = "";
    else if (found === 0) status.textContent = "Inga träffar på ”" + field.value.trim() + "”.";
    else status.textContent = found === 1 ? "1 träff" : found + " träffar";
  }

  field.addEventListener("input", function () {
    filterPages();
    if (field.value.trim() === "") {
      hits.replaceChildren();
      choose(null);
      tell();
    } else choose(options().find((option) => !isOld(option)));
  });

  field.addEventListener("keydown", function (event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = options();
      if (all.length === 0) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const here = all.indexOf(active());
      choose(all[here < 0 ? (step > 0 ? 0 : all.length - 1) : (here + step + all.length) % all.length]);
    } else if (event.key === "Enter") {
      const option = active();
      if (!option || isOld(option)) return; // the form goes to the search page
      event.preventDefault();
      option.click();
    }
  });

  hits.addEventListener("htmx:beforeSwap", function (event) {
    if (field.value.trim() === "") event.detail.shouldSwap = false; // closed or emptied meanwhile
  });

  hits.addEventListener("htmx:afterSwap", function () {
    if (!active()) choose(options()[0]);
    tell();
  });

  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (name) {
    field.addEventListener(name, function (event) {
      const isOver = event.detail.xhr && event.detail.xhr.status === 401;
      status.textContent = isOver ? event.detail.xhr.responseText : "Sökningen svarar inte. Sidorna i listan går att öppna.";
    });
  });

  document.getElementById("palette").addEventListener("close", function () {
    field.value = "";
    hits.replaceChildren();
    status.textContent = "";
    filterPages();
    choose(null);
  });
})();
