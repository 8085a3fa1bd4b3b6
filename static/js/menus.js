// Menus close on Escape, on a click elsewhere and when another one opens. They open without this script.
"use strict";
(() => {
  const open = () => document.querySelectorAll("details[data-menu][open]");

  document.addEventListener("click", (event) => {
    open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const inner = [...open()].pop();
    if (!inner) return;
    inner.open = false;
    inner.querySelector("summary").focus();
  });
})();
