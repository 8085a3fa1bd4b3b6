// Asks the browser for push, and hands what it answers to the form that is there.
"use strict";
(() => {
  const start = document.querySelector("[data-push]");
  if (!start || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  start.hidden = false;

  const key = () => {
    const text = start.dataset.push.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(text + "=".repeat((4 - text.length % 4) % 4)), (character) => character.charCodeAt(0));
  };

  start.addEventListener("submit", async (event) => {
    if (start.elements.endpoint.value) return;
    event.preventDefault();
    try {
      const worker = await navigator.serviceWorker.register("/push.js");
      const made = (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key() })).toJSON();
      start.elements.endpoint.value = made.endpoint;
      start.elements.p256dh.value = made.keys.p256dh;
      start.elements.auth.value = made.keys.auth;
      start.requestSubmit();
    } catch {
      start.querySelector("[data-push-refused]").hidden = false;
    }
  });
})();
