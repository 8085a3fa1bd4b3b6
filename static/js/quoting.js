// Answering a message of the chat: its words stand above the field, and a tap on a quote goes to what was quoted.
"use strict";
(() => {
  const { every } = window.site;
  const WORDS = 90, SHOWN = 1600;

  const show = (message) => {
    message.scrollIntoView({ block: "center", behavior: "smooth" });
    message.classList.add("is-found");
    setTimeout(() => message.classList.remove("is-found"), SHOWN);
  };

  document.addEventListener("click", (event) => {
    const jump = event.target.closest("a[data-jump]");
    const message = jump && document.getElementById(jump.dataset.jump);
    if (!message) return;
    event.preventDefault();
    show(message);
  });

  every("form[data-chat]", (form) => {
    const line = form.querySelector("[data-quote]");
    const slot = line?.querySelector('[data-slot="quote"]');
    const field = form.querySelector('[name="reply_to"]');
    if (!line || !field) return;
    const drop = () => { field.value = ""; line.hidden = true; };

    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-reply-to]");
      const message = link?.closest("[data-group-message-id]");
      if (!message) return;
      event.preventDefault();
      link.closest("details")?.removeAttribute("open");
      field.value = link.dataset.replyTo;
      const who = document.createElement("strong");
      who.textContent = message.dataset.author;
      const words = (message.querySelector(".bubble-text")?.textContent || "").trim();
      slot.replaceChildren(who, ` ${words.length > WORDS ? `${words.slice(0, WORDS)}…` : words}`);
      line.hidden = false;
      form.querySelector("textarea").focus();
    });
    line.querySelector("[data-quote-drop]").addEventListener("click", (event) => { event.preventDefault(); drop(); });
    form.addEventListener("chat:sent", () => {
      drop();
      form.querySelectorAll(".photo-picker-list > *").forEach((one) => one.remove());
      form.querySelectorAll('[name="product"], [name="order"]').forEach((one) => { one.value = ""; });
      form.querySelector(".composer-more")?.removeAttribute("open");
    });
  });

  // The page opens at the first unread message, or at the one that its address names.
  const first = document.getElementById(location.hash.slice(1)) || document.getElementById("unread");
  if (first?.closest("[data-chat-log]")) requestAnimationFrame(() => first.scrollIntoView({ block: "center" }));
})();
