// Forms: busy while they are under way, a question before some of them, focus on what is wrong, steppers, counters, selects that submit.
"use strict";
(() => {
  const { texts, every, element, button } = window.site;

  const submitters = (form) => form.querySelectorAll('button:not([type="button"])');
  const busy = (form, on) => {
    form.toggleAttribute("data-busy", on);
    if (on) form.setAttribute("aria-busy", "true");
    else form.removeAttribute("aria-busy");
    submitters(form).forEach((one) => {
      if (on && one.disabled) return;
      one.disabled = on;
      if (on) one.setAttribute("aria-busy", "true");
      else one.removeAttribute("aria-busy");
    });
  };

  // A download leaves the page where it is, and nobody says when it has begun.
  const DOWNLOAD_BEGINS_MS = 6000;
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    const plain = !target.matches("[hx-post], [hx-get]");
    // After the browser has read the form: a disabled button would not send its own name and value.
    if (plain && !defaultPrevented && target.method === "post") setTimeout(() => busy(target, true));
    if (target.matches("[data-download]")) setTimeout(() => busy(target, false), DOWNLOAD_BEGINS_MS);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-busy]").forEach((form) => busy(form, false));
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.matches("form[hx-post]:not([data-chat])")) busy(detail.elt, true);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt.matches("form[data-busy]")) busy(detail.elt, false);
  });

  const firstBad = (place) => place.querySelector?.('[aria-invalid="true"]');
  every("body", (body) => firstBad(body)?.focus());
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.xhr?.status === 422) firstBad(detail.target.isConnected ? detail.target : document)?.focus();
  });

  const ask = (question) => new Promise((answer) => {
    const dialog = element("dialog", "ask");
    const yes = button(texts.ok, "is-danger");
    const no = button(texts.cancel);
    const row = element("div", "cluster");
    row.append(no, yes);
    dialog.append(element("p", "", question), row);
    dialog.addEventListener("close", () => { dialog.remove(); answer(dialog.returnValue === "yes"); });
    yes.addEventListener("click", () => dialog.close("yes"));
    no.addEventListener("click", () => dialog.close("no"));
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });

  const agreed = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (!question || agreed.delete(form)) return;
    event.preventDefault();
    event.stopPropagation();
    const submitter = event.submitter;
    ask(question).then((yes) => {
      if (!yes) return submitter?.focus();
      agreed.add(form);
      form.requestSubmit(submitter);
    });
  }, true);

  every("[data-autosubmit]", (control) => control.addEventListener("change", () => control.form.requestSubmit()));

  every("[data-stepper]", (stepper) => {
    const input = stepper.querySelector("input");
    stepper.addEventListener("click", (event) => {
      const step = Number(event.target.closest("[data-step]")?.dataset.step);
      if (!step) return;
      if (step > 0) input.stepUp();
      else input.stepDown();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  // With data-max what is pasted is not cut off: whoever wrote too much shortens it herself.
  every("textarea[data-max]", (area) => {
    const counter = element("span", "counter");
    const most = Number(area.dataset.max);
    const count = () => {
      counter.textContent = `${area.value.length} / ${most}`;
      counter.classList.toggle("is-near", most - area.value.length <= most * .05);
    };
    counter.setAttribute("aria-hidden", "true");
    // A box that the server has filled comes in place of one whose counter is still there.
    if (area.nextElementSibling?.matches(".counter")) area.nextElementSibling.remove();
    area.after(counter);
    area.addEventListener("input", count);
    count();
  });

  every("[data-select]", (input) => input.addEventListener("focus", () => input.select()));

  every("input[type=file][data-preview]", (input) => {
    const image = document.getElementById(input.dataset.preview);
    input.addEventListener("change", () => {
      const [file] = input.files;
      if (!file || !image) return;
      image.src = URL.createObjectURL(file);
      image.hidden = false;
    });
  });
})();
