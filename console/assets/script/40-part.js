// Who writes an amount for a line wants a part of the invoice.
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-part]")) return;
  const part = event.target.form?.querySelector('input[name="scope"][value="part"]');
  if (part && !part.checked) part.checked = true;
});
