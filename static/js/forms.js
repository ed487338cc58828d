/* Forms: no double sending, counters of characters and SMS, focus after an answer. */
(function () {
  "use strict";

  const ssr = (window.ssr = window.ssr || {});
  const BUSY_FOR = 10000; // ms; a button is never dead for longer

  // Double click ----------------------------------------------------------------------------

  ssr.setBusy = function setBusy(form, busy) {
    if (busy) form.dataset.busy = "";
    else delete form.dataset.busy;
    form.querySelectorAll("button:not([type=button])").forEach(function (button) {
      if (busy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    });
  };

  document.addEventListener(
    "submit",
    function (event) {
      const form = event.target;
      if (form.method === "get" || form.method === "dialog") return;
      if ("busy" in form.dataset) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      ssr.setBusy(form, true);
      setTimeout(ssr.setBusy, BUSY_FOR, form, false);
    },
    true,
  );

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-busy]").forEach((form) => ssr.setBusy(form, false));
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    const form = event.detail.elt.closest("form");
    if (form) ssr.setBusy(form, false);
  });

  // Focus after a form's answer -------------------------------------------------------------

  document.addEventListener("htmx:afterSettle", function (event) {
    const request = event.detail.requestConfig;
    if (!request) return;
    if (request.verb === "get") {
      // A letter key that turned the page leaves focus nowhere; a region that polls takes none.
      const isPoll = request.elt.hasAttribute("data-live");
      if (!isPoll && document.activeElement === document.body) ssr.focusNews(event.detail.target);
      return;
    }
    ssr.focusNews(event.detail.target);
    document.title = document.title.replace(/^Fel: /, "");
    if (event.detail.target.querySelector(".error-summary")) document.title = "Fel: " + document.title;
  });

  // Counters --------------------------------------------------------------------------------

  const GSM =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ" +
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  const GSM_DOUBLE = "^{}\\[~]|€";

  /** Return how many messages a text becomes: { used, per, parts }. */
  ssr.smsLength = function (text) {
    let used = 0;
    for (const sign of text) {
      if (GSM.includes(sign)) used += 1;
      else if (GSM_DOUBLE.includes(sign)) used += 2;
      else return split(text.length, 70, 67);
    }
    return split(used, 160, 153);
  };

  function split(used, alone, joined) {
    if (used <= alone) return { used: used, per: alone, parts: 1 };
    return { used: used, per: joined, parts: Math.ceil(used / joined) };
  }

  function describe(input, kind) {
    if (kind === "sms") {
      const length = ssr.smsLength(input.value);
      const many = length.parts > 1;
      const word = length.parts + " sms";
      return { text: length.used + " tecken, " + (length.used ? word : "0 sms"), over: many };
    }
    const left = input.maxLength - input.value.length;
    return { text: left >= 0 ? left + " tecken kvar" : -left + " tecken för mycket", over: left < 0 };
  }

  function addCounter(field) {
    const input = field.querySelector("textarea, input");
    const kind = field.dataset.counter;
    if (!input || field.querySelector(".field__count") || (kind === "chars" && input.maxLength < 0)) return;
    const shown = document.createElement("p");
    shown.className = "field__count";
    shown.id = input.id + "_count";
    input.insertAdjacentElement("afterend", shown);
    let wasOver = false;
    function update() {
      const state = describe(input, kind);
      shown.textContent = state.text;
      shown.classList.toggle("field__count--over", state.over);
      if (state.over && !wasOver) ssr.announce(state.text);
      wasOver = state.over;
    }
    input.addEventListener("input", update);
    update();
  }

  function addCounters(region) {
    region.querySelectorAll("[data-counter]").forEach(addCounter);
  }

  document.addEventListener("DOMContentLoaded", () => addCounters(document));
  document.addEventListener("htmx:load", (event) => addCounters(event.detail.elt));
})();
