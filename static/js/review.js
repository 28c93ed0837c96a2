"use strict";
/* Moves the remark form to the place that was clicked; turns to the next person with the arrow keys; ticks all boxes. */

const form = document.querySelector(".remark-form");

function open(link) {
  const beside = link.closest(".beside");
  const asked = beside.querySelector("[data-kind]") || link;
  const kind = asked.dataset.kind || "text";
  beside.append(form);
  form.hidden = false;
  form.querySelector("[name=place]").value = link.dataset.place;
  form.querySelector("[data-remark-title]").textContent = asked.dataset.title || "";
  if (link.dataset.reason) form.querySelector("[name=reason]").value = link.dataset.reason;
  for (const group of form.querySelectorAll("[data-kinds]")) group.hidden = !group.dataset.kinds.split(" ").includes(kind);
  form.querySelector("[data-kinds]:not([hidden]) .sentence").focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".remark-here");
  if (!link || !form || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open(link);
});

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = rel && document.querySelector(`.review-turn a[rel=${rel}]`);
  if (link) location.assign(link.href);
});

for (const all of document.querySelectorAll("[data-check-all]")) {
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll(`[name=${all.dataset.checkAll}]:not(:disabled)`)) box.checked = all.checked;
  });
}
