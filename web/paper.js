/* Papers with receipts: what brings a paper back stays in the browser that took it until the close, so that neither an answer lost on
 * its way nor a closed page costs a vote. Before a paper is asked for that is the ticket of its form; once it is there, its key. The
 * link back carries the key behind the #, which browsers send to nobody; here it is put into the form and sent. */
"use strict";
(function () {
  function read(place) { try { return localStorage.getItem(place) || ""; } catch (e) { return ""; } }
  function write(place, text) { try { localStorage.setItem(place, text); } catch (e) { /* what is on the page must do */ } }
  function forget(place) { try { localStorage.removeItem(place); } catch (e) { /* then it was never kept */ } }

  /* All that is kept of an election. */
  function forgetAll(election) {
    try {
      Object.keys(localStorage).forEach(function (place) { if (place === "charterd-paper " + election || place.startsWith("charterd-ticket " + election + " ")) forget(place); });
    } catch (e) { /* nothing is kept */ }
  }

  var over = document.querySelector("[data-paper-over]");
  if (over) forgetAll(over.dataset.election);
  document.querySelectorAll("form[data-paper-ticket]").forEach(function (take) {
    var ticket = "charterd-ticket " + take.dataset.election + " " + take.dataset.elector;
    if (read(ticket)) take.elements.ticket.value = read(ticket);
    take.hidden = !take.elements.ticket.value;
    take.addEventListener("submit", function () { write(ticket, take.elements.ticket.value); });
  });

  var shown = document.querySelector("[data-paper-key]"), form = document.querySelector("form[data-paper-back]");
  var part = shown || form;
  if (!part) return;
  var place = "charterd-paper " + part.dataset.election;
  var kept = document.querySelector("[data-paper-kept]"), said = document.querySelector("[data-paper-said]");

  if (shown) write(place, shown.dataset.paperKey);
  if (read(place)) kept.hidden = false;
  document.querySelector("[data-paper-forget]").addEventListener("click", function () {
    forgetAll(part.dataset.election);
    kept.hidden = true;
    if (form) form.elements.key.value = "";
    said.textContent = said.dataset.forgotten;
  });
  if (!form) return;
  var key = location.hash.slice(1);
  if (key) history.replaceState(null, "", location.pathname); /* not into the next address, nor onto a shared screen */
  if (!form.elements.key.value) form.elements.key.value = key || read(place);
  if (key) form.requestSubmit();
})();
