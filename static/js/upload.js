/*
  Files are sent as they are chosen or dropped, one at a time with a progress bar. Without this file
  they go with the form itself.

    <div data-upload="/…/filer/" data-upload-limit="52428800"> file input, [data-upload-progress],
    [data-upload-list] </div>

  The answer is the list of files that wait for the form, with what was refused, in an element marked
  data-received; any other answer is not believed. When the session has ended the files are kept, and
  sent as soon as somebody has signed in again. [data-too-low] names the values of deciding_body that
  show it.
*/
(function () {
  "use strict";

  const ssr = window.ssr;
  const kept = new Map(); // by zone: files that wait for somebody to sign in again

  async function send(zone, form, file) {
    const list = zone.querySelector("[data-upload-list]");
    let answer = await post(zone, form, file);
    if (answer.status === 401 && (await ssr.renewSession())) answer = await post(zone, form, file);
    if (answer.status === 401) {
      kept.set(zone, [...(kept.get(zone) || []), file]);
      tell(list, file.name + " är inte skickad än. Den skickas när du har loggat in igen.");
      return;
    }
    if (answer.status === 0) {
      tell(list, file.name + " kom inte fram. Kontrollera nätet och försök igen.");
      return;
    }
    const page = new DOMParser().parseFromString(answer.text, "text/html");
    const received = answer.status === 200 && page.querySelector("[data-received]");
    if (!received) {
      tell(list, file.name + " togs inte emot. Försök igen." + (answer.isSentence ? " " + answer.text : ""));
      return;
    }
    const refused = list.querySelectorAll("[role=alert]");
    list.replaceChildren(...refused, document.adoptNode(received));
  }

  /** Send one file; resolve to { status (0 without contact), text, isSentence }. */
  function post(zone, form, file) {
    const progress = zone.querySelector("[data-upload-progress]");
    return new Promise(function (done) {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      data.append("form_key", form.elements.form_key.value);
      data.append("files", file);
      const request = new XMLHttpRequest();
      request.open("POST", zone.dataset.upload);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.upload.addEventListener("progress", function (event) {
        if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total;
      });
      request.addEventListener("load", function () {
        const isSentence = (request.getResponseHeader("Content-Type") || "").startsWith("text/plain");
        done({ status: request.status, text: request.responseText, isSentence: isSentence });
      });
      request.addEventListener("error", () => done({ status: 0, text: "", isSentence: false }));
      progress.value = 0;
      progress.hidden = false;
      request.send(data);
    });
  }

  function tell(list, text) {
    const line = document.createElement("p");
    line.className = "field__error";
    line.setAttribute("role", "alert");
    line.textContent = text;
    list.prepend(line);
  }

  async function sendAll(zone, files) {
    const form = zone.closest("form");
    const list = zone.querySelector("[data-upload-list]");
    const limit = Number(zone.dataset.uploadLimit);
    list.querySelectorAll("[role=alert]").forEach((old) => old.remove());
    for (const file of files) {
      if (file.size > limit) {
        tell(list, file.name + " togs inte emot: den är större än " + limit / 1048576 + " MB.");
      } else await send(zone, form, file);
    }
    zone.querySelector("[data-upload-progress]").hidden = true;
    zone.querySelector("input[type=file]").value = "";
  }

  document.querySelectorAll("[data-upload]").forEach(function (zone) {
    const input = zone.querySelector("input[type=file]");
    zone.querySelector("[data-upload-hint]").hidden = false;
    input.addEventListener("change", () => sendAll(zone, [...input.files]));
    zone.addEventListener("dragover", function (event) {
      event.preventDefault();
      zone.dataset.over = "";
    });
    zone.addEventListener("dragleave", () => delete zone.dataset.over);
    zone.addEventListener("drop", function (event) {
      event.preventDefault();
      delete zone.dataset.over;
      sendAll(zone, [...event.dataTransfer.files]);
    });
  });

  document.addEventListener("session-back", function () {
    const waiting = [...kept];
    kept.clear();
    waiting.forEach(([zone, files]) => sendAll(zone, files));
  });

  document.querySelectorAll("[data-too-low]").forEach(function (box) {
    const select = box.closest("form").elements.deciding_body;
    const low = box.dataset.tooLow.split(" ");
    const show = () => (box.hidden = !low.includes(select.value));
    select.addEventListener("change", show);
    if (select.value) show();
  });
})();
