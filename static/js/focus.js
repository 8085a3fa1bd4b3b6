// The focus stays where it was: on the control that sent the request, on its like in the new part, or near it.
"use strict";
(() => {
  const FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary";
  const SWAPPED_MS = 40;
  const held = new WeakMap();

  const controls = (root) => [...root.querySelectorAll(FOCUSABLE)].filter((one) => one.checkVisibility());
  const kind = (one) => [one.tagName, one.name, one.dataset.step, one.getAttribute("aria-label"), one.form?.getAttribute("action")].join("|");

  // Before the form is busy: a disabled button has lost the focus already.
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt, target, xhr } }) => {
    const at = document.activeElement;
    if (!at || at === document.body || !(elt.contains(at) || target?.contains(at))) return;
    const place = target?.contains(at) ? controls(target).indexOf(at) : -1;
    held.set(xhr, { at, kind: kind(at), root: target?.id, place });
  });

  document.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
    const before = held.get(xhr);
    if (before) setTimeout(() => giveBack(before), SWAPPED_MS);
  });

  const giveBack = ({ at, kind: was, root, place }) => {
    if (document.activeElement && document.activeElement !== document.body) return;
    if (at.isConnected) return at.focus({ preventScroll: true });
    const part = root && document.getElementById(root);
    if (!part) return;
    const all = controls(part);
    const found = all.find((one) => kind(one) === was) || (place >= 0 && (all[place] || all.at(-1)));
    // A text field would bring up the keyboard of a phone.
    if (found && (found.matches("a, button, summary") || kind(found) === was)) found.focus({ preventScroll: true });
  };
})();
