// How many rows are ticked, and a button that ticks all of the page; without script each is ticked by itself.
(() => {
  const form = document.getElementById("bulk");
  if (!form) return;
  const boxes = () => [...document.querySelectorAll('input[type="checkbox"][form="bulk"]')];
  const count = form.querySelector("[data-chosen-count]");
  const all = form.querySelector("[data-choose-page]");
  const show = () => { count.hidden = false; count.querySelector("output").textContent = boxes().filter((b) => b.checked).length; };
  all.hidden = false;
  all.addEventListener("click", () => {
    const tick = boxes().some((b) => !b.checked);
    for (const box of boxes()) box.checked = tick;
    show();
  });
  document.addEventListener("change", (event) => { if (event.target.matches('[form="bulk"]')) show(); });
  show();
})();
