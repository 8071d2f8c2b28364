// Buttons that copy exist with script only.
(() => {
  const prepare = (within) => {
    for (const button of within.querySelectorAll("[data-copy][hidden]")) {
      if (!navigator.clipboard) return;
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        tell(button.textContent.trim() + " ✓");
      });
    }
  };
  const status = document.getElementById("status");
  let clearing;
  const tell = (text) => {
    status.textContent = text;
    clearTimeout(clearing);
    clearing = setTimeout(() => { status.textContent = ""; }, 4000);
  };
  window.kaipiao = { tell, prepare };
  prepare(document);
  // A greyed button leads to its reasons, and scrolls nowhere.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.('[aria-disabled="true"]');
    if (!button) return;
    event.preventDefault();
    document.getElementById(button.getAttribute("aria-describedby"))?.focus();
  });
})();
