// What updates by itself: polled containers, the chat that follows its end, lists that load on when revealed.
"use strict";
(() => {
  const { texts, every, say, button } = window.site;
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

  every("[data-chat-log]", (log) => {
    const nearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    const toEnd = () => { log.scrollTop = log.scrollHeight; };
    let jump, wasNear = true;
    log.addEventListener("scroll", () => { if (nearEnd()) { jump?.remove(); jump = null; } }, { passive: true });
    log.addEventListener("htmx:beforeSwap", () => { wasNear = nearEnd(); });
    log.addEventListener("htmx:afterSwap", () => {
      // The same message can come as the answer to sending it and again from the poll: the later place is the right one.
      const ids = new Set(), clients = new Set();
      [...log.children].reverse().forEach((one) => {
        const id = one.dataset.groupMessageId, client = one.dataset.clientId;
        if ((id && ids.has(id)) || (!id && client && clients.has(client))) one.remove();
        if (id) ids.add(id);
        if (client) clients.add(client);
      });
      if (wasNear) return toEnd();
      if (jump) return;
      jump = button(texts.newer, "is-soft is-small chat-newer");
      jump.addEventListener("click", toEnd);
      log.append(jump);
    });
    toEnd();
  });

  every("form[data-chat]", (form) => {
    const area = form.querySelector("textarea");
    const client = form.querySelector('[name="client_id"]');
    const template = form.querySelector("template[data-chat-pending]");
    const log = () => document.querySelector(form.dataset.chat);
    const renew = () => { if (client) client.value = crypto.randomUUID?.() || String(Math.random()).slice(2); };
    let sent = "", pending;
    renew();

    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (area.value.trim()) form.requestSubmit();
    });
    form.addEventListener("htmx:beforeRequest", ({ detail }) => {
      if (detail.elt !== form) return;
      sent = area.value;
      if (template && sent.trim()) {
        pending = template.content.firstElementChild.cloneNode(true);
        pending.classList.add("is-pending");
        pending.dataset.clientId = client?.value || "";
        const slot = pending.querySelector('[data-slot="text"]');
        if (slot) slot.textContent = sent;
        log().append(pending);
        log().scrollTop = log().scrollHeight;
      }
      area.value = "";
      area.focus();
    });
    form.addEventListener("htmx:afterRequest", ({ detail }) => {
      if (detail.elt !== form) return;
      pending?.remove();
      if (!detail.successful) area.value = area.value ? `${sent}\n${area.value}` : sent;
      if (detail.successful) form.querySelectorAll('input[type="file"]').forEach((input) => { input.value = ""; });
      area.dispatchEvent(new Event("input", { bubbles: true }));
      renew();
    });
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
