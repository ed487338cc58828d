/*
  Fields that save themselves. Without this file the form's own button saves everything at once.

    <form method="post" action="…" data-autosave-url="/…/falt/">
      {% csrf_token %}
      <textarea name="a-7" data-autosave-field="a-7">…</textarea>
      <input type="hidden" name="a-7__seen" value="{{ mark of the value shown }}">

  - A control marked data-autosave-field is posted to the nearest data-autosave-url when it changes
    and a moment after the last key: field, value, seen (common.autosave.mark_of the stored value
    that the writer has seen). Radio buttons and checkboxes are marked one by one.
  - The answer is JSON (common.autosave): 200 {saved: "14:03", seen, progress?};
    422 {message}; 409 {message, value, seen, by}: somebody else has written meanwhile, both are
    shown and the writer chooses; 409 {message} alone: it can no longer be written in.
  - progress is put into [data-autosave-progress], if the page has one.
  - Fields of one address are sent one after the other, each with the value it has when its turn
    comes: ten answers in a burst are ten short writes, not ten at once.
  - Nothing typed is lost: without contact it is tried again, when the session has ended it is saved as soon as somebody
    has signed in again, and leaving the page is asked about.
*/
(function () {
  "use strict";

  const ssr = (window.ssr = window.ssr || {});
  const REST = 1500; // ms after the last key
  const AGAIN = 5000; // ms until the next try without contact
  const BUSY_TRIES = 4; // when the server is busy (503), before the writer is told
  const BUSY_REST = 400; // ms until the first of them, then twice as long each time
  const states = new Map(); // by control (the first of a group of radio buttons)
  const lines = new Map(); // by address: one request at a time, and the controls that wait

  const isChoice = (control) => control.type === "radio" || control.type === "checkbox";

  /** Return the control that stands for its group, and the value of the whole. */
  function lead(control) {
    return control.type === "radio" ? groupOf(control)[0] : control;
  }

  function groupOf(control) {
    const all = [...control.form.elements];
    return all.filter((one) => one.type === "radio" && one.name === control.name);
  }

  function valueOf(control) {
    if (control.type === "radio") {
      const chosen = groupOf(control).find((one) => one.checked);
      return chosen ? chosen.value : "";
    }
    if (control.type === "checkbox") return control.checked ? control.value || "on" : "";
    return control.value;
  }

  function setValue(control, value) {
    if (control.type === "radio") groupOf(control).forEach((one) => (one.checked = one.value === value));
    else if (control.type === "checkbox") control.checked = value !== "";
    else control.value = value;
  }

  function stateOf(control) {
    if (!states.has(control)) {
      states.set(control, { saved: initial(control), timer: null, tries: 0, stuck: false });
    }
    return states.get(control);
  }

  function initial(control) {
    if (control.type === "radio") {
      const chosen = groupOf(control).find((one) => one.defaultChecked);
      return chosen ? chosen.value : "";
    }
    if (control.type === "checkbox") return control.defaultChecked ? control.value || "on" : "";
    if (control.options) {
      const chosen = [...control.options].find((option) => option.defaultSelected);
      return chosen ? chosen.value : control.options.length ? control.options[0].value : "";
    }
    return control.defaultValue;
  }

  const seenOf = (control) => control.form.elements[control.name + "__seen"];

  // What is told at the field --------------------------------------------------------------

  function place(control) {
    const holder = control.closest(".field") || control.parentElement;
    let shown = holder.querySelector("[data-autosave-status]");
    if (!shown) {
      shown = document.createElement("div");
      shown.className = "autosave";
      shown.setAttribute("data-autosave-status", "");
      holder.append(shown);
    }
    return shown;
  }

  function tell(control, kind, text) {
    const shown = place(control);
    shown.className = "autosave autosave--" + kind;
    shown.textContent = "";
    const line = document.createElement("p");
    line.textContent = text;
    shown.append(line);
    if (kind !== "busy") ssr.announce(text);
    return shown;
  }

  function addButton(shown, label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--secondary";
    button.textContent = label;
    button.addEventListener("click", act);
    shown.append(button);
  }

  function showConflict(control, answer) {
    const state = stateOf(control);
    const shown = tell(control, "conflict", answer.message);
    const theirs = document.createElement("blockquote");
    theirs.className = "autosave__theirs";
    theirs.textContent = answer.value || "(tomt)";
    shown.append(theirs);
    addButton(shown, "Behåll min", function () {
      seenOf(control).value = answer.seen;
      state.stuck = false;
      save(control);
      control.focus();
    });
    addButton(shown, "Ta den sparade", function () {
      seenOf(control).value = answer.seen;
      setValue(control, answer.value);
      state.saved = answer.value;
      state.stuck = false;
      tell(control, "saved", "Du tog den sparade texten.");
      control.focus();
    });
  }

  // Saving ---------------------------------------------------------------------------------

  function body(control) {
    const data = new URLSearchParams();
    data.set("csrfmiddlewaretoken", control.form.elements.csrfmiddlewaretoken.value);
    data.set("field", control.dataset.autosaveField || control.name);
    data.set("value", valueOf(control));
    data.set("seen", seenOf(control) ? seenOf(control).value : "");
    return data;
  }

  function lineOf(control) {
    const address = control.closest("[data-autosave-url]").dataset.autosaveUrl;
    if (!lines.has(address)) lines.set(address, { address: address, busy: false, waiting: new Set() });
    return lines.get(address);
  }

  /** Let the next control of the line have its turn. */
  function next(line) {
    line.busy = false;
    for (const control of line.waiting) {
      line.waiting.delete(control);
      save(control);
      if (line.busy) return;
      if (valueOf(control) === stateOf(control).saved) tell(control, "saved", "Oförändrat.");
    }
  }

  /** A server that is busy is asked again at once, before anybody is told. */
  function whenBusy(control) {
    const state = stateOf(control);
    state.tries += 1;
    if (state.tries > BUSY_TRIES) return tryAgain(control);
    plan(control, BUSY_REST * 2 ** (state.tries - 1));
  }

  /** The session may stand while the token is old (session.js); else it waits for "session-back". */
  function whenSignedOut(control) {
    ssr.renewSession().then(function (stands) {
      if (stands) whenBusy(control);
      else tell(control, "failed", "Inte sparat än. Det sparas när du har loggat in igen.");
    });
  }

  function tryAgain(control) {
    tell(control, "failed", "Inte sparat än. Försöker igen.");
    plan(control, AGAIN);
  }

  function take(control, status, answer, sent) {
    const state = stateOf(control);
    if (status === 200) {
      state.saved = sent;
      state.tries = 0;
      if (seenOf(control)) seenOf(control).value = answer.seen;
      tell(control, "saved", "Sparat " + answer.saved);
      const progress = document.querySelector("[data-autosave-progress]");
      if (progress && answer.progress) progress.textContent = answer.progress;
      if (valueOf(control) === sent) return;
      if (isChoice(control)) lineOf(control).waiting.add(control);
      else plan(control, REST);
      return;
    }
    state.stuck = true; // until the writer does something
    if (answer.seen !== undefined) showConflict(control, answer);
    else tell(control, "failed", answer.message || "Det gick inte att spara.");
  }

  function save(control) {
    const state = stateOf(control);
    clearTimeout(state.timer);
    state.timer = null;
    if (!control.isConnected || state.stuck || valueOf(control) === state.saved) return;
    const line = lineOf(control);
    tell(control, "busy", "Sparar …");
    if (line.busy) {
      line.waiting.add(control);
      return;
    }
    const sent = valueOf(control);
    line.busy = true;
    fetch(line.address, {
      method: "POST",
      body: body(control),
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
    })
      .then(function (response) {
        const isJson = (response.headers.get("Content-Type") || "").includes("json");
        if (response.status === 503) return whenBusy(control);
        if (response.status === 401) return whenSignedOut(control);
        if (response.status >= 500) return tryAgain(control);
        if (!isJson) {
          state.stuck = true;
          return response.text().then((text) => tell(control, "failed", isSentence(response) ? text : "Det gick inte att spara."));
        }
        return response.json().then((answer) => take(control, response.status, answer, sent));
      })
      .catch(() => tryAgain(control))
      .finally(() => next(line));
  }

  const isSentence = (response) => (response.headers.get("Content-Type") || "").startsWith("text/plain");

  function plan(control, rest) {
    const state = stateOf(control);
    clearTimeout(state.timer);
    state.timer = setTimeout(save, rest, control);
  }

  function isOurs(target) {
    return target instanceof Element && target.hasAttribute("data-autosave-field") && target.closest("[data-autosave-url]");
  }

  document.addEventListener("input", function (event) {
    if (!isOurs(event.target) || isChoice(event.target)) return;
    stateOf(event.target).stuck = stateOf(event.target).stuck && place(event.target).matches(".autosave--conflict");
    // Its line is laid now: laid as the field is left, it moves the button that is being pressed.
    if (!place(event.target).hasChildNodes()) tell(event.target, "busy", "Sparas strax …");
    plan(event.target, REST);
  });

  document.addEventListener("change", function (event) {
    if (!isOurs(event.target)) return;
    const control = lead(event.target);
    if (isChoice(control)) stateOf(control).stuck = false;
    save(control);
  });

  // What was chosen or written before this file came is saved too.
  for (const control of new Set([...document.querySelectorAll("[data-autosave-field]")].map(lead))) {
    if (isOurs(control) && valueOf(control) !== stateOf(control).saved) save(control);
  }

  document.addEventListener("session-back", function () {
    for (const control of states.keys()) save(control);
  });

  // The button saves the rest; a page left with something unsaved asks first.
  let leaving = false;
  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented && event.target.closest("[data-autosave-url]")) leaving = true;
  });
  window.addEventListener("beforeunload", function (event) {
    const isUnsaved = [...states].some(([control, state]) => control.isConnected && valueOf(control) !== state.saved);
    if (!leaving && isUnsaved) event.preventDefault();
  });
})();
