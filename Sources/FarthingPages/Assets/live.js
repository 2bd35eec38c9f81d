// Keeps the marked parts of a page fresh while it is looked at, and what was typed while a form is sent.
// Everything works without it.
"use strict";

(() => {
  // Each part is asked for at most so often.
  const pauseMs = 2000;
  // A part that came back wrong is tried again with the next event, and after this at the latest.
  const retryMs = 15000;

  const parts = new Map();
  const lost = document.getElementById("lost");
  const out = document.getElementById("signed-out");
  const said = document.getElementById("said");
  // What was said beside a form is left there for so long.
  const saidMs = 20000;
  let source = null;
  let wasLost = false;
  let isOut = false;

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
    for (const one of element.querySelectorAll(".said")) {
      if (Date.now() < Number(one.dataset.untilMs)) return true;
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

  function fetchPart(name) {
    return fetch(location.href, {
      headers: { "x-farthing-part": name },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
    });
  }

  function isRefused(answer) {
    return answer.type === "opaqueredirect" || answer.status === 401;
  }

  function signInHref() {
    return "/sign-in?next=" + encodeURIComponent(location.pathname + location.search);
  }

  // Nothing goes on by itself now; what is typed stays where it is.
  function signedOut() {
    isOut = true;
    close();
    if (lost) lost.hidden = true;
    if (!out) return;
    out.querySelector("a").setAttribute("href", signInHref());
    out.hidden = false;
  }

  async function refresh(name, part) {
    part.lastMs = Date.now();
    try {
      const answer = await fetchPart(name);
      if (isRefused(answer)) {
        part.timer = 0;
        signedOut();
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
      if (out) out.hidden = true;
      if (isOut) renew();
      if (wasLost || isOut) wantAll();
      wasLost = false;
      isOut = false;
    });
    source.addEventListener("error", () => {
      wasLost = true;
      if (lost) lost.hidden = false;
      // A browser gives up after an answer that is none: while the server starts again, or when it
      // knows nobody any more, as after its start.
      if (source && source.readyState === EventSource.CLOSED) {
        source = null;
        ask();
      }
    });
    // The names of the parts that changed, with spaces; * is all.
    source.addEventListener("changed", (event) => {
      const names = event.data.trim();
      if (names === "*" || names === "") wantAll();
      else for (const name of names.split(/\s+/)) want(name);
    });
  }

  // Whether it is the server or the sign-in that is gone.
  async function ask() {
    try {
      const answer = await fetchPart(parts.keys().next().value);
      if (isRefused(answer)) {
        signedOut();
        return;
      }
    } catch {
      // The server is gone.
    }
    setTimeout(open, retryMs);
  }

  function close() {
    if (source) source.close();
    source = null;
  }

  // Puts the secret of this sign-in into the forms of a page that an earlier one has opened.
  async function renew() {
    const answer = await fetch(location.href, {
      headers: { accept: "text/html" },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
    });
    if (!answer.ok) return false;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const secret = made.querySelector("input[name=csrf]");
    if (!secret) return false;
    for (const field of document.querySelectorAll("input[name=csrf]")) field.value = secret.value;
    return true;
  }

  // Says something beside a form, in place of what was said there before.
  function say(form, ...nodes) {
    for (const old of form.querySelectorAll(".said")) old.remove();
    if (nodes.length === 0) return;
    const place = document.createElement("div");
    place.className = "said notice bad";
    place.setAttribute("role", "alert");
    place.dataset.untilMs = String(Date.now() + saidMs);
    place.append(...nodes);
    form.append(place);
    place.scrollIntoView({ block: "nearest" });
  }

  function saySignIn(form) {
    const link = document.createElement("a");
    link.href = signInHref();
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in";
    say(form, "You are signed out, and nothing was done. ", link, " (in another tab), then press again: what is typed here stays.");
  }

  function sayRefused(form, fault) {
    const words = fault && fault.querySelector("[data-said]");
    if (!words) {
      say(form, "Nothing was done: the server could not take it. Try again.");
      return;
    }
    say(form, ...document.importNode(words, true).childNodes);
    for (const name of fault.dataset.fields.split(" ")) {
      const field = name && form.elements.namedItem(name);
      if (field instanceof Element) field.setAttribute("aria-invalid", "true");
    }
  }

  function post(form, button) {
    const body = new URLSearchParams(new FormData(form));
    if (button && button.name) body.append(button.name, button.value);
    return fetch((button && button.getAttribute("formaction")) || form.getAttribute("action"), {
      method: "POST",
      headers: { accept: "text/html", "x-farthing-form": "1" },
      body,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
    });
  }

  async function fault(answer) {
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    return made.querySelector(".fault");
  }

  async function send(form, button) {
    say(form);
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    let answer = await post(form, button);
    let found = answer.ok || answer.status === 401 ? null : await fault(answer);
    if (found && found.dataset.code === "csrf" && await renew()) {
      answer = await post(form, button);
      found = answer.ok || answer.status === 401 ? null : await fault(answer);
    }
    const next = answer.headers.get("x-farthing-next");
    if (answer.status === 401) saySignIn(form);
    else if (!answer.ok) sayRefused(form, found);
    else if (next) location.assign(next);
    else replace(await answer.text());
  }

  // The answer is a page: it stands in this one's place.
  function replace(html) {
    close();
    for (const part of parts.values()) clearTimeout(part.timer);
    document.open();
    document.write(html);
    document.close();
    window.scrollTo(0, 0);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const isOurs = form.getAttribute("method") === "post" && form.getAttribute("action") !== "/sign-out";
    if (!isOurs || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      await send(form, event.submitter);
    } catch {
      say(form, "The server cannot be reached, so that it is not known whether this was done. What is typed here stays.");
    }
    form.removeAttribute("aria-busy");
  });

  // What was done is said once: a page that is loaded again does not say it again.
  if (new URLSearchParams(location.search).has("done")) {
    const address = new URL(location.href);
    for (const name of ["done", "count"]) address.searchParams.delete(name);
    history.replaceState(null, "", address);
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
