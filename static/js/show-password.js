// A box under the password fields that shows what was typed. Without scripts the fields stay as they are.
(() => {
  const fields = [...document.querySelectorAll('input[type="password"]')];
  if (!fields.length) return;
  const box = document.createElement("div");
  box.className = "field";
  box.innerHTML =
    '<div class="form-check"><input class="form-check-input" type="checkbox" id="hien-mat-khau">' +
    '<label class="form-check-label" for="hien-mat-khau">Hiện mật khẩu để xem lại</label></div>';
  const last = fields[fields.length - 1];
  (last.closest(".field") || last).after(box);
  box.querySelector("input").addEventListener("change", (event) => {
    for (const field of fields) field.type = event.target.checked ? "text" : "password";
  });
  last.form.addEventListener("submit", () => {
    for (const field of fields) field.type = "password";
  });
})();
