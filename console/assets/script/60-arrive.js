// Who arrives by a link goes on by itself; without script there is a button.
document.querySelector("form[data-submit]")?.requestSubmit();
