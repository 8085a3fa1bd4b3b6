// The photo picker: previews with words, put in order and removed before they are sent. Where the form says so, each
// picture is sent as soon as it is chosen, so that what is wrong with it is said there and a draft can keep it. Without
// this the plain file field works, and the buttons send the form.
"use strict";
(() => {
  const { texts, every, element, say, headers } = window.site;

  every("[data-photo-picker]", (picker) => {
    const input = picker.querySelector('input[type="file"]');
    const list = picker.querySelector(".photo-picker-list");
    const template = picker.querySelector("template");
    const limit = Number(picker.dataset.limit);
    const files = new Map();
    picker.querySelector("[data-photo-alts]")?.remove();

    const drafts = () => [...list.querySelectorAll("[data-photo-draft]")];
    const changed = () => list.dispatchEvent(new Event("input", { bubbles: true }));
    const sync = () => {
      const transfer = new DataTransfer();
      drafts().forEach((draft) => { if (files.has(draft)) transfer.items.add(files.get(draft)); });
      input.files = transfer.files;
    };

    const prepare = (draft) => {
      if (!draft.querySelector("[data-arrange]")) draft.append(template.content.querySelector(".photo-draft-tools").cloneNode(true));
      draft.querySelectorAll("[data-arrange]").forEach((tool) => { tool.type = "button"; });
      draft.querySelector("img").draggable = true;
    };

    const refuse = (draft, words) => {
      files.delete(draft);
      draft.classList.add("is-bad");
      draft.querySelector(".photo-draft-alt")?.replaceWith(element("p", "field-error", words));
      sync();
    };

    const send = async (draft, file) => {
      const body = new FormData();
      body.append("photos", file);
      draft.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(picker.dataset.upload, { method: "POST", body, headers: headers() });
        const made = new DOMParser().parseFromString(await answer.text(), "text/html");
        const token = made.querySelector('input[name="photo_tokens"]');
        if (answer.ok && token && draft.isConnected) {
          draft.querySelector("img").after(token);
          files.delete(draft);
          sync();
          changed();
        } else if ([413, 422].includes(answer.status)) {
          refuse(draft, made.body.textContent.trim() || texts.failed);
        }
      } catch { /* no connection: the picture goes out with the form */ }
      draft.removeAttribute("aria-busy");
    };

    const add = (file) => {
      const draft = template.content.firstElementChild.cloneNode(true);
      draft.querySelector("img").src = URL.createObjectURL(file);
      prepare(draft);
      files.set(draft, file);
      list.append(draft);
      if (picker.dataset.upload) send(draft, file);
    };
    drafts().forEach(prepare);

    input.addEventListener("change", () => {
      const chosen = [...input.files].filter((file) => file.type.startsWith("image/"));
      const room = limit - drafts().length;
      if (chosen.length > room) say(texts.limit, "error");
      chosen.slice(0, Math.max(room, 0)).forEach(add);
      sync();
    });

    const put = (draft, beside, earlier) => {
      if (!beside) return;
      if (earlier) beside.before(draft);
      else beside.after(draft);
      sync();
      changed();
    };
    list.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-arrange]");
      if (!tool) return;
      const draft = tool.closest("[data-photo-draft]");
      const wish = tool.dataset.arrange;
      if (wish === "out") {
        URL.revokeObjectURL(draft.querySelector("img").src);
        files.delete(draft);
        draft.remove();
        input.focus();
        sync();
        changed();
      } else {
        put(draft, wish === "earlier" ? draft.previousElementSibling : draft.nextElementSibling, wish === "earlier");
        tool.focus();
      }
    });

    let dragged;
    list.addEventListener("dragstart", (event) => {
      dragged = event.target.closest?.("[data-photo-draft]");
      dragged?.classList.add("is-dragged");
    });
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest("[data-photo-draft]");
      if (!dragged || !over) return;
      event.preventDefault();
      if (over === dragged) return;
      const { top, height } = over.getBoundingClientRect();
      put(dragged, over, event.clientY < top + height / 2);
    });
    list.addEventListener("dragend", () => { dragged?.classList.remove("is-dragged"); dragged = null; });

    // The server takes the pictures that it has first, then the files, and the words in this order.
    picker.closest("form").addEventListener("submit", () => {
      drafts().filter((draft) => files.has(draft)).forEach((draft) => list.append(draft));
      sync();
    });
  });
})();
