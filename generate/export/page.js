"use strict";
const main = document.querySelector("main");
const all = [...main.querySelectorAll(":scope > details")].map(one => ({one, text: one.textContent.toLowerCase()}));
const box = document.createElement("input");
const count = document.createElement("output");
box.type = "search";
box.id = "search";
box.placeholder = "Search: method, path, parameter, …";
box.setAttribute("aria-label", "Search");
count.id = "count";
main.before(box, " ", count);
function search() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const {one, text} of all) {
    one.hidden = !words.every(word => text.includes(word));
    if (!one.hidden) shown++;
  }
  count.value = words.length > 0 ? `${shown} of ${all.length}` : `${all.length}`;
}
box.addEventListener("input", search);
document.addEventListener("keydown", event => {
  if (event.key === "/" && event.target !== box) {
    event.preventDefault();
    box.focus();
  }
});
search();
