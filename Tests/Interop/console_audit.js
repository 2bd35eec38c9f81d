// What a page owes to people who do not see it, or not well, or use no mouse. Answers with one text for
// each fault; the rules are those of WCAG 2.2 that a script can judge.
const faults = [];
const fault = (element, text) => {
  const words = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
  faults.push(`${element.tagName.toLowerCase()}#${element.id}.${element.className.baseVal ?? element.className} “${words}”: ${text}`);
};
const all = (selector) => [...document.querySelectorAll(selector)];
const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
const textOf = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ");

// What a screen reader calls an element: 4.1.2, 1.3.1.
const nameOf = (element) => (
  (element.hasAttribute("aria-labelledby") && textOf(element.getAttribute("aria-labelledby")))
  || element.getAttribute("aria-label")
  || [...(element.labels ?? [])].map((label) => label.textContent).join(" ")
  || element.querySelector?.("title")?.textContent
  || element.textContent
  || element.getAttribute("alt")
  || element.getAttribute("title")
  || ""
).trim();

if (!document.documentElement.lang) faults.push("html: no language");
if (!document.title.trim()) faults.push("html: no title");
if (all("main").length !== 1) faults.push("no main, or several");
if (all("h1").filter(isShown).length !== 1) faults.push("no h1, or several");
for (const element of all("input:not([type=hidden]), select, textarea")) {
  if (!element.labels?.length && !element.getAttribute("aria-label") && !element.getAttribute("aria-labelledby")) {
    fault(element, `${element.name}: no label`);
  }
}
for (const element of all("a[href], button, summary, [role=button]")) {
  if (!nameOf(element)) fault(element, "no name");
}
for (const element of all("img")) if (!element.hasAttribute("alt")) fault(element, "no alternative text");
for (const element of all("svg")) {
  const isHidden = element.closest("[aria-hidden=true]");
  const picture = element.closest("[role=img]");
  const isNamed = picture && nameOf(picture);
  if (!isHidden && !isNamed) fault(element, "neither hidden nor named");
}
for (const element of all("nav, section, [role=region]")) {
  const named = element.getAttribute("aria-label") || element.getAttribute("aria-labelledby");
  if (!named) fault(element, "a region without a name");
}
for (const element of all("table")) {
  if (!element.caption && !element.getAttribute("aria-label") && !element.getAttribute("aria-labelledby")) {
    fault(element, "a table without a caption");
  }
  for (const head of element.querySelectorAll("th")) if (!head.scope) fault(head, "a head without scope");
}
for (const element of all("[aria-labelledby], [aria-describedby], label[for]")) {
  for (const name of ["aria-labelledby", "aria-describedby", "for"]) {
    for (const id of (element.getAttribute(name) ?? "").split(/\s+/).filter(Boolean)) {
      if (!document.getElementById(id)) fault(element, `${name} names ${id}, which is not there`);
    }
  }
}
const ids = new Map();
for (const element of all("[id]")) ids.set(element.id, (ids.get(element.id) ?? 0) + 1);
for (const [id, count] of ids) if (count > 1) faults.push(`the id ${id} ${count} times`);
let level = 0;
for (const element of all("h1, h2, h3, h4, h5, h6")) {
  if (!element.checkVisibility()) continue;
  const own = Number(element.tagName[1]);
  // The navigation has a title before the page's own.
  if (own > level + 1 && level > 0) fault(element, `a heading of level ${own} after one of level ${level}`);
  level = own;
}
for (const element of all("[tabindex]")) if (element.tabIndex > 0) fault(element, "out of the order of the page");

// Contrast of texts: 1.4.3. Colours of any space are painted to be read as plain ones.
const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const painted = (color, below) => {
  canvas.clearRect(0, 0, 1, 1);
  if (below) {
    canvas.fillStyle = `rgb(${below.join(" ")})`;
    canvas.fillRect(0, 0, 1, 1);
  }
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
// What the browser itself paints below everything, in the scheme of colours that the page takes part in.
const probe = document.body.appendChild(document.createElement("span"));
probe.style.backgroundColor = "Canvas";
const bare = painted(getComputedStyle(probe).backgroundColor).slice(0, 3);
probe.remove();
const ground = (element) => {
  const layers = [];
  for (let one = element; one; one = one.parentElement) {
    const color = getComputedStyle(one).backgroundColor;
    const alpha = painted(color)[3];
    if (alpha > 0) layers.unshift(color);
    if (alpha === 255) break;
  }
  let below = bare;
  for (const color of layers) below = painted(color, below).slice(0, 3);
  return below;
};
const light = (color) => color.slice(0, 3)
  .map((part) => part / 255)
  .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
const ratio = (one, two) => {
  const [dark, bright] = [light(one), light(two)].sort((left, right) => left - right);
  return (bright + 0.05) / (dark + 0.05);
};
for (const element of all("body *")) {
  const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const style = getComputedStyle(element);
  if (!hasText || !isShown(element) || element.closest("[disabled], script, style, noscript")) continue;
  const box = element.getBoundingClientRect();
  // What is there for screen readers alone is clipped to a point.
  if (box.width <= 1 || box.height <= 1) continue;
  const below = ground(element);
  const isSVG = element.namespaceURI.endsWith("svg");
  const contrast = ratio(painted(isSVG ? style.fill : style.color, below), below);
  const size = parseFloat(style.fontSize);
  const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
  if (contrast < least) fault(element, `a contrast of ${contrast.toFixed(2)}`);
}

// Room: 1.4.10; and what is pressed is 24 by 24, or has that much room around its middle: 2.5.8.
// Links within a text are excepted.
if (document.scrollingElement.scrollWidth > innerWidth) {
  faults.push(`wider than the window: ${document.scrollingElement.scrollWidth} of ${innerWidth}`);
}
const targets = all("button, input:not([type=hidden]), select, textarea, summary, a.button").filter(isShown)
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && box.height > 1);
for (const [element, box] of targets) {
  if (box.width >= 24 && box.height >= 24) continue;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const isCrowded = targets.some(([other, its]) => {
    const across = Math.max(its.left - x, 0, x - its.right);
    const down = Math.max(its.top - y, 0, y - its.bottom);
    return other !== element && Math.hypot(across, down) < 12;
  });
  if (isCrowded) fault(element, `${Math.round(box.width)} by ${Math.round(box.height)} is small to press`);
}
return faults;
