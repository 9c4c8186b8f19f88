/* Papers with receipts: the key of a paper stays in the browser that took it until the close, so that a closed page costs no vote.
 * The link back carries the key behind the #, which browsers send to nobody; here it is put into the form and sent. */
"use strict";
(function () {
  var shown = document.querySelector("[data-paper-key]"), form = document.querySelector("form[data-paper-back]");
  var part = shown || form;
  if (!part) return;
  var place = "charterd-paper " + part.dataset.election;
  var kept = document.querySelector("[data-paper-kept]"), said = document.querySelector("[data-paper-said]");

  function read() { try { return localStorage.getItem(place) || ""; } catch (e) { return ""; } }

  if (shown) try { localStorage.setItem(place, shown.dataset.paperKey); } catch (e) { /* the link and the key are on the page */ }
  if (read()) kept.hidden = false;
  document.querySelector("[data-paper-forget]").addEventListener("click", function () {
    try { localStorage.removeItem(place); } catch (e) { /* then it was never kept */ }
    kept.hidden = true;
    if (form) form.elements.key.value = "";
    said.textContent = said.dataset.forgotten;
  });
  if (!form) return;
  var key = location.hash.slice(1);
  if (key) history.replaceState(null, "", location.pathname); /* not into the next address, nor onto a shared screen */
  if (!form.elements.key.value) form.elements.key.value = key || read();
  if (key) form.requestSubmit();
})();
