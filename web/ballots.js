/* Finds a ballot by the beginning of its code. In the browser: nobody is told which code was looked for. */
"use strict";
(function () {
  var find = document.querySelector("[data-find]");
  if (!find) return;
  var field = find.querySelector("input"), said = find.querySelector("[role=status]"), LEAST = 4;
  find.hidden = false;

  function typed() { return field.value.toLowerCase().replace(/[^0-9a-f]/g, ""); }

  function look() {
    var code = typed(), lines = code.length < LEAST ? [] : Array.from(document.querySelectorAll('.ballots > li[id^="c-' + code + '"]'));
    document.querySelectorAll(".ballots > .found").forEach(function (line) { line.classList.remove("found"); });
    lines.forEach(function (line) { line.classList.add("found"); });
    if (lines.length) lines[0].scrollIntoView({ block: "center" });
    said.textContent = code.length < LEAST ? "" : lines.length ? find.dataset.found.replace("#", lines.length) : find.dataset.none;
  }
  /* Many ballots stand on pages by the first letter of their code. */
  function elsewhere() { return find.dataset.part && typed() && typed()[0] !== find.dataset.part; }

  field.addEventListener("input", look);
  find.addEventListener("submit", function (event) {
    event.preventDefault();
    if (elsewhere()) location.assign("?part=" + typed()[0] + (typed().length === 64 ? "#c-" + typed() : ""));
    else look();
  });
})();
