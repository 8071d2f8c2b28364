// Each tick is kept by itself, and a button ticks all of the page; without script buttons keep the ticks.
(() => {
  const form = document.getElementById("bulk");
  if (!form) return;
  const boxes = () => [...document.querySelectorAll('input[type="checkbox"][form="bulk"]')];
  const all = form.querySelector("[data-choose-page]");
  const keep = () => form.dispatchEvent(new CustomEvent("picked"));
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
  all.hidden = false;
  all.addEventListener("click", () => {
    const tick = boxes().some((b) => !b.checked);
    for (const box of boxes()) box.checked = tick;
    keep();
  });
  document.addEventListener("change", (event) => { if (event.target.matches('[form="bulk"]')) keep(); });
})();
