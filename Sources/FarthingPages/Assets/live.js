// Keeps the marked parts of a page fresh while it is looked at. Everything works without it.
"use strict";

(() => {
  // Each part is asked for at most so often.
  const pauseMs = 2000;
  // A part that came back wrong is tried again with the next event, and after this at the latest.
  const retryMs = 15000;

  const parts = new Map();
  const lost = document.getElementById("lost");
  const said = document.getElementById("said");
  let source = null;
  let wasLost = false;

  function find() {
    for (const element of document.querySelectorAll("[data-live]")) {
      parts.set(element.dataset.live, { element, timer: 0, lastMs: 0, announced: heard(element) });
    }
  }

  function heard(element) {
    return Array.from(element.querySelectorAll("[data-announce]"), (one) => one.textContent.trim()).join(". ");
  }

  // A form in which somebody types, and text that somebody marks, are not taken away.
  function isBusy(element) {
    const active = document.activeElement;
    if (active && element.contains(active) && active.matches("input, textarea, select, button")) return true;
    for (const field of element.querySelectorAll("input:not([type=hidden]), textarea")) {
      if (field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue) return true;
    }
    const selection = document.getSelection();
    return Boolean(selection && !selection.isCollapsed && element.contains(selection.anchorNode));
  }

  function want(name) {
    const part = parts.get(name);
    if (!part || part.timer || document.hidden) return;
    const waitMs = Math.max(0, part.lastMs + pauseMs - Date.now());
    part.timer = setTimeout(() => refresh(name, part), waitMs);
  }

  function wantAll() {
    for (const name of parts.keys()) want(name);
  }

  async function refresh(name, part) {
    part.lastMs = Date.now();
    try {
      const answer = await fetch(location.href, {
        headers: { "x-farthing-part": name },
        credentials: "same-origin",
        cache: "no-store",
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        // Signed out elsewhere: the whole page says so better.
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      show(part, await answer.text());
      date(answer.headers.get("date"));
      part.timer = 0;
    } catch {
      part.timer = setTimeout(() => refresh(name, part), retryMs);
    }
  }

  // When what is shown was true, by the server's clock.
  function date(text) {
    const atMs = Date.parse(text || "");
    if (Number.isNaN(atMs)) return;
    const iso = new Date(atMs).toISOString();
    for (const place of document.querySelectorAll("[data-as-of]")) {
      const time = document.createElement("time");
      time.dateTime = iso;
      time.textContent = iso.slice(0, 19).replace("T", " ") + " UTC";
      place.replaceChildren(time);
    }
  }

  function show(part, html) {
    if (isBusy(part.element)) {
      part.timer = 0;
      part.element.addEventListener("focusout", () => setTimeout(wantAll, 0), { once: true });
      return;
    }
    const made = new DOMParser().parseFromString(html, "text/html").body;
    const open = new Set(Array.from(part.element.querySelectorAll("details"), (one, index) => one.open ? index : -1));
    const focused = part.element.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    if (made.innerHTML === part.html) return;
    part.html = made.innerHTML;
    part.element.replaceChildren(...made.childNodes);
    part.element.querySelectorAll("details").forEach((one, index) => { if (open.has(index)) one.open = true; });
    if (focused) {
      const again = Array.from(part.element.querySelectorAll("a[href]")).find((one) => one.getAttribute("href") === focused);
      if (again) again.focus({ preventScroll: true });
    }
    const now = heard(part.element);
    if (now && now !== part.announced && said) said.textContent = now;
    part.announced = now;
  }

  function open() {
    if (source || document.hidden || parts.size === 0 || !("EventSource" in window)) return;
    source = new EventSource("/events");
    source.addEventListener("open", () => {
      if (lost) lost.hidden = true;
      if (wasLost) wantAll();
      wasLost = false;
    });
    source.addEventListener("error", () => {
      wasLost = true;
      if (lost) lost.hidden = false;
      // A browser gives up after an answer that is none, as while the server starts again.
      if (source && source.readyState === EventSource.CLOSED) {
        source = null;
        setTimeout(open, retryMs);
      }
    });
    // The names of the parts that changed, with spaces; * is all.
    source.addEventListener("changed", (event) => {
      const names = event.data.trim();
      if (names === "*" || names === "") wantAll();
      else for (const name of names.split(/\s+/)) want(name);
    });
  }

  function close() {
    if (source) source.close();
    source = null;
  }

  find();
  document.addEventListener("visibilitychange", () => {
    // Browsers allow few connections to one server: a page that nobody sees gives its up.
    if (document.hidden) close();
    else { open(); wantAll(); }
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
})();
