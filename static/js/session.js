/*
  The session. Some time before it ends (data-warn-seconds) the page says so, with a button that extends it; when it has
  ended the page says that, and keeps what it holds. Who signs in beside comes back and sends from the same page.

  - ssr.renewSession() asks the server (data-session of body) and tells whether the session stands: then the forms have
    got its token, for that of an earlier session is not taken. Without contact it is true: the sending itself tells.
  - A form that the browser sends is held until that is known; what htmx has sent and was answered by 401 is sent once
    more when it was only the token that was old. fetch and XMLHttpRequest ask by themselves.
  - "session-back" is told to the document when somebody has signed in again.
  - If somebody else has, nothing is sent: it was not written by them.
*/
(function () {
  "use strict";

  const ssr = (window.ssr = window.ssr || {});
  const EVERY = 10000; // ms
  const PATIENCE = 5000; // ms; then the form is sent without an answer
  const KEY = "ssr-session-end";
  const box = () => document.getElementById("session-end");
  let end = 0; // ms since 1970
  let isOver = false;
  let isOther = false;

  function read() {
    const time = box() && box().querySelector("time");
    end = time ? Date.parse(time.getAttribute("datetime")) : 0;
  }

  function look() {
    if (!box()) return;
    const left = end ? end - Date.now() : Infinity;
    const isGone = isOver || left <= 0;
    const coming = box().querySelector("[data-session-coming]");
    box().hidden = !isGone && !isOther && left > Number(box().dataset.warnSeconds) * 1000;
    if (coming) coming.hidden = isGone || isOther;
    box().querySelector("[data-session-over]").hidden = !isGone || isOther;
    box().querySelector("[data-session-other]").hidden = !isOther;
  }

  function tell() {
    try {
      localStorage.setItem(KEY, String(end));
    } catch {
      // Without storage each tab says it for itself.
    }
  }

  // What the server says ---------------------------------------------------------------------

  async function ask() {
    try {
      return await fetch(document.body.dataset.session, {
        cache: "no-store",
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return null;
    }
  }

  function take(state) {
    const wasAway = isOver || isOther;
    const user = document.body.dataset.signedIn;
    isOther = Boolean(user) && user !== String(state.user);
    isOver = false;
    if (!isOther) {
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => (field.value = state.token));
      end = Date.parse(state.ends_at);
      const time = box() && box().querySelector("time");
      if (time) {
        time.setAttribute("datetime", state.ends_at);
        time.textContent = ssr.clock(end);
      }
      tell();
    }
    look();
    if (!wasAway || isOther) return;
    ssr.announce("Du är inloggad igen. Det som inte kom fram går att skicka.");
    document.dispatchEvent(new CustomEvent("session-back"));
  }

  ssr.renewSession = async function () {
    const response = await ask();
    if (response && response.status === 401) {
      isOver = true;
      look();
      return false;
    }
    // What is no answer of ours (a hotel's sign-in page) tells nothing: the sending itself tells.
    const state = response && response.ok && (await response.json().catch(() => null));
    if (state) take(state);
    return !isOther;
  };

  // Sending ----------------------------------------------------------------------------------

  const asked = new WeakSet(); // forms whose session is known to stand

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (!document.body.dataset.session || asked.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter && event.submitter.isConnected ? event.submitter : null;
    ssr.renewSession().then(function (stands) {
      ssr.setBusy(form, false);
      if (!stands) return;
      asked.add(form);
      form.requestSubmit(submitter);
      asked.delete(form); // a field of it was refused by the browser
    });
  }, true);

  const again = new WeakSet(); // forms that were sent a second time

  document.addEventListener("htmx:afterRequest", function (event) {
    const { xhr, requestConfig } = event.detail;
    const form = requestConfig && requestConfig.elt;
    if (!xhr || !form) return;
    if (xhr.status !== 401) {
      again.delete(form);
      return;
    }
    ssr.renewSession().then(function (stands) {
      if (!stands || requestConfig.verb === "get" || !form.isConnected || again.has(form)) return;
      again.add(form);
      const cause = requestConfig.triggeringEvent;
      form.requestSubmit(cause && cause.submitter ? cause.submitter : null);
    });
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (isOther && event.detail.requestConfig.verb !== "get") event.preventDefault();
  });

  // When it is looked at ---------------------------------------------------------------------

  function comeBack() {
    if (document.body.dataset.session && (isOver || isOther || (end && end <= Date.now())) && !document.hidden) ssr.renewSession();
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target.id !== "session-end") return;
    read();
    tell();
    look();
    ssr.announce("Du är fortfarande inloggad.");
  });
  window.addEventListener("storage", function (event) {
    if (event.key !== KEY || Number(event.newValue) <= end) return;
    end = Number(event.newValue);
    look();
    comeBack();
  });
  window.addEventListener("focus", comeBack);
  document.addEventListener("visibilitychange", function () {
    look();
    comeBack();
  });
  read();
  if (end) tell();
  look();
  window.setInterval(look, EVERY);
})();
