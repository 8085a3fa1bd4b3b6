// The photo picker: previews with words, moved and removed before they are sent. Without it the plain file field works.
"use strict";
(() => {
  const { texts, every, say } = window.site;

  every("[data-photo-picker]", (picker) => {
    const input = picker.querySelector('input[type="file"]');
    const list = picker.querySelector(".photo-picker-list");
    const template = picker.querySelector("template");
    const limit = Number(picker.dataset.limit);
    const files = new Map();
    picker.querySelector("[data-photo-alts]")?.remove();

    const drafts = () => [...list.querySelectorAll("[data-photo-draft]")];
    const sync = () => {
      const transfer = new DataTransfer();
      drafts().forEach((draft) => { if (files.has(draft)) transfer.items.add(files.get(draft)); });
      input.files = transfer.files;
    };
    const add = (file) => {
      const draft = template.content.firstElementChild.cloneNode(true);
      draft.querySelector("img").src = URL.createObjectURL(file);
      files.set(draft, file);
      list.append(draft);
    };
    const tools = template.content.querySelector("[data-remove]");
    drafts().forEach((draft) => {
      const remove = tools.cloneNode(true);
      draft.append(remove);
    });

    input.addEventListener("change", () => {
      const chosen = [...input.files].filter((file) => file.type.startsWith("image/"));
      const room = limit - drafts().length;
      if (chosen.length > room) say(texts.limit, "error");
      chosen.slice(0, Math.max(room, 0)).forEach(add);
      sync();
    });

    list.addEventListener("click", (event) => {
      const draft = event.target.closest("[data-photo-draft]");
      const move = event.target.closest("[data-move]");
      if (event.target.closest("[data-remove]")) {
        URL.revokeObjectURL(draft.querySelector("img").src);
        files.delete(draft);
        draft.remove();
        input.focus();
      } else if (move) {
        const beside = move.dataset.move < 0 ? draft.previousElementSibling : draft.nextElementSibling;
        // The kept pictures come first for the server, so new ones move among themselves.
        if (beside && files.has(beside)) {
          if (move.dataset.move < 0) beside.before(draft);
          else beside.after(draft);
          move.focus();
        }
      }
      sync();
    });
  });
})();
