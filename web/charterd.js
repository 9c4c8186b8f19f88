/* What a script adds; every page works without it.
 *
 *  - data-topic: listens to /events and says politely that the page has changed; it never moves what is being read.
 *  - #summary: what is wrong with a form is read first.
 *  - form.act: passes over a second submission of the same form, and says the size of a chosen file.
 *  - time[datetime]: the reader's own time as a hint, when their zone is another. */
"use strict";
(function () {
  var zh = document.documentElement.lang.indexOf("zh") === 0;

  var live = document.querySelector("[data-topic]");
  if (live && "EventSource" in window) {
    var source = new EventSource("/events?topic=" + encodeURIComponent(live.dataset.topic) + "&since=" + live.dataset.since);
    source.addEventListener("change", function () {
      if (live.firstChild) return;
      live.textContent = live.dataset.changed + " ";
      var link = document.createElement("a");
      link.href = location.href;
      link.textContent = live.dataset.reload;
      live.appendChild(link);
    });
  }

  var summary = document.getElementById("summary");
  if (summary) summary.focus();

  document.querySelectorAll("form.act").forEach(function (form) {
    var sent = false;
    form.addEventListener("submit", function (event) {
      if (sent) { event.preventDefault(); return; }
      sent = true;
      form.setAttribute("aria-busy", "true");
      setTimeout(function () { sent = false; form.removeAttribute("aria-busy"); }, 8000);
    });
    form.querySelectorAll("input[type=file]").forEach(function (input) {
      var said = document.createElement("p");
      said.className = "help";
      said.setAttribute("role", "status");
      input.after(said);
      input.addEventListener("change", function () {
        said.textContent = Array.from(input.files).map(function (f) {
          return f.name + " · " + Math.ceil(f.size / 1024) + " KB";
        }).join(zh ? "、" : ", ");
        var max = Number(input.dataset.max);
        if (max && input.files[0] && input.files[0].size > max) said.textContent += " — " + input.dataset.tooLarge;
      });
    });
  });

  if (new Date().getTimezoneOffset() !== -480) {
    var format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    document.querySelectorAll("time[datetime*=T]").forEach(function (t) {
      t.title = (zh ? "您所在时区：" : "Your time: ") + format.format(new Date(t.dateTime));
    });
  }
})();
