/* A meeting that is followed: the pages of src/views/meetings/room.html work without this by reloading.
 *
 *     /events ─ "changed" ─ /meetings/N/live ─ parts [data-live] ─┐
 *                              │ its data-key changed             ├─ changed in place, nothing else moves
 *                              └ /meetings/N/mine ─ [data-mine] ──┘
 *
 *  1. A part is changed node by node: what has the focus keeps it, what is open stays open. A button that has just come is
 *     deaf for a moment, so that a finger meant for another one does not press it.
 *  2. A vote is kept on this device before it is sent, under a key of its own, and until the server has answered: it is sent
 *     again after a lost connection, a reload or a new sign-in, and counts once. Its tick comes from the server's answer.
 *  3. What others do is not fetched person by person: the key of the public part says when something personal has changed. */
"use strict";
(function () {
  var root = document.querySelector("[data-room]");
  if (!root) return;
  var words = root.dataset, room = words.room, csrf = words.csrf, FRESH_MS = 300;
  var announce = root.querySelector("[data-announce]"), alert = root.querySelector("[data-alert]"), offline = root.querySelector("[data-offline]");
  var lang = document.documentElement.lang.indexOf("zh") === 0 ? "zh" : "en";
  function wait(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }
  function random() { return Array.from(crypto.getRandomValues(new Uint8Array(12)), function (b) { return (b + 256).toString(16).slice(1); }).join(""); }

  /* ---- changing in place ---- */

  function meaning(node) {
    if (node.nodeType !== 1) return node.nodeType;
    var own = node.tagName + " " + (node.id || node.dataset.key || "");
    if (node.tagName !== "FORM") return own;
    return own + node.getAttribute("action") + Array.from(node.elements).map(function (e) { return e.type === "hidden" && e.name[0] !== "_" ? e.name + e.value : ""; }).join();
  }
  function came(node) {
    if (node.nodeType === 1) [node].concat(Array.from(node.querySelectorAll("button"))).forEach(function (b) { b.cameAt = Date.now(); });
    return node;
  }
  function morph(a, b) {
    if (a.isEqualNode(b)) return;
    if (a.nodeType === 3) { a.data = b.data; return; }
    Array.from(a.attributes).forEach(function (at) { if (!b.hasAttribute(at.name) && at.name !== "open") a.removeAttribute(at.name); });
    Array.from(b.attributes).forEach(function (at) { if (a.getAttribute(at.name) !== at.value) a.setAttribute(at.name, at.value); });
    if (a.tagName === "INPUT" && a.type === "hidden") a.value = b.value;
    var kept = new Set(Array.from(b.childNodes, meaning)), at = a.firstChild;
    Array.from(b.childNodes).forEach(function (want) {
      while (at && meaning(at) !== meaning(want) && !kept.has(meaning(at))) { var gone = at; at = at.nextSibling; gone.remove(); }
      if (at && meaning(at) === meaning(want)) { var here = at; at = at.nextSibling; morph(here, want); }
      else a.insertBefore(came(document.importNode(want, true)), at);
    });
    while (at) { var rest = at; at = at.nextSibling; rest.remove(); }
  }
  function place(doc, name) {
    root.querySelectorAll("[data-" + name + "]").forEach(function (part) {
      var next = doc.querySelector("[data-" + name + "='" + part.dataset[name] + "']");
      if (!next) return;
      var said = next.dataset.say;
      if (said && said !== part.dataset.say) announce.textContent = said;
      morph(part, next);
    });
  }
  async function page(address) {
    var answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    var date = Date.parse(answer.headers.get("Date"));
    if (date) ahead = date + 500 - Date.now();
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  /* ---- following ---- */

  var last = -1; /* the entry of the last act of this device */
  var size = Number(words.since), key = words.key, wanted = 0, timer = null, busy = false, ahead = 0;
  async function follow() {
    if (busy) { timer = setTimeout(follow, 50); return; }
    timer = null;
    busy = true;
    var at = wanted;
    try {
      var doc = await page("/meetings/" + room + "/live?lang=" + lang + (at ? "&at=" + at : "")), part = doc.querySelector("[data-size]");
      place(doc, "live");
      size = Math.max(size, Number(part.dataset.size), at);
      if (words.seat && (part.dataset.key !== key || words.seat === "chair")) await mine();
      key = part.dataset.key;
      count();
    } catch (e) {
      if (!timer) timer = setTimeout(follow, 1000 + 2000 * Math.random());
    }
    busy = false;
  }
  function soon(at, spread) {
    wanted = Math.max(wanted, at);
    if (!timer) timer = setTimeout(follow, Math.random() * spread);
  }
  async function mine() {
    if (!words.seat) return;
    var doc = await page("/meetings/" + room + "/mine?seat=" + words.seat + "&" + location.search.slice(1));
    var whose = doc.querySelector("[data-csrf]").dataset;
    if (whose.person !== words.person) { location.reload(); return; } /* somebody else signed in meanwhile, or nobody is */
    csrf = whose.csrf;
    if (Number(whose.size) <= last) { /* asked for before what this device did since was on record */
      await wait(200);
      return mine();
    }
    place(doc, "mine");
    show();
  }

  var source = null, lost = null, again = null;
  function connected() {
    clearTimeout(lost);
    lost = null;
    if (!offline.hidden) { offline.hidden = true; announce.textContent = words.saidOnline; }
  }
  function listen() {
    clearTimeout(again);
    if (source) source.close();
    source = new EventSource("/events?topic=meeting/" + room + "&since=" + size);
    source.addEventListener("hello", function (event) {
      connected();
      send();
      if (JSON.parse(event.data).size > size && words.seat) setTimeout(function () { mine().catch(function () {}); }, 1000 * Math.random());
    });
    source.addEventListener("change", function (event) {
      var told = JSON.parse(event.data);
      connected();
      soon(told.size, told.spread || 50);
    });
    source.onerror = function () {
      if (!lost) lost = setTimeout(function () { offline.textContent = words.saidOffline; offline.hidden = false; }, 2000);
      if (source.readyState === 2) again = setTimeout(listen, 2000 + 3000 * Math.random());
    };
  }
  addEventListener("online", function () { listen(); soon(0, 200); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { soon(0, 500); send(); } });

  /* ---- the clock of a vote ---- */

  function count() {
    if ("stands" in words) return;
    root.querySelectorAll("[data-until]").forEach(function (e) {
      var left = Math.max(0, Math.ceil((Number(e.dataset.until) * 1000 - Date.now() - ahead) / 1000));
      e.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
    });
    root.querySelectorAll("[data-again]").forEach(function (e) {
      if (Number(e.dataset.again) * 1000 > Date.now() + ahead || e.asked === e.dataset.again) return;
      e.asked = e.dataset.again; /* a code that has run out: the next one is asked for, once */
      setTimeout(function () { mine().catch(function () { e.asked = null; }); }, 300);
    });
  }
  setInterval(count, 250);

  /* ---- acting ---- */

  function fields(form, button) {
    var body = new URLSearchParams();
    new FormData(form, button).forEach(function (value, name) { if (name[0] !== "_" || name === "_as") body.append(name, value); });
    return body;
  }
  function post(kind, key, body) {
    return fetch("/api/v1/acts/" + kind, {
      method: "POST", body: body, signal: AbortSignal.timeout ? AbortSignal.timeout(8000) : undefined,
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded", "X-CSRF-Token": csrf, "Idempotency-Key": key }
    });
  }
  async function said(answer) { try { return await answer.json(); } catch (e) { return { detail: answer.statusText }; } }
  async function act(form, kind, button) {
    form.sentKey = form.sentKey || random();
    alert.textContent = "";
    form.setAttribute("aria-busy", "true");
    try {
      var answer = await post(kind, form.sentKey, fields(form, button)), told = await said(answer);
      form.sentKey = answer.status === 429 || answer.status >= 500 ? form.sentKey : null;
      if (!answer.ok) alert.textContent = told.detail;
      else if (form.reset) form.reset();
      if (answer.ok) last = Math.max(last, told.entry);
      soon(answer.ok ? told.entry + 1 : 0, 0);
      await mine();
    } catch (e) {
      alert.textContent = words.saidUnsent;
    }
    form.removeAttribute("aria-busy");
  }

  /* ---- votes, each until it is acknowledged: one's own, and those one carries for others ---- */

  var box = "charterd-vote " + room + " " + words.person + " ", held = {}, later = null, sending = false;
  try {
    Object.keys(localStorage).forEach(function (name) { if (name.indexOf(box) === 0) held[name.slice(box.length)] = JSON.parse(localStorage.getItem(name)); });
  } catch (e) { /* a browser that keeps nothing: the page itself still does */ }
  function keep(who, vote) {
    if (vote) held[who] = vote;
    else delete held[who];
    try {
      if (vote) localStorage.setItem(box + who, JSON.stringify(vote));
      else localStorage.removeItem(box + who);
    } catch (e) { /* as above */ }
  }
  function place_of(who) { return root.querySelector("[data-vote='" + who + "']"); }
  /* The line above the buttons of a vote; null when its motion is not the one that is voted on here now. */
  function mark(who, vote, done) {
    var part = place_of(who), asked = part && part.querySelector("[name=motion]");
    if (!asked || asked.value !== vote.motion) return null;
    part.querySelectorAll("form").forEach(function (form) {
      var on = fields(form).get("vote") === vote.vote;
      form.classList.toggle("sending", on && !done);
      form.classList.toggle("chosen", on && done);
      form.querySelector("button").setAttribute("aria-pressed", String(on && done));
    });
    return part.querySelector("[data-ballot]");
  }
  function add(line, tag, text) {
    var node = line.appendChild(document.createElement(tag));
    node.textContent = text;
    return node;
  }
  function show(who, text) {
    Object.keys(held).forEach(function (each) {
      if (who && each !== who) return;
      var line = mark(each, held[each], false);
      if (line) line.textContent = text || (held[each].tries ? words.saidWaiting : words.saidSending);
    });
  }
  function recorded(who, vote, entry) {
    last = Math.max(last, entry);
    var line = mark(who, vote, true);
    if (!line) return;
    line.textContent = "";
    add(line, "strong", "✓ " + words.saidDone + (lang === "zh" ? vote.label : " " + vote.label.toLowerCase())); /* as the server says it */
    line.append(" ");
    var link = add(line, "a", "№ " + entry);
    link.href = "/register/entry/" + entry;
    link.className = "entry";
    link.title = words.saidEntry;
    line.append(" ");
    add(line, "span", words.saidCorrect).className = "small";
  }
  /* Gives after how long to try again; 0: it is done with. */
  async function sent(who, vote) {
    var body = new URLSearchParams({ motion: vote.motion, vote: vote.vote });
    if (who !== words.person) body.append("for", who);
    try {
      var answer = await post("motion.vote", vote.key, body), told = await said(answer);
    } catch (e) {
      vote.tries = (vote.tries || 0) + 1;
      show(who);
      return Math.min(1000 * vote.tries, 5000);
    }
    if (answer.status === 429 || answer.status >= 500) return 1000;
    if (answer.status === 401) {
      show(who, words.saidSignin);
      return 30000;
    }
    if (answer.status === 403 && !vote.again) { /* of a session that has ended since; the new one's token comes with the page's parts */
      vote.again = true;
      await mine().catch(function () {});
      return 200;
    }
    if (held[who] !== vote) return 0;
    keep(who, null);
    if (answer.ok) {
      recorded(who, vote, told.entry);
      return 0;
    }
    alert.textContent = (vote.tries ? words.saidLate + " " : "") + told.detail;
    soon(0, 0);
    await mine().catch(function () {});
    return 0;
  }
  async function send() {
    if (sending) return;
    sending = true;
    clearTimeout(later);
    var pause = 0;
    for (var who of Object.keys(held)) pause = Math.max(pause, await sent(who, held[who]));
    sending = false;
    if (Object.keys(held).length) later = setTimeout(send, pause);
  }

  function cast(form) {
    var body = fields(form), who = form.closest("[data-vote]").dataset.vote;
    keep(who, { key: random(), motion: body.get("motion"), vote: body.get("vote"), label: form.querySelector("button").textContent });
    show(who);
  }
  root.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (button && button.cameAt && Date.now() - button.cameAt < FRESH_MS) event.preventDefault();
  }, true);
  root.dataset.on = ""; /* what only script can do is shown */
  root.addEventListener("click", function (event) {
    var every = event.target.closest("[data-together]");
    if (!every || event.defaultPrevented) return;
    alert.textContent = "";
    var forms = Array.from(every.closest("[data-mine]").querySelectorAll("[data-vote] form")).filter(function (form) { return fields(form).get("vote") === every.dataset.together; });
    forms.forEach(cast);
    forms[0].querySelector("button").focus();
    send();
  });
  root.addEventListener("submit", function (event) {
    var form = event.target, kind = (form.getAttribute("action") || "").replace(/^\/act\//, "");
    if (!form.closest("[data-send]") || form.method !== "post" || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    if (kind !== "motion.vote") { act(form, kind, event.submitter); return; }
    alert.textContent = "";
    cast(form);
    send();
  });

  listen();
  count();
  show();
  send();
})();
