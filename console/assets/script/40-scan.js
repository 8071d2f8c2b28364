// Scans are sent one after another while the field stays as it is, so that nothing of the next one is lost. Without script each is a page.
(() => {
  const form = document.querySelector("[data-scanning]");
  if (!form) return;
  const field = form.elements.scan;
  const waiting = [];
  let sending = false, recorded = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    while (waiting.length) {
      const sent = new FormData(form);
      sent.delete("file");
      sent.set("scan", waiting[0]);
      sent.set("do", "scan");
      try {
        const answer = await fetch(form.action, {method: "POST", body: sent});
        const read = new DOMParser().parseFromString(await answer.text(), "text/html");
        const held = read.getElementById("held");
        if (!held) throw new Error(String(answer.status));
        document.getElementById("held").replaceWith(held);
        const said = document.getElementById("scan-said");
        if (said) window.kaipiao.tell(said.textContent);
        waiting.shift();
      } catch {
        // What was not taken goes the plain way, so that the page says what is wrong.
        field.value = waiting.shift();
        waiting.length = 0;
        recorded = true;
        form.requestSubmit(form.querySelector('button[value="scan"]'));
      }
    }
    sending = false;
  };
  form.addEventListener("submit", (event) => {
    const does = event.submitter?.value ?? "scan";
    if (does !== "scan" || recorded) { recorded = true; return; }
    event.preventDefault();
    if (field.value.trim()) waiting.push(field.value);
    field.value = "";
    field.focus();
    send();
  });
  // The scanner types wherever the focus is: it belongs to the field, unless somebody writes elsewhere.
  document.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (!event.target.closest?.("input, textarea, select, button, summary, a")) field.focus();
  }, true);
  addEventListener("beforeunload", (event) => {
    if (!recorded && form.querySelector('[name="line"]')) event.preventDefault();
  });
  field.focus();
})();
