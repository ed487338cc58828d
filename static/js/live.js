/*
  Regions that update themselves:

    <section id="answers" data-live="Nya svar"
             hx-get="…" hx-trigger="every 5s, live:now">…</section>

  - asks with If-None-Match, so an unchanged region costs a 304;
  - rests in a hidden tab and while the reader has paused;
  - is never swapped while it holds focus or a field somebody has written in: a button offers the news;
  - a fragment may hold data-announce="…" on its first element: read out when the text is new;
  - without an answer from the server a banner says since when;
  - what the server refuses in a sentence (common.htmx.sentence) is said beside, and what the page holds stays.
*/
(function () {
  "use strict";

  const ssr = (window.ssr = window.ssr || {});
  const HEARTBEAT = 30000; // ms
  let lastAnswer = Date.now();
  let paused = false;

  const regions = () => document.querySelectorAll("[data-live]");
  const isLive = (element) => element instanceof Element && element.hasAttribute("data-live");

  // Asking ----------------------------------------------------------------------------------

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (isLive(event.detail.elt) && !event.detail.elt.hasAttribute("data-live-now") && (document.hidden || paused)) {
      event.preventDefault();
    }
  });

  document.addEventListener("htmx:configRequest", function (event) {
    const region = event.detail.elt;
    if (isLive(region) && region.dataset.etag && !region.hasAttribute("data-live-now")) {
      event.detail.headers["If-None-Match"] = region.dataset.etag;
    }
  });

  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) regions().forEach((region) => window.htmx.trigger(region, "live:now"));
  });

  // Swapping --------------------------------------------------------------------------------

  function isWrittenIn(field) {
    if (field.type === "hidden" || field.type === "submit") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected && field.selectedIndex > 0);
    return field.value !== field.defaultValue;
  }

  function isInUse(region) {
    const focused = document.activeElement;
    return (
      (focused !== region && region.contains(focused)) ||
      region.querySelector("dialog[open]") !== null ||
      [...region.querySelectorAll("input, select, textarea")].some(isWrittenIn)
    );
  }

  function offerNews(region) {
    if (document.getElementById(region.id + "-news")) return;
    const box = document.createElement("p");
    box.className = "live-news";
    box.id = region.id + "-news";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--secondary";
    button.textContent = "Nya uppgifter – Visa";
    button.addEventListener("click", function () {
      box.remove();
      region.setAttribute("data-live-now", "");
      region.setAttribute("tabindex", "-1");
      region.focus();
      window.htmx.trigger(region, "live:now");
    });
    box.append(button);
    region.before(box);
    ssr.announce(region.dataset.live || "Nya uppgifter finns.");
  }

  document.addEventListener("htmx:beforeSwap", function (event) {
    const region = event.detail.target;
    const xhr = event.detail.xhr;
    if (!isLive(region) || event.detail.requestConfig.elt !== region) return;
    const asked = region.hasAttribute("data-live-now");
    region.removeAttribute("data-live-now");
    if (!event.detail.shouldSwap) return;
    if (!asked && isInUse(region)) {
      event.detail.shouldSwap = false;
      offerNews(region);
      return;
    }
    region.dataset.etag = xhr.getResponseHeader("ETag") || "";
    const offer = document.getElementById(region.id + "-news");
    if (offer) offer.remove();
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    const region = event.detail.target;
    if (!isLive(region)) return;
    const told = region.querySelector("[data-announce]");
    const text = told ? told.dataset.announce : "";
    if (text && text !== region.dataset.announced) ssr.announce(text);
    region.dataset.announced = text;
  });

  // Refusals --------------------------------------------------------------------------------

  let refusedOf = null; // the element whose request was refused

  document.addEventListener("htmx:afterRequest", function (event) {
    const { xhr, requestConfig } = event.detail;
    const box = document.getElementById("refused");
    if (!xhr || !xhr.status || xhr.status === 401) return; // session.js tells of an ended session
    const isText = (xhr.getResponseHeader("Content-Type") || "").startsWith("text/plain");
    if (xhr.status >= 400 && isText) {
      const told = box.querySelector("[data-refused]");
      if (told.textContent !== xhr.responseText) told.textContent = xhr.responseText;
      box.hidden = false;
      refusedOf = requestConfig.elt;
    } else if (requestConfig.elt === refusedOf) {
      box.hidden = true;
      refusedOf = null;
    }
  });

  // Contact with the server -----------------------------------------------------------------

  function answered() {
    lastAnswer = Date.now();
    document.getElementById("lost-contact").hidden = true;
  }

  function lost() {
    const banner = document.getElementById("lost-contact");
    if (!banner.hidden) return;
    banner.querySelector("[data-lost-since]").textContent = ssr.clock(lastAnswer);
    banner.hidden = false;
  }

  document.addEventListener("htmx:afterRequest", function (event) {
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (status > 0 && status < 500) answered();
  });
  ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, lost));
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status >= 500) lost();
  });
  window.addEventListener("offline", lost);
  window.addEventListener("online", beat);

  function beat() {
    if (document.hidden) return;
    fetch(document.body.dataset.heartbeat, { cache: "no-store" }).then(
      (response) => (response.status < 500 ? answered() : lost()),
      lost,
    );
  }

  // Pausing ---------------------------------------------------------------------------------

  function offerPause() {
    const place = document.querySelector("[data-live-pause]");
    if (!place || regions().length === 0) return;
    const button = place.querySelector("button");
    place.hidden = false;
    button.addEventListener("click", function () {
      paused = !paused;
      button.setAttribute("aria-pressed", String(paused));
      button.textContent = paused ? "Fortsätt uppdatera" : "Pausa uppdateringar";
      if (!paused) regions().forEach((region) => window.htmx.trigger(region, "live:now"));
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    offerPause();
    if (document.body.hasAttribute("data-signed-in")) setInterval(beat, HEARTBEAT);
  });
})();
