/* Show what needs passkeys only where the browser knows them, and say in Swedish when one fails. */
(function () {
  "use strict";

  if (window.PublicKeyCredential) {
    document.querySelectorAll("[data-needs-passkeys]").forEach((element) => (element.hidden = false));
  }

  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-error]").forEach((element) => (element.hidden = false));
    document.querySelectorAll("form[data-busy]").forEach((form) => delete form.dataset.busy);
  });
})();
