// Typing @ and some letters offers people to name: by the caret, or under the field where the screen is narrow.
"use strict";
(() => {
  const { headers, every } = window.site;
  const FIELDS = "textarea[name=body]";
  // The same characters before an @ make a mention on the server; names may be in any script.
  const NAMED = /(?:^|[^A-Za-z0-9_@/.+-])@([\p{L}\p{N}_]{0,20})$/u;
  const PAUSE = 150, WIDE = 768;
  // What decides where a letter stands in a field.
  const STYLES = ["boxSizing", "fontFamily", "fontSize", "fontWeight", "letterSpacing", "lineHeight", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth", "tabSize", "textIndent"];

  let field, list, timer, asked = 0;

  const typed = () => (field.selectionStart === field.selectionEnd ? field.value.slice(0, field.selectionStart).match(NAMED) : null);
  const options = () => (list ? [...list.children] : []);
  const chosen = () => list?.querySelector('[aria-selected="true"]');

  const close = () => {
    clearTimeout(timer);
    asked += 1;
    list?.remove();
    list = null;
    ["aria-controls", "aria-activedescendant"].forEach((name) => field?.removeAttribute(name));
  };

  const choose = (option) => {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  // Where the caret is on the page: the text before it is laid out once more in a box like the field.
  const caret = () => {
    const mirror = document.createElement("div");
    const styles = getComputedStyle(field);
    STYLES.forEach((name) => { mirror.style[name] = styles[name]; });
    Object.assign(mirror.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", borderStyle: "solid", inlineSize: `${field.offsetWidth}px` });
    const end = document.createElement("span");
    end.textContent = "\u200b";
    mirror.append(field.value.slice(0, field.selectionStart), end);
    document.body.append(mirror);
    const box = field.getBoundingClientRect();
    const found = { left: box.left + end.offsetLeft, top: box.top + end.offsetTop - field.scrollTop, height: parseFloat(styles.lineHeight) || end.offsetHeight };
    mirror.remove();
    return found;
  };

  const place = () => {
    const box = field.getBoundingClientRect();
    const at = innerWidth < WIDE ? { left: box.left, top: box.top, height: box.height } : caret();
    const bottom = (visualViewport ? visualViewport.offsetTop + visualViewport.height : innerHeight);
    const below = at.top + at.height + 4;
    const fits = below + list.offsetHeight <= bottom || at.top < list.offsetHeight;
    const left = Math.max(8, Math.min(at.left, innerWidth - list.offsetWidth - 8));
    list.style.left = `${left + scrollX}px`;
    list.style.top = `${(fits ? below : at.top - list.offsetHeight - 4) + scrollY}px`;
  };

  const ask = async (words) => {
    const mine = asked += 1;
    try {
      const answer = await fetch(`/people/suggest?q=${encodeURIComponent(words)}`, { headers: headers() });
      if (!answer.ok) return;
      const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("mentions");
      if (mine !== asked || document.activeElement !== field) return;
      list?.remove();
      list = null;
      if (!made?.children.length) return close();
      list = document.adoptNode(made);
      // The field keeps the focus and, on a phone, its keyboard.
      list.addEventListener("pointerdown", (event) => event.preventDefault());
      list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) put(option);
      });
      (field.closest("dialog") || document.body).append(list);
      place();
      field.setAttribute("aria-controls", list.id);
      choose(list.firstElementChild);
    } catch { /* no connection: the handle can be typed by hand */ }
  };

  const put = (option) => {
    const found = typed();
    const end = field.selectionStart;
    const start = found ? end - found[1].length : end;
    const space = field.value[end] === " " ? "" : " ";
    close();
    field.setRangeText(option.dataset.handle + space, start, end, "end");
    if (!space) field.setSelectionRange(field.selectionStart + 1, field.selectionStart + 1);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  every(FIELDS, (area) => {
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("autocomplete", "off");
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(FIELDS) || document.activeElement !== event.target) return;
    if (field !== event.target) { close(); field = event.target; }
    const found = typed();
    if (!found) return close();
    clearTimeout(timer);
    timer = setTimeout(() => ask(found[1]), PAUSE);
  });

  // Before the field's own keys: Enter sends a chat message.
  document.addEventListener("keydown", (event) => {
    if (!list || event.target !== field || event.isComposing) return;
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown") choose(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") choose(all[(at - 1 + all.length) % all.length]);
    else if (["Enter", "Tab"].includes(event.key) && at >= 0) put(all[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
  window.addEventListener("resize", () => { if (list) place(); });
})();
