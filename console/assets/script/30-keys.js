// Single keys at the desk. They do nothing in fields, while Chinese is composed, with Ctrl, Alt or Meta, or where the visitor has switched them off.
(() => {
  const root = document.documentElement;
  if (!root.hasAttribute("data-keys")) return;
  const queues = {
    d: "", r: "/review", s: "/second", t: "/tickets", o: "/returned", p: "/print", v: "/vendors", f: "/failed", b: "/red-forms", k: "/parked",
    c: "/reconciliation", m: "/tasks", i: "/invoices",
  };
  let going = 0;
  const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr")];
  const move = (by) => {
    const all = rows(), at = all.findIndex((row) => row.contains(document.activeElement));
    const to = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    (to?.querySelector("th a, a, input") ?? to)?.focus();
  };
  // The first press puts the focus on what decides, the second one decides.
  const decide = (key) => {
    const found = document.querySelector(`[data-key="${key}"]`);
    if (!found) return;
    const opens = found.closest("details");
    const button = opens && found.matches("summary") ? opens.querySelector("form button") : found;
    if (document.activeElement === button) { button.click(); return; }
    if (opens) opens.open = true;
    button.focus();
  };
  const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click();
  const keys = {
    j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
    x: () => document.activeElement.closest("tr")?.querySelector('input[type="checkbox"]')?.click(),
    c: () => press("c"), u: () => press("u"), n: () => press("n"), a: () => decide("a"), r: () => decide("r"),
    "/": () => document.getElementById("q")?.focus(), "?": () => document.getElementById("keys")?.showModal(),
    g: () => { going = Date.now(); },
  };
  document.addEventListener("keydown", (event) => {
    const {key, target} = event;
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey || event.repeat && !/^[jk]|Arrow/.test(key)) return;
    if (target.closest?.('textarea, select, [contenteditable], dialog[open], input:not([type="checkbox"], [type="radio"])')) return;
    if (key.startsWith("Arrow") && (target.matches?.("input") || !document.querySelector("table[data-rows]"))) return;
    if (Date.now() - going < 1500 && key in queues) {
      event.preventDefault();
      location.assign("/console/desk" + queues[key]);
      return;
    }
    const does = keys[key];
    if (!does) return;
    event.preventDefault();
    going = 0;
    does();
  });
  // What is ticked is counted at once; the server counts it anew.
  for (const count of document.querySelectorAll("[data-ticked]")) {
    const form = count.closest("form");
    form.addEventListener("change", () => {
      const here = form.querySelectorAll('input[type="checkbox"]:checked').length;
      count.textContent = count.dataset.says.replace("%d", here + Number(count.dataset.ticked));
    });
  }
})();
