// What is on the page moves by itself: the stream says that something has changed, the page is read again, and what bears data-live is replaced where
// it differs. Forms, filters and selections bear none, so that nothing moves under a hand. New rows wait behind a notice.
(() => {
  const status = document.getElementById("status");
  // What answers a form stands at an address that cannot be read again.
  if (!document.querySelector("[data-live]") || !window.EventSource || document.documentElement.hasAttribute("data-answer")) return;
  const words = status.dataset;
  const focusable = "a, button, summary";
  let stream, wanted = false, reading = false, last = 0, lost;

  const draw = (fresh) => {
    const focused = document.activeElement?.id;
    const more = new Set();
    for (const now of fresh.querySelectorAll("[data-live][id]")) {
      const before = document.getElementById(now.id);
      if (!before) { // a new row, or a cell of one
        const row = now.closest("tr[id], li[id]");
        if (row && !document.getElementById(row.id)) more.add(row.id);
        continue;
      }
      if (before.parentElement.closest("[data-live]")) continue; // its parent is replaced
      if (before.outerHTML === now.outerHTML || before.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) continue;
      // Who is on a link of a row stays on it, although the row is another one now.
      const on = [...before.querySelectorAll(focusable)].indexOf(document.activeElement);
      before.replaceWith(document.adoptNode(now));
      window.kaipiao.prepare(now);
      if (on >= 0) now.querySelectorAll(focusable)[on]?.focus({preventScroll: true});
    }
    for (const row of document.querySelectorAll("tr[data-live][id]")) row.classList.toggle("gone", !fresh.getElementById(row.id));
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({preventScroll: true});
    tellMore(more.size);
  };

  const tellMore = (count) => {
    let notice = document.getElementById("more");
    if (!count) { notice?.remove(); return; }
    if (!notice) {
      notice = document.createElement("a");
      notice.id = "more"; notice.className = "more"; notice.href = location.href;
      document.querySelector(".table, .list")?.before(notice);
    }
    notice.textContent = words.more.replace("%d", count);
  };

  const read = async () => {
    if (reading || document.hidden) { wanted = true; return; }
    reading = true; wanted = false;
    try {
      const answer = await fetch(location.href, {headers: {"X-Live": "1"}, redirect: "error"});
      if (answer.ok) { draw(new DOMParser().parseFromString(await answer.text(), "text/html")); last = Date.now(); }
    } catch { /* the next change tries again */ }
    reading = false;
    if (wanted) soon();
  };

  let timer;
  const soon = () => { clearTimeout(timer); timer = setTimeout(read, Math.max(0, 1000 - (Date.now() - last)) * (1 + Math.random() / 2)); };

  const concerns = (ids) => {
    const about = document.querySelector("[data-about]")?.dataset.about.split(" ");
    return !about || ids.some((id) => about.includes(id));
  };

  const open = () => {
    if (stream || document.hidden) return;
    stream = new EventSource("/console/live");
    stream.addEventListener("open", () => {
      clearTimeout(lost); lost = undefined;
      document.getElementById("lost")?.remove();
      document.documentElement.dataset.stream = "open";
      if (last) soon(); // something may have happened while nobody listened
      last ||= Date.now();
    });
    stream.addEventListener("changed", (event) => { if (concerns(event.data.split(" "))) soon(); });
    stream.addEventListener("error", () => {
      // A browser tries again by itself, but not where it was answered with an error.
      if (stream?.readyState === EventSource.CLOSED) { close(); setTimeout(open, 3000 + 4000 * Math.random()); }
      if (lost) return;
      lost = setTimeout(() => {
        if (document.getElementById("lost")) return;
        const notice = document.createElement("p");
        notice.id = "lost"; notice.className = "warn"; notice.setAttribute("role", "status");
        notice.textContent = words.lost.replace("%s", new Date(last || Date.now()).toLocaleTimeString("zh-CN", {timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit"}));
        document.getElementById("main").prepend(notice);
      }, 5000);
    });
  };
  // Two transactions may end in another order than they began, and one of them be missed.
  setInterval(() => { if (last && Date.now() - last > 120000) soon(); }, 30000);
  const close = () => { stream?.close(); stream = undefined; document.documentElement.dataset.stream = "closed"; };

  // Tabs share few connections: a hidden one gives its own back.
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else open(); });
  addEventListener("pagehide", close);
  open();
})();
