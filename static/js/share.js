// Copy a link; hand it to the device's own sharing where there is one.
"use strict";
(() => {
  const { texts, every, say } = window.site;

  every("[data-copy]", (one) => one.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(one.dataset.copy);
    } catch {
      const input = one.parentElement.querySelector("[data-select]");
      input?.select();
      document.execCommand("copy");
    }
    say(texts.copied, "ok");
  }));

  every("[data-share]", (one) => {
    one.hidden = !navigator.share;
    one.addEventListener("click", () => {
      const url = new URL(one.dataset.share, location.href).href;
      navigator.share({ title: one.dataset.shareTitle || document.title, url }).catch(() => {});
    });
  });
})();
