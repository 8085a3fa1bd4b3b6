// What the other scripts share: the words of the page, attaching to elements that arrive later, the CSRF header.
"use strict";
window.site = (() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");

  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
  const texts = JSON.parse(meta("app-texts") || "{}");

  // Runs `attach` once for every element of the page that matches, now and after each swap.
  const every = (selector, attach) => {
    const seen = new WeakSet();
    const look = () => document.querySelectorAll(selector).forEach((element) => {
      if (!seen.has(element)) { seen.add(element); attach(element); }
    });
    const start = () => { look(); document.body.addEventListener("htmx:load", look); };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
  };

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  const button = (text, className) => {
    const made = element("button", `button ${className || ""}`, text);
    made.type = "button";
    return made;
  };

  // Of a request that a script makes by itself, in the name of the page.
  const headers = () => ({ "HX-Request": "true", "X-CSRFToken": meta("csrf-token") || "" });

  document.addEventListener("htmx:configRequest", (event) => {
    const field = event.detail.elt.closest("form")?.querySelector('input[name="csrf_token"]');
    const token = meta("csrf-token") || field?.value;
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  });

  // On a phone the chosen tab may lie outside: bring it in, without moving the page.
  every(".tabs > [aria-current], .filters > [aria-current]", (link) => {
    const strip = link.parentElement;
    strip.scrollLeft = link.offsetLeft - strip.offsetLeft - (strip.clientWidth - link.offsetWidth) / 2;
  });

  // The server knows no time zone of its readers and writes UTC.
  every("time[data-local]", (time) => {
    time.title = time.textContent;
    time.textContent = new Date(time.dateTime).toLocaleString(root.lang, { dateStyle: "medium", timeStyle: "short" });
  });

  return { texts, every, element, button, headers };
})();
