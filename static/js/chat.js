// The members' chat: what is said comes by a stream, or by asking again and again where streams do not get through;
// own words show at once, and stay in this tab until they have arrived.
"use strict";
(() => {
  const { texts, every, button, headers } = window.site;
  const ASK_EVERY = 3000;
  const STEPS = [1, 1, 2.5, 7.5];
  const STREAM_AGAIN = 30000;
  // The server's heart beats every 8 seconds at the latest.
  const SILENT_FOR = 20000;
  const TYPES_FOR = 5000;
  const TELL_TYPING_EVERY = 3000;
  const ANSWER_WITHIN = 20000;

  const store = {
    key: (log, what) => `chat:${document.body.dataset.member || ""}:${log.dataset.messages}:${what}`,
    read(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
    write(key, value) {
      try {
        if (value && value.length) sessionStorage.setItem(key, JSON.stringify(value));
        else sessionStorage.removeItem(key);
      } catch { /* private mode has no room: nothing is kept */ }
    },
  };
  const parse = (html) => { const made = document.createElement("template"); made.innerHTML = html; return made.content; };
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  every("[data-chat-log]", (log) => {
    const pane = log.parentElement;
    const part = (name) => pane.querySelector(`[data-chat-${name}]`);

    // The list, which follows its end as long as one reads there.
    const nearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    const toEnd = () => { log.scrollTop = log.scrollHeight; };
    let jump;
    log.addEventListener("scroll", () => { if (nearEnd()) { jump?.remove(); jump = null; } }, { passive: true });
    const follow = (wasNear) => {
      if (wasNear) return toEnd();
      if (jump) return;
      jump = button(texts.newer, "is-soft is-small chat-newer");
      jump.addEventListener("click", toEnd);
      log.append(jump);
    };

    const seqOf = (one) => Number(one.dataset.seq);
    const place = (one) => {
      const shown = [...log.querySelectorAll("[data-seq]")];
      const known = shown.find((other) => other.dataset.seq === one.dataset.seq);
      if (known) { known.replaceWith(one); return false; }
      // A change of what this page does not show.
      if (shown.length && seqOf(one) < seqOf(shown[0])) return false;
      const client = one.dataset.clientId;
      if (client) log.querySelector(`.is-pending[data-client-id="${CSS.escape(client)}"]`)?.remove();
      const before = shown.findLast((other) => seqOf(other) < seqOf(one));
      if (before) before.after(one);
      else log.insertBefore(one, log.querySelector(".is-pending") || jump || null);
      return true;
    };
    const take = (html) => {
      const wasNear = nearEnd();
      const found = [...parse(html).querySelectorAll("[data-seq]")];
      const fresh = found.filter(place);
      found.forEach((one) => htmx.process(one));
      if (!found.length) return;
      document.body.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: log } }));
      if (fresh.length) follow(wasNear);
    };
    log.take = take;
    toEnd();

    // How far this page is: SEQ.CHANGE, as the server says.
    let at = log.dataset.at;
    let stream, isOpen = false, isClosed = false, silence, timer, quiet = 0, isAsking = false;

    const close = (why) => {
      isClosed = true;
      hangUp();
      clearTimeout(timer);
      const note = part("closed");
      if (note) note.hidden = false;
      return why;
    };

    // Asking
    const plan = (soon) => {
      clearTimeout(timer);
      if (isClosed || isOpen || document.hidden || !log.isConnected) return;
      timer = setTimeout(ask, soon ? 0 : ASK_EVERY * STEPS[Math.min(quiet, STEPS.length - 1)]);
    };
    const ask = async () => {
      if (isAsking || isClosed) return;
      isAsking = true;
      try {
        const answer = await fetch(`${log.dataset.messages}?after=${at}`, { headers: headers(), cache: "no-store" });
        if ([401, 403, 404].includes(answer.status)) return close();
        if (answer.ok) {
          quiet = answer.status === 200 ? 0 : quiet + 1;
          if (answer.status === 200) take(await answer.text());
          at = answer.headers.get("X-Chat-At") || at;
        }
      } catch { quiet += 1; } finally { isAsking = false; plan(); }
    };

    // The stream: one of this tab, while it is looked at.
    const hangUp = () => {
      clearTimeout(silence);
      stream?.close();
      stream = null;
      isOpen = false;
    };
    const again = (after) => { hangUp(); plan(true); setTimeout(listen, after * (0.75 + Math.random() / 2)); };
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => again(0), SILENT_FOR);
    };
    const listen = () => {
      if (stream || isClosed || document.hidden || !log.isConnected || !window.EventSource || !log.dataset.stream) return;
      stream = new EventSource(`${log.dataset.stream}?after=${at}`);
      const on = (name, does) => stream.addEventListener(name, (event) => { heard(); does(event); });
      on("said", ({ data }) => { take(data); typists.forEach((_, id) => stopsTyping(id)); });
      on("changed", ({ data }) => take(data));
      on("at", ({ lastEventId }) => {
        at = lastEventId;
        // Only now it is sure that nothing between us holds the stream back.
        isOpen = true;
        log.dataset.live = "stream";
        clearTimeout(timer);
      });
      on("beat", () => {});
      on("here", ({ data }) => showHere(JSON.parse(data)));
      on("typing", ({ data }) => types(JSON.parse(data)));
      on("gap", ({ lastEventId }) => { at = lastEventId; const note = part("gap"); if (note) note.hidden = false; });
      on("end", () => close());
      stream.addEventListener("error", () => {
        isOpen = false;
        log.dataset.live = "ask";
        showHere({ names: [], more: 0 });
        // Refused, at the cap for instance: the page asks, and tries again later. Lost: the browser comes back by itself.
        if (stream?.readyState === EventSource.CLOSED) again(STREAM_AGAIN);
        else plan(true);
      });
      heard();
    };

    document.addEventListener("visibilitychange", () => {
      if (document.hidden) { hangUp(); clearTimeout(timer); }
      else { quiet = 0; plan(true); listen(); }
    });
    window.addEventListener("pagehide", hangUp);
    window.addEventListener("pageshow", ({ persisted }) => { if (persisted) { plan(true); listen(); } });
    window.addEventListener("online", () => { quiet = 0; plan(true); if (!isOpen) { hangUp(); listen(); } });

    // Who is here, and who types.
    const typists = new Map();
    const showHere = ({ names, more }) => {
      const line = part("here");
      if (!line) return;
      line.hidden = !names.length;
      line.textContent = filled(more ? line.dataset.more : line.dataset.some, { names: names.join(line.dataset.comma), more });
    };
    const showTyping = () => {
      const line = part("typing");
      if (!line) return;
      const [first] = [...typists.values()].map((one) => one.name);
      line.textContent = typists.size ? filled(typists.size > 1 ? line.dataset.many : line.dataset.one, { name: first }) : "";
    };
    const stopsTyping = (id) => { clearTimeout(typists.get(id)?.timer); typists.delete(id); showTyping(); };
    const types = ({ id, name }) => {
      clearTimeout(typists.get(id)?.timer);
      typists.set(id, { name, timer: setTimeout(() => stopsTyping(id), TYPES_FOR) });
      showTyping();
    };

    if (!at) return;
    plan();
    listen();
  });

  every("form[data-chat]", (form) => {
    const log = document.querySelector(form.dataset.chat);
    const area = form.querySelector("textarea");
    const client = form.querySelector('[name="client_id"]');
    const template = form.querySelector("template[data-chat-pending]");
    const unsentKey = store.key(log, "unsent"), wordsKey = store.key(log, "words");
    const newId = () => crypto.randomUUID?.() || String(Math.random()).slice(2) + String(Date.now());

    // What has not arrived: [[client id, the form's fields], ...]
    const unsent = new Map(store.read(unsentKey) || []);
    const keep = () => store.write(unsentKey, [...unsent]);
    const forget = (id) => { unsent.delete(id); keep(); };
    const textOf = (fields) => fields.find(([name]) => name === area.name)?.[1] || "";

    const show = (id, fields) => {
      const item = template.content.firstElementChild.cloneNode(true);
      item.classList.add("is-pending");
      item.dataset.clientId = id;
      item.querySelector('[data-slot="text"]').textContent = textOf(fields) || "…";
      log.append(item);
      log.scrollTop = log.scrollHeight;
      return item;
    };
    const setState = (item, reason) => {
      const failed = item.querySelector("[data-failed]");
      item.classList.toggle("is-failed", reason !== null);
      item.querySelector("[data-sending]").hidden = reason !== null;
      failed.hidden = reason === null;
      if (reason === null) return;
      if (reason) failed.querySelector('[data-slot="reason"]').textContent = reason;
      log.scrollTop = log.scrollHeight;
    };

    let last = Promise.resolve();
    // One after the other, so that they arrive in the order in which they were said.
    const send = (id, body, item) => { last = last.then(() => post(id, body, item)); };
    const post = async (id, body, item) => {
      setState(item, null);
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN);
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: headers(), signal: patience.signal });
        const html = await answer.text();
        if (!answer.ok) return setState(item, parse(html).querySelector("[data-toast] p")?.textContent || texts.failed);
        forget(id);
        item.remove();
        log.take(html);
      } catch { setState(item, texts.offline); } finally { clearTimeout(timer); }
    };
    const wire = (id, item, bodyOf) => {
      item.querySelector("[data-again]").addEventListener("click", () => send(id, bodyOf(), item));
      item.querySelector("[data-take-back]").addEventListener("click", () => {
        const words = textOf(unsent.get(id) || []);
        area.value = area.value ? `${words}\n${area.value}` : words;
        area.dispatchEvent(new Event("input", { bubbles: true }));
        forget(id);
        item.remove();
        area.focus();
      });
    };
    const bodyFrom = (fields) => {
      const body = new FormData();
      fields.forEach(([name, value]) => body.append(name, value));
      body.set("csrf_token", form.querySelector('[name="csrf_token"]')?.value || "");
      return body;
    };

    const start = (id, fields, body) => {
      const item = show(id, fields);
      wire(id, item, () => body || bodyFrom(fields));
      return item;
    };
    // From before the page was loaded again. What did arrive stands in the list.
    unsent.forEach((fields, id) => {
      if (log.querySelector(`[data-seq][data-client-id="${CSS.escape(id)}"]`)) forget(id);
      else setState(start(id, fields, null), "");
    });
    const words = store.read(wordsKey);
    if (words?.length && !area.value) {
      area.value = words;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }

    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (area.value.trim()) form.requestSubmit();
    });

    let told = 0;
    area.addEventListener("input", () => {
      store.write(wordsKey, area.value);
      if (!area.value.trim() || !log.dataset.typing || log.dataset.live !== "stream" || Date.now() - told < TELL_TYPING_EVERY) return;
      told = Date.now();
      fetch(log.dataset.typing, { method: "POST", headers: headers() }).catch(() => {});
    });

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const id = newId();
      client.value = id;
      const body = new FormData(form);
      const fields = [...body].filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
      unsent.set(id, fields);
      keep();
      const item = start(id, fields, body);
      client.value = area.value = "";
      form.querySelectorAll('input[type="file"]').forEach((input) => { input.value = ""; });
      area.dispatchEvent(new Event("input", { bubbles: true }));
      // Other scripts put back what else they have added to the form.
      form.dispatchEvent(new CustomEvent("chat:sent", { bubbles: true }));
      told = 0;
      area.focus();
      send(id, body, item);
    }, true);
  });
})();
