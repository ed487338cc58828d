/*
  The plan of visits: drag a visit within its municipality's row, and walk the table by arrow keys.
  Without this file each cell's button does the same.
*/
(function () {
  "use strict";

  const plan = document.querySelector("[data-visit-plan]");
  if (!plan) return;
  const moving = document.getElementById("visit-move");
  let dragged = null;

  const cellOf = (target) => (target instanceof Element ? target.closest("td[data-place]") : null);

  /** A visit is moved in time, never to another municipality; a quarter holds one visit. */
  function takes(cell) {
    return dragged && cell && cell.parentElement === dragged.closest("tr") && !cell.querySelector("[data-visit]");
  }

  plan.addEventListener("dragstart", function (event) {
    dragged = event.target instanceof Element ? event.target.closest("[draggable][data-visit]") : null;
    if (!dragged || !moving) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.visit);
  });

  plan.addEventListener("dragover", function (event) {
    const cell = cellOf(event.target);
    if (!takes(cell)) return;
    event.preventDefault();
    cell.classList.add("visit-plan__target");
  });

  plan.addEventListener("dragleave", function (event) {
    const cell = cellOf(event.target);
    if (cell) cell.classList.remove("visit-plan__target");
  });

  plan.addEventListener("drop", function (event) {
    const cell = cellOf(event.target);
    if (!takes(cell) || !moving) return;
    event.preventDefault();
    moving.elements.visit.value = dragged.dataset.visit;
    moving.elements.seen.value = dragged.dataset.seen;
    moving.elements.move.value = cell.dataset.place;
    moving.requestSubmit();
  });

  plan.addEventListener("dragend", () => (dragged = null));

  // Arrow keys go from cell to cell: the focus lands on whatever can be pressed there.
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  plan.addEventListener("keydown", function (event) {
    const step = steps[event.key];
    const cell = cellOf(event.target);
    if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...cell.closest("tbody").rows];
    let row = rows.indexOf(cell.parentElement);
    let column = cell.cellIndex;
    for (;;) {
      row += step[0];
      column += step[1];
      const next = rows[row] && rows[row].cells[column];
      if (!next || !next.hasAttribute("data-place")) return;
      const control = next.querySelector("a, button");
      if (control) {
        event.preventDefault();
        control.focus();
        return;
      }
    }
  });
})();
