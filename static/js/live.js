// What updates by itself: polled containers, lists that load on when revealed.
"use strict";
(() => {
  const { every } = window.site;
  const STEPS = [1, 2.5, 7.5];
  const AUTO_PAGES = 5;

  const newest = (text) => Math.max(0, ...[...text.matchAll(/data-seq="(\d+)"/g)].map((found) => Number(found[1])));

  every("[data-poll]", (box) => {
    const base = Number(box.dataset.pollSeconds || 4) * 1000;
    let after = newest(box.innerHTML);
    let quiet = 0, timer, running = false;

    const plan = () => {
      clearTimeout(timer);
      if (box.isConnected && !document.hidden) timer = setTimeout(look, base * STEPS[Math.min(quiet, STEPS.length - 1)]);
    };
    const look = () => {
      if (running || !box.isConnected) return;
      running = true;
      htmx.ajax("GET", box.dataset.poll.replace("{after}", after), {
        source: box, target: box.dataset.pollTarget || box, swap: box.dataset.pollSwap || "beforeend",
      }).catch(() => {}).finally(() => { running = false; plan(); });
    };
    box.addEventListener("htmx:afterRequest", ({ detail }) => {
      if (detail.elt !== box) return;
      const news = detail.xhr.status === 200 && detail.xhr.responseText.trim();
      quiet = news ? 0 : quiet + 1;
      after = Math.max(after, newest(detail.xhr.responseText || ""));
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) clearTimeout(timer);
      else { quiet = 0; look(); }
    });
    box.addEventListener("poll", () => { quiet = 0; look(); });
    plan();
  });

  // After some pages the list waits for a click, so that the end of the page can be reached.
  let loaded = 0;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (!elt.matches("a.more") || requestConfig.triggeringEvent?.type !== "revealed") return;
    loaded += 1;
    if (loaded > AUTO_PAGES) event.preventDefault();
  });
})();
