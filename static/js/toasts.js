// Toasts: they stay at least six seconds, longer under the pointer or the focus. Failures of htmx become toasts too.
"use strict";
(() => {
  const { texts, every, element, button } = window.site;
  const STAY = 6000;

  every("[data-toast]", (toast) => {
    let timer;
    const leave = () => toast.remove();
    const wait = () => { clearTimeout(timer); timer = setTimeout(leave, toast.classList.contains("is-error") ? STAY * 2 : STAY); };
    const hold = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("pointerleave", wait);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("focusout", wait);
    toast.querySelector("[data-dismiss]")?.addEventListener("click", leave);
    wait();
  });

  const say = (text, tone = "info") => {
    const toast = element("div", `toast is-${tone}`);
    toast.dataset.toast = "";
    const dismiss = button("×", "is-quiet is-icon");
    dismiss.dataset.dismiss = "";
    dismiss.setAttribute("aria-label", texts.dismiss);
    toast.append(element("p", "", text), dismiss);
    document.getElementById("toasts").append(toast);
    document.body.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: toast } }));
  };
  window.site.say = say;

  const words = { 403: texts.denied, 404: texts.gone, 410: texts.gone, 429: texts.often };

  document.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => {
    // The site's own refusals bring their toast with them; what a proxy answers does not.
    if (xhr.status === 401 || elt.matches("[data-poll]") || xhr.responseText.includes("data-toast")) return;
    say(words[xhr.status] || texts.failed, "error");
  });
  document.addEventListener("htmx:sendError", ({ detail }) => {
    if (!detail.elt.matches("[data-poll]")) say(texts.offline, "error");
  });
})();
