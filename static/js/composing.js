// A post saves itself while it is written: here in the browser at once, on the site a moment later. What could not be
// saved for want of a connection goes there as soon as there is one, if need be from the next page.
"use strict";
(() => {
  const { every, headers } = window.site;
  const PREFIX = "post-draft:";
  const SENT = "post-draft-sent";
  const PAUSE = 1200, RETRY = 15000;
  const NOT_KEPT = ["csrf_token", "photos"];

  const slot = (key) => PREFIX + key;
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const write = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* private mode has no room: the site keeps it */ } };
  const forget = (name) => { try { localStorage.removeItem(name); } catch { /* as above */ } };
  const slots = () => { try { return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { return []; } };

  const collect = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));

  // The time zone of the reader, in which she chooses a time.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  every("[data-time-zone]", (field) => { if (zone) field.value = zone; });
  every("[data-zone]", (word) => { if (zone) word.textContent = zone; });
  every("input[data-instant]", (field) => {
    const at = new Date(field.dataset.instant);
    field.value = new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  });
  every("time[data-clock]", (time) => {
    time.textContent = new Date(time.dateTime).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  });

  // A post that was sent and is not here again has arrived.
  let justSent = null;
  every("body", (body) => {
    justSent = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    if (justSent && body.querySelector("form[data-draft]")?.elements.draft_key.value !== justSent) forget(slot(justSent));
  });

  // Returns the id under which the site has it now, or null.
  const bring = async (kept) => {
    const pairs = kept.pairs.filter(([name]) => !["draft_version", "draft_key"].includes(name));
    const body = new URLSearchParams([...pairs, ["draft_key", kept.key], ["draft_version", kept.version]]);
    try {
      const answer = await fetch("/says/drafts", { method: "POST", body, headers: headers() });
      const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("draft-state");
      if (!answer.ok || !made) return null;
      // Changed or gone elsewhere: nothing is overwritten, and nothing is lost either.
      if (["conflict", "gone"].includes(made.dataset.state)) return await bring({ ...kept, key: crypto.randomUUID(), version: 0 });
      return made.dataset.draftId || null;
    } catch { return null; }
  };

  const bringTheOthers = async (form) => {
    const mine = slots().filter((name) => name !== slot(form.elements.draft_key.value))
      .map((name) => ({ name, ...read(name) })).filter((one) => one.pairs && one.who === form.dataset.owner)
      .sort((one, other) => one.at - other.at);
    let latest = null;
    for (const one of mine) {
      const id = await bring(one);
      if (id) { forget(one.name); latest = id; }
    }
    // Whoever comes back to an empty page wants to go on where she stopped.
    const untouched = form.dataset.draft === "new" && !new URLSearchParams(location.search).has("product_id") && !form.elements.body.value;
    if (latest && untouched) location.replace(`/says/new?draft=${latest}`);
  };

  every("form[data-draft]", (form) => {
    const line = form.querySelector("[data-draft-line]");
    const key = () => form.elements.draft_key.value;
    const version = () => Number(form.elements.draft_version?.value || 0);
    let edits = 0, sent = 0, timer, leaving = false;

    const tell = (words) => {
      const place = line.querySelector("[data-draft-words]");
      if (!place || place.textContent === words) return;
      place.replaceChildren(words);
      place.classList.add("is-warning");
    };
    const keepHere = () => write(slot(key()), { who: form.dataset.owner, key: key(), version: version(), pairs: collect(form), at: Date.now() });
    const save = () => {
      if (!leaving) htmx.trigger(line, "draft-save");
    };
    const later = (pause) => { clearTimeout(timer); timer = setTimeout(save, pause); };

    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      edits += 1;
      keepHere();
      later(PAUSE);
    });
    form.addEventListener("htmx:afterSettle", ({ detail }) => {
      if (detail.target.id !== "about") return;
      edits += 1;
      keepHere();
      later(PAUSE);
    });

    line.addEventListener("htmx:beforeRequest", () => { sent = edits; });
    line.addEventListener("htmx:afterSettle", () => {
      const state = line.querySelector("#draft-state");
      if (state?.dataset.state !== "saved") return;
      if (edits === sent) forget(slot(key()));
      else keepHere();
      const id = state.dataset.draftId;
      if (form.dataset.draft === "new") {
        form.dataset.draft = "kept";
        history.replaceState(null, "", `/says/new?draft=${id}`);
      }
    });
    const failed = (event) => {
      event.stopPropagation();
      tell(navigator.onLine && event.type !== "htmx:sendError" ? line.dataset.waiting : line.dataset.offline);
      later(RETRY);
    };
    line.addEventListener("htmx:sendError", failed);
    line.addEventListener("htmx:responseError", failed);
    window.addEventListener("online", () => { if (edits !== sent || read(slot(key()))) later(0); });
    window.addEventListener("offline", () => { if (read(slot(key()))) tell(line.dataset.offline); });

    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      leaving = true;
      clearTimeout(timer);
      htmx.trigger(line, "htmx:abort");
      keepHere();
      sessionStorage.setItem(SENT, key());
    });
    window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });

    // The answer to what was just sent has all of it, its new pictures, and what is wrong with it.
    const isAnswer = form.hasAttribute("data-answer") && key() === justSent;
    if (isAnswer) {
      edits += 1;
      keepHere();
      later(PAUSE);
    }
    // Typed later here than what the site has: a page that was left without a connection.
    const here = isAnswer ? null : read(slot(key()));
    if (here && here.who === form.dataset.owner) bring(here).then((id) => {
      if (!id) return;
      forget(slot(key()));
      location.replace(`/says/new?draft=${id}`);
    });
    else bringTheOthers(form);
  });
})();
