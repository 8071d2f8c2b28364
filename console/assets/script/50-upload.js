// A file is handed in with its progress shown; without script the form goes by itself.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-upload]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button"), bar = form.querySelector("progress"), call = new XMLHttpRequest();
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  bar.hidden = false;
  call.upload.addEventListener("progress", (sent) => { if (sent.lengthComputable) bar.value = 100 * sent.loaded / sent.total; });
  call.addEventListener("load", () => {
    if (call.status < 400) {
      location.assign(call.responseURL);
      return;
    }
    const main = new DOMParser().parseFromString(call.responseText, "text/html").getElementById("main");
    if (!main) return form.submit();
    document.getElementById("main").replaceWith(document.adoptNode(main));
    window.kaipiao?.prepare(main);
    document.getElementById("problem")?.focus();
  });
  call.addEventListener("error", () => form.submit());
  call.open("POST", form.action);
  call.send(new FormData(form));
});
