// Narrows a list while somebody types. Without it the same field is sent as a form, and the server narrows.
document.querySelectorAll("input[data-find]").forEach((field) => {
  const list = document.querySelector(`[data-found="${field.dataset.find}"]`);
  const narrow = () => {
    const words = field.value.trim().toLowerCase();
    list.querySelectorAll("[data-group]").forEach((group) => {
      let any = false;
      group.querySelectorAll("[data-one]").forEach((one) => {
        one.hidden = !one.textContent.toLowerCase().includes(words);
        any = any || !one.hidden;
      });
      group.hidden = !any;
    });
  };
  field.addEventListener("input", narrow);
});
