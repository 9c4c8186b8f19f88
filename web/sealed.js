/* The voter's side of a sealed election: credentials that are made here, signed unseen, and used without a name.
 *
 * RFC 9474, RSABSSA-SHA384-PSS-Randomized. For each contest, under its own key: a prefix by chance, the prefix and the contest's message padded to a
 * number m, and m·rᵉ sent to be signed: r is by chance, so what is sent could stand for any credential. (m·rᵉ)ᵈ·r⁻¹ = mᵈ is
 * the signature. Before anything is sent it is kept in this browser, so that an answer that was lost can be asked for again; once
 * the signature is there, what could link the two is forgotten. The ballot goes out without cookies and names no one.
 *
 * The first half computes and knows no page: tests/sealed runs it against the RFC's own example. The second half is the page. */
"use strict";
var charterdSealed = (function () {
  var SALT = 48, HASH = 48;

  function fromBytes(bytes) {
    var hex = "";
    bytes.forEach(function (b) { hex += (b < 16 ? "0" : "") + b.toString(16); });
    return BigInt("0x" + (hex || "0"));
  }
  function toBytes(number, length) {
    var hex = number.toString(16).padStart(2 * length, "0"), bytes = new Uint8Array(length);
    for (var i = 0; i < length; i++) bytes[i] = parseInt(hex.substr(2 * i, 2), 16);
    return bytes;
  }
  function toHex(bytes) { return Array.from(bytes, function (b) { return (b < 16 ? "0" : "") + b.toString(16); }).join(""); }
  function fromHex(hex) { return Uint8Array.from(hex.match(/../g) || [], function (two) { return parseInt(two, 16); }); }
  function toText(bytes) {
    return btoa(String.fromCharCode.apply(null, bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function fromText(text) {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), function (c) { return c.charCodeAt(0); });
  }
  function joined(parts) {
    var all = new Uint8Array(parts.reduce(function (n, p) { return n + p.length; }, 0)), at = 0;
    parts.forEach(function (p) { all.set(p, at); at += p.length; });
    return all;
  }
  function chance(length) { return crypto.getRandomValues(new Uint8Array(length)); }
  async function sha384(bytes) { return new Uint8Array(await crypto.subtle.digest("SHA-384", bytes)); }

  function power(base, exponent, n) {
    var result = 1n;
    for (base %= n; exponent > 0n; exponent >>= 1n, base = base * base % n) if (exponent & 1n) result = result * base % n;
    return result;
  }
  /* Euclid's; null when there is none. */
  function inverse(a, n) {
    var r = [n, a % n], t = [0n, 1n];
    while (r[1] > 0n) {
      var q = r[0] / r[1];
      r = [r[1], r[0] - q * r[1]];
      t = [t[1], t[0] - q * t[1]];
    }
    return r[0] === 1n ? (t[0] + n) % n : null;
  }

  async function mask(seed, length) {
    var parts = [];
    for (var i = 0; i * HASH < length; i++) parts.push(await sha384(joined([seed, new Uint8Array([0, 0, i >> 8, i & 255])])));
    return joined(parts).subarray(0, length);
  }
  /* EMSA-PSS (RFC 8017, 9.1.1) for a modulus of `bits`. */
  async function padded(message, salt, bits) {
    var length = Math.ceil((bits - 1) / 8);
    var hash = await sha384(joined([new Uint8Array(8), await sha384(message), salt]));
    var block = joined([new Uint8Array(length - salt.length - HASH - 2), new Uint8Array([1]), salt]);
    var over = await mask(hash, block.length);
    block = block.map(function (b, i) { return b ^ over[i]; });
    block[0] &= 255 >> (8 * length - (bits - 1));
    return joined([block, hash, new Uint8Array([0xbc])]);
  }

  /* A contest's public key: SPKI in base64. */
  async function keyOf(spki) {
    var key = await crypto.subtle.importKey("spki", fromText(spki), { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
    var parts = await crypto.subtle.exportKey("jwk", key), n = fromText(parts.n);
    return { key: key, n: fromBytes(n), e: fromBytes(fromText(parts.e)), length: n.length };
  }

  /* `salt` and `r` are given by tests only. */
  async function blind(key, message, salt, r) {
    var m = fromBytes(await padded(message, salt || chance(SALT), key.n.toString(2).length)), back = r ? inverse(r, key.n) : null;
    if (inverse(m, key.n) === null) throw new Error("not a key"); /* a factor of it was found */
    while (back === null) {
      r = fromBytes(chance(key.length));
      back = r > 0n && r < key.n ? inverse(r, key.n) : null;
    }
    return { number: toBytes(m * power(r, key.e, key.n) % key.n, key.length), inverse: toBytes(back, key.length) };
  }

  /* Takes the blinding off and verifies what is left: null when it is no signature. */
  async function unblind(key, message, signed, back) {
    if (signed.length !== key.length) return null;
    var signature = toBytes(fromBytes(signed) * fromBytes(back) % key.n, key.length);
    return await crypto.subtle.verify({ name: "RSA-PSS", saltLength: SALT }, key.key, signature, message) ? signature : null;
  }

  function messageOf(prefix, contest) { return joined([prefix, new TextEncoder().encode("charterd-sealed-v1 " + contest)]); }

  return { keyOf: keyOf, blind: blind, unblind: unblind, messageOf: messageOf, chance: chance, joined: joined,
           toHex: toHex, fromHex: fromHex, toText: toText, fromText: fromText, toBytes: toBytes, fromBytes: fromBytes, inverse: inverse };
})();
if (typeof module !== "undefined") module.exports = charterdSealed;

if (typeof document !== "undefined") (function () {
  var page = document.querySelector("[data-sealed]");
  if (!page) return;
  var S = charterdSealed, words = page.dataset, lang = document.documentElement.lang.indexOf("zh") === 0 ? "zh" : "en";
  var begin = "charterd-sealed " + words.election + " "; /* and the row of the roll: each vote has a paper of its own */

  async function detail(response) {
    try { return (await response.json()).detail || response.statusText; } catch (e) { return response.statusText; }
  }
  /* Without cookies, and saying nothing of where it comes from. */
  function toBox(way, body) {
    return fetch("/elections/" + words.election + way, {
      method: "POST", body: body, headers: { Accept: "application/json" }, credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store"
    });
  }
  function credential(paper) { return new URLSearchParams({ contest: paper.contest, serial: paper.prefix, proof: paper.proof }); }
  /* One thing at a time, and no word of the one before it; whatever is lost on its way can be sent again. */
  function once(button, work, where) {
    button.disabled = true;
    where.textContent = "";
    work().catch(function () { where.textContent = words.saidLost; }).then(function () { button.disabled = false; });
  }

  /* ---- one vote: what is kept of it stands under `place` ---- */

  function Vote(part, place) {
    var take = part.querySelector("[data-sealed-take]"), said = part.querySelector("[data-sealed-status]");
    var forms = Array.from(part.querySelectorAll("form[data-contest]")), issued = part.dataset.issued === "1";

    function kept() { try { return JSON.parse(localStorage.getItem(place)); } catch (e) { return null; } }
    function keep(papers) { localStorage.setItem(place, JSON.stringify(papers)); }
    function say(text) { said.textContent = text; }
    function signed(papers) { return papers && papers.every(function (p) { return p.proof; }); }
    function named(paper) { return Object.assign(paper, { en: part.dataset.nameEn, zh: part.dataset.nameZh }); }

    function showCodes(papers) {
      say(words.saidCodes + " ");
      papers.forEach(function (p) {
        var link = document.createElement("a");
        link.href = "/elections/" + words.election + "/ballots#c-" + p.prefix;
        link.className = "typed";
        link.textContent = p.prefix;
        said.append(link, " ");
      });
      localStorage.removeItem(place); /* shown once more to find the ballot by, and gone */
    }

    function show() {
      var papers = kept();
      part.hidden = words.state !== "voting" && !papers;
      if (words.state !== "voting") {
        if (papers) showCodes(papers);
        return;
      }
      take.hidden = signed(papers) || (issued && !papers) || part.dataset.onPaper === "1"; /* it is cast on a paper that was handed out */
      if (issued && !papers) say(words.saidElsewhere);
      forms.forEach(function (form) {
        var paper = signed(papers) ? papers.find(function (p) { return p.contest === form.dataset.contest; }) : null;
        form.hidden = !paper;
        if (paper) form.querySelector("[data-sealed-code]").textContent = paper.prefix;
        if (paper && paper.cast) form.querySelector("button[type=submit]").textContent = words.saidReplace;
      });
    }

    async function make(keys) {
      var papers = [];
      for (var i = 0; i < forms.length; i++) {
        var contest = forms[i].dataset.contest, prefix = S.chance(32), blinded = await S.blind(keys[i], S.messageOf(prefix, contest));
        papers.push(named({ contest: contest, prefix: S.toHex(prefix), blinded: S.toText(blinded.number), inverse: S.toText(blinded.inverse) }));
      }
      keep(papers); /* before they are sent */
      return papers;
    }

    async function ask() {
      var keys = await Promise.all(words.key.split(",").map(S.keyOf)), papers = kept() || await make(keys);
      var body = new URLSearchParams({ _csrf: words.csrf });
      if (part.dataset.as) body.append("_as", part.dataset.as);
      papers.forEach(function (p) { body.append("blinded", p.blinded); });
      var response = await fetch("/elections/" + words.election + "/paper", { method: "POST", body: body, headers: { Accept: "application/json" } });
      if (!response.ok) {
        if (response.status === 422) localStorage.removeItem(place); /* never issued: make others */
        return say(await detail(response));
      }
      var signatures = (await response.json()).signatures, done = [];
      for (var i = 0; i < papers.length; i++) {
        var message = S.messageOf(S.fromHex(papers[i].prefix), papers[i].contest);
        var proof = await S.unblind(keys[i], message, S.fromText(signatures[i] || ""), S.fromText(papers[i].inverse));
        if (!proof) return say(words.saidWrong);
        done.push(named({ contest: papers[i].contest, prefix: papers[i].prefix, proof: S.toText(proof) }));
      }
      keep(done);
      say(words.saidTaken);
      show();
    }

    function paperOf(form) { return kept().find(function (p) { return p.contest === form.dataset.contest; }); }
    function sayOf(form, text) { form.querySelector("[data-sealed-said]").textContent = text; }

    async function cast(form) {
      var paper = paperOf(form), body = credential(paper);
      new FormData(form).getAll("marks").forEach(function (mark) { if (mark) body.append("marks", mark); });
      var response = await toBox("/box", body);
      if (response.ok) {
        keep(kept().map(function (p) { return p.contest === paper.contest ? Object.assign(p, { cast: true }) : p; }));
        form.querySelector("button[type=submit]").textContent = words.saidReplace;
      }
      sayOf(form, response.ok ? words.saidCast : await detail(response));
    }

    async function check(form) {
      var response = await toBox("/check", credential(paperOf(form)));
      sayOf(form, response.ok ? ((await response.json()).in ? words.saidIn : words.saidNotIn) : await detail(response));
    }

    if (take) take.addEventListener("click", function () { once(take, ask, said); });
    forms.forEach(function (form) {
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        once(form.querySelector("button[type=submit]"), function () { return cast(form); }, form.querySelector("[data-sealed-said]"));
      });
      var asks = form.querySelector("[data-sealed-check]");
      asks.addEventListener("click", function () { once(asks, function () { return check(form); }, form.querySelector("[data-sealed-said]")); });
    });
    show();
  }

  /* ---- the page: the reader's votes, and whatever papers this browser keeps besides, signed in or not ---- */

  function others(known) {
    var found = [];
    try {
      for (var i = 0; i < localStorage.length; i++)
        if (localStorage.key(i).startsWith(begin) && known.indexOf(localStorage.key(i)) < 0) found.push(localStorage.key(i));
    } catch (e) { /* nothing is kept */ }
    return found.sort(function (a, b) { return a.localeCompare(b, "en", { numeric: true }); });
  }
  /* A paper of a vote that is not the reader's now: by the words it was kept with. */
  function another(place) {
    var part = page.querySelector("template").content.firstElementChild.cloneNode(true), paper = null;
    try { paper = JSON.parse(localStorage.getItem(place))[0]; } catch (e) { /* as it is */ }
    part.dataset.nameEn = paper && paper.en || "";
    part.dataset.nameZh = paper && paper.zh || "";
    part.querySelector("[data-sealed-name]").textContent = (lang === "zh" ? part.dataset.nameZh : part.dataset.nameEn) || words.nameless;
    page.append(part);
    return part;
  }

  var own = Array.from(page.querySelectorAll("[data-sealed-vote]"));
  var more = others(own.map(function (part) { return begin + part.dataset.elector; }));
  if (!own.length && !more.length) return;
  page.hidden = false;
  page.querySelector("[data-sealed-none]").hidden = true;
  if (!window.isSecureContext || !crypto.subtle) {
    page.querySelector("[role=status]").textContent = words.saidInsecure;
    return;
  }
  own.forEach(function (part) {
    part.hidden = false;
    Vote(part, begin + part.dataset.elector);
  });
  more.forEach(function (place) {
    var part = another(place);
    part.hidden = false;
    Vote(part, place);
  });
})();
