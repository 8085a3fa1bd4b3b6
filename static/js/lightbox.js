// Pictures open in a dialog, turned by the arrow keys, the buttons or a swipe; without the script the link leads to the
// picture itself.
"use strict";
(() => {
  const { texts, element, button } = window.site;
  let dialog, image, words, count, links = [], at = 0;

  const show = (n) => {
    at = (n + links.length) % links.length;
    const small = links[at].querySelector("img");
    image.src = links[at].href;
    image.alt = small?.alt || "";
    words.textContent = small?.alt || "";
    count.textContent = links.length > 1 ? `${at + 1} / ${links.length}` : "";
    dialog.setAttribute("aria-label", [count.textContent, words.textContent].filter(Boolean).join(" · "));
    // The neighbours are there when somebody turns to them.
    [at + 1, at - 1].forEach((next) => { new Image().src = links[(next + links.length) % links.length].href; });
    dialog.querySelectorAll("[data-turn]").forEach((one) => { one.hidden = links.length < 2; });
  };

  const turner = (step, sign, label) => {
    const made = button(sign, "is-quiet is-icon");
    made.dataset.turn = step;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", () => show(at + step));
    return made;
  };

  const build = () => {
    dialog = element("dialog", "lightbox");
    image = element("img");
    words = element("p", "lightbox-words");
    count = element("span", "lightbox-count");
    const bar = element("div", "lightbox-bar");
    const close = button("×", "is-quiet is-icon");
    close.setAttribute("aria-label", texts.close);
    close.addEventListener("click", () => dialog.close());
    let from = null;
    image.draggable = false;
    image.addEventListener("pointerdown", (event) => { from = event.clientX; });
    image.addEventListener("click", (event) => {
      const way = from === null ? 0 : event.clientX - from;
      if (Math.abs(way) < 10) dialog.close();
    });
    dialog.addEventListener("touchstart", ({ touches }) => { from = touches.length === 1 ? touches[0].clientX : null; }, { passive: true });
    dialog.addEventListener("touchend", ({ changedTouches }) => {
      const way = from === null ? 0 : changedTouches[0].clientX - from;
      if (Math.abs(way) > 48 && links.length > 1) show(at + (way < 0 ? 1 : -1));
    });
    bar.append(count, turner(-1, "‹", texts.previous), turner(1, "›", texts.next), close);
    dialog.append(bar, image, words);
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") show(at + 1);
      if (event.key === "ArrowLeft") show(at - 1);
    });
    document.body.append(dialog);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-lightbox]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!dialog) build();
    links = [...(link.closest("[data-lightbox-group]") || document).querySelectorAll("a[data-lightbox]")];
    show(links.indexOf(link));
    dialog.showModal();
    dialog.addEventListener("close", () => link.focus(), { once: true });
  });
})();
