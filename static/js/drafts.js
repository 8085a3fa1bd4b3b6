// What one has typed into a form with data-autosave stays in this browser until it has been sent.
"use strict";
(() => {
  const { texts, every, element, button } = window.site;
  const SENT = "draft-sent";
  // Whoever signs in next in this browser finds nothing of mine.
  const keyOf = (form) => `draft:${document.body.dataset.member || ""}:${form.dataset.autosave}`;

  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode has no room: nothing is kept */ } };
  const forget = (key) => { try { localStorage.removeItem(key); } catch { /* as above */ } };

  const kept = (form) => [...form.elements].filter((field) => field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type));
  const collect = (form) => kept(form).filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked).map((field) => [field.name, field.value]);
  const put = (form, pairs) => {
    const values = new Map();
    pairs.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    kept(form).forEach((field) => {
      const mine = values.get(field.name);
      if (["radio", "checkbox"].includes(field.type)) field.checked = Boolean(mine?.includes(field.value));
      else if (mine?.length) field.value = mine.shift();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };

  // A form that was sent and is not here again, or is here without errors, has arrived.
  const settle = () => {
    const key = sessionStorage.getItem(SENT);
    if (!key) return;
    sessionStorage.removeItem(SENT);
    const again = [...document.querySelectorAll("form[data-autosave]")].find((form) => keyOf(form) === key);
    if (!again?.querySelector('[aria-invalid="true"], .error-summary')) forget(key);
  };
  every("body", settle);

  every("form[data-autosave]", (form) => {
    const key = keyOf(form);
    const fresh = JSON.stringify(collect(form));
    const draft = read(key);
    const bad = form.querySelector('[aria-invalid="true"], .error-summary');
    if (draft && !bad && JSON.stringify(draft) !== fresh) {
      put(form, draft);
      const note = element("p", "draft-note", texts.draft);
      const discard = button(texts.discard, "is-quiet is-small");
      note.setAttribute("role", "status");
      discard.addEventListener("click", () => { forget(key); put(form, JSON.parse(fresh)); note.remove(); form.querySelector("textarea, input:not([type=hidden])")?.focus(); });
      note.append(discard);
      form.prepend(note);
    }
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => write(key, collect(form)), 400);
    });
    form.addEventListener("submit", () => { clearTimeout(timer); write(key, collect(form)); sessionStorage.setItem(SENT, key); });
    form.addEventListener("htmx:afterRequest", ({ detail }) => {
      if (detail.elt !== form) return;
      sessionStorage.removeItem(SENT);
      if (detail.successful) forget(key);
    });
  });
})();
