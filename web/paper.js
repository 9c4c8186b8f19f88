/* Papers with receipts: what brings a paper back stays in the browser that took it until the close, so that neither an answer lost on
 * its way nor a closed page costs a vote. Before a paper is asked for that is the ticket of its form; once it is there, its key. Who
 * has several votes has a paper for each: every one is kept under its row of the roll, by the words for it in both languages. The
 * link back carries the key behind the #, which browsers send to nobody; here it is put into the form and sent. Nothing of what is
 * kept, nor which papers lie in one browser, is told to the server. */
"use strict";
(function () {
  var LANG = document.documentElement.lang.indexOf("zh") === 0 ? "zh" : "en", SERIAL = 64;

  function read(place) { try { return localStorage.getItem(place) || ""; } catch (e) { return ""; } }
  function write(place, text) { try { localStorage.setItem(place, text); } catch (e) { /* what is on the page must do */ } }
  function forget(place) { try { localStorage.removeItem(place); } catch (e) { /* then it was never kept */ } }
  function places(begin) {
    try {
      return Object.keys(localStorage).filter(function (place) { return place === begin || place.startsWith(begin + " "); }).sort(function (a, b) {
        return a.localeCompare(b, "en", { numeric: true });
      });
    } catch (e) { return []; }
  }

  /* The papers of an election: {place, elector, key, en, zh, cast: [contest]}. */
  function papers(election) {
    return places("charterd-paper " + election).map(function (place) {
      var text = read(place), paper;
      try { paper = JSON.parse(text); } catch (e) { paper = null; }
      if (!paper || typeof paper.key !== "string") paper = { key: text, cast: [] };
      return Object.assign(paper, { place: place, elector: place.split(" ")[2] || "" });
    });
  }
  function keep(paper) { write(paper.place, JSON.stringify({ key: paper.key, en: paper.en, zh: paper.zh, cast: paper.cast })); }
  function forgetPaper(election, paper) {
    forget(paper.place);
    forget("charterd-ticket " + election + " " + paper.elector);
  }
  function serials(paper) { return paper.key.split(".").map(function (part) { return part.slice(0, SERIAL); }); }
  function make(tag, text, more) { return Object.assign(document.createElement(tag), { textContent: text }, more); }

  /* Voting is over: the codes once more, to find the ballots by, and gone. */
  var over = document.querySelector("[data-paper-over]");
  if (over) {
    papers(over.dataset.election).forEach(function (paper) {
      serials(paper).forEach(function (serial) {
        over.append(" ", make("a", serial, { href: "/elections/" + over.dataset.election + "/ballots#c-" + serial, className: "typed" }));
      });
      over.hidden = false;
      forget(paper.place);
    });
    places("charterd-ticket " + over.dataset.election).forEach(forget);
  }

  document.querySelectorAll("form[data-paper-ticket]").forEach(function (take) {
    var ticket = "charterd-ticket " + take.dataset.election + " " + take.dataset.elector;
    if (read(ticket)) take.elements.ticket.value = read(ticket);
    take.hidden = !take.elements.ticket.value;
    take.addEventListener("submit", function () { write(ticket, take.elements.ticket.value); });
  });

  /* A paper was issued, or a ballot of one was cast. */
  var shown = document.querySelector("[data-paper-key]"), whose = document.querySelector("[data-paper-whose]");
  if (shown) {
    var place = "charterd-paper " + shown.dataset.election + " " + shown.dataset.elector;
    var before = papers(shown.dataset.election).find(function (paper) { return paper.key === shown.dataset.paperKey; });
    if (before && before.place !== place) forget(before.place);
    keep({ place: place, key: shown.dataset.paperKey, en: shown.dataset.nameEn, zh: shown.dataset.nameZh, cast: before ? before.cast : [] });
  }
  if (whose) {
    var mine = papers(whose.dataset.election).find(function (paper) { return serials(paper).indexOf(whose.dataset.paperWhose) >= 0; });
    if (mine && whose.dataset.paperCast && mine.cast.indexOf(whose.dataset.paperCast) < 0) {
      mine.cast.push(whose.dataset.paperCast);
      keep(mine);
    }
    whose.textContent = mine && mine[LANG] || "";
    whose.hidden = !whose.textContent;
  }

  /* ---- coming back ---- */

  var form = document.querySelector("form[data-paper-back]"), list = document.querySelector("[data-paper-list]");
  var kept = document.querySelector("[data-paper-kept]"), said = document.querySelector("[data-paper-said]");

  function back(key) {
    form.elements.key.value = key;
    form.requestSubmit();
  }

  /* Every other paper of this browser, each with its way back: beside the vote it is of, or in the list. */
  function line(election, paper) {
    var item = make(list.querySelector("ul") && document.querySelector('[data-paper-slot="' + paper.elector + '"]') ? "div" : "li", "");
    var go = make("a", list.dataset.go, { href: "/elections/" + election + "/continue#" + paper.key, className: "button" });
    var gone = make("button", list.dataset.forget, { type: "button" });
    var count = list.dataset.cast.replace("#", paper.cast.length).replace("%", serials(paper).length);
    var name = paper[LANG] || list.dataset.nameless;
    if (item.tagName === "LI") item.append(make("strong", name), " ");
    [go, gone].forEach(function (way) { way.setAttribute("aria-label", way.textContent + ": " + name); });
    item.append(make("span", count, { className: "small" }), " ", go, " ", gone);
    item.dataset.paperLine = paper.elector;
    if (form) go.addEventListener("click", function (event) {
      event.preventDefault();
      back(paper.key);
    });
    gone.addEventListener("click", function () {
      forgetPaper(election, paper);
      item.remove();
      list.hidden = false;
      list.querySelector("[role=status]").textContent = list.dataset.forgotten;
    });
    return item;
  }
  if (list) {
    var here = shown ? shown.dataset.paperKey : "", all = papers(list.dataset.election);
    var others = all.filter(function (paper) {
      return paper.key !== here && !(whose && serials(paper).indexOf(whose.dataset.paperWhose) >= 0);
    });
    if (form && all.length === 1) others = []; /* it stands in the form */
    others.forEach(function (paper) {
      var slot = document.querySelector('[data-paper-slot="' + paper.elector + '"]'), item = line(list.dataset.election, paper);
      if (!slot) list.hidden = false;
      (slot || list.querySelector("ul")).append(item);
    });
  }

  function forgetting(paper) {
    if (!paper) return;
    kept.hidden = false;
    document.querySelector("[data-paper-forget]").addEventListener("click", function () {
      forgetPaper(list.dataset.election, paper);
      kept.hidden = true;
      if (form) form.elements.key.value = "";
      said.textContent = said.dataset.forgotten;
    });
  }
  if (shown) forgetting(papers(shown.dataset.election).find(function (paper) { return paper.key === shown.dataset.paperKey; }));
  if (!form) return;
  var only = papers(form.dataset.election), key = location.hash.slice(1);
  if (only.length === 1) forgetting(only[0]);
  if (key) history.replaceState(null, "", location.pathname); /* not into the next address, nor onto a shared screen */
  if (!form.elements.key.value) form.elements.key.value = key || (only.length === 1 ? only[0].key : "");
  if (key) form.requestSubmit();
})();
