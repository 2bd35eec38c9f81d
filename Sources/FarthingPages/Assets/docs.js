// The API's reference, made of the server's own OpenAPI document.
"use strict";

(() => {
  const root = document.getElementById("docs");
  const state = document.getElementById("docs-state");
  state.hidden = false;
  const verbs = ["get", "post", "put", "patch", "delete"];
  // Deeper than this a schema says only its name.
  const depthMax = 6;
  let api = null;
  // In memory only, as long as the page is open.
  let key = "";

  function make(tag, values, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(values || {})) {
      if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function resolve(node) {
    let steps = 0;
    while (node && typeof node === "object" && typeof node.$ref === "string" && steps < 16) {
      const path = node.$ref.replace(/^#\//, "").split("/");
      node = path.reduce((at, part) => at && at[part.replace(/~1/g, "/").replace(/~0/g, "~")], api);
      steps += 1;
    }
    return node || {};
  }

  function kind(schema) {
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
    const several = schema.oneOf || schema.anyOf;
    if (several) return several.map((one) => kind(resolve(one))).join(" | ");
    const type = Array.isArray(schema.type) ? schema.type.join(" | ") : schema.type || "any";
    if (type === "array") return kind(resolve(schema.items)) + "[]";
    return schema.format ? type + " (" + schema.format + ")" : type;
  }

  function bounds(schema) {
    const said = [];
    const names = { minimum: "≥ ", maximum: "≤ ", exclusiveMinimum: "> ", exclusiveMaximum: "< ", minLength: "length ≥ ", maxLength: "length ≤ ", pattern: "pattern " };
    for (const [name, word] of Object.entries(names)) if (schema[name] !== undefined) said.push(word + schema[name]);
    if (schema.default !== undefined) said.push("default " + JSON.stringify(schema.default));
    return said.join(", ");
  }

  function members(schema, depth) {
    schema = resolve(schema);
    if (schema.type === "array" || (!schema.type && schema.items)) return members(schema.items, depth);
    const all = Object.assign({}, ...(schema.allOf || []).map((one) => resolve(one).properties), schema.properties);
    if (Object.keys(all).length === 0) return null;
    const required = new Set((schema.allOf || []).flatMap((one) => resolve(one).required || []).concat(schema.required || []));
    const list = make("dl", { class: "members" });
    for (const [name, value] of Object.entries(all)) {
      const own = resolve(value);
      const said = make("dd", {}, kind(own));
      if (bounds(own)) said.append(" ", make("span", { class: "soft" }, bounds(own)));
      if (own.description) said.append(make("span", { class: "soft line" }, own.description));
      const inside = depth < depthMax ? members(own, depth + 1) : null;
      if (inside) said.append(make("details", {}, make("summary", {}, "members"), inside));
      list.append(make("div", {}, make("dt", {}, make("code", {}, name), required.has(name) ? " (required)" : ""), said));
    }
    return list;
  }

  function example(schema, depth) {
    schema = resolve(schema);
    if (schema.example !== undefined) return schema.example;
    if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
    if (schema.const !== undefined) return schema.const;
    if (schema.default !== undefined) return schema.default;
    if (schema.enum) return schema.enum[0];
    const several = schema.oneOf || schema.anyOf;
    if (several) return example(several[0], depth);
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    if (type === "array") return depth < depthMax ? [example(schema.items || {}, depth + 1)] : [];
    if (type === "integer" || type === "number") return schema.minimum || 0;
    if (type === "boolean") return false;
    if (type === "string") return "";
    const made = {};
    for (const part of [...(schema.allOf || []).map(resolve), schema]) {
      for (const [name, value] of Object.entries(part.properties || {})) made[name] = depth < depthMax ? example(value, depth + 1) : null;
    }
    return made;
  }

  function content(body) {
    const kinds = Object.entries((body && body.content) || {});
    return kinds.find(([type]) => type.includes("json")) || kinds[0] || null;
  }

  function parameters(list) {
    if (list.length === 0) return null;
    const shown = make("dl", { class: "members" });
    for (const one of list) {
      const schema = resolve(one.schema);
      shown.append(make("div", {}, make("dt", {}, make("code", {}, one.name), " in " + one.in + (one.required ? " (required)" : "")),
        make("dd", {}, kind(schema), " ", make("span", { class: "soft" }, bounds(schema)), make("span", { class: "soft line" }, one.description || ""))));
    }
    return shown;
  }

  function answers(operation) {
    const list = make("dl", { class: "members" });
    for (const [status, reference] of Object.entries(operation.responses || {})) {
      const answer = resolve(reference);
      const said = make("dd", {}, answer.description || "");
      const body = content(answer);
      if (body) said.append(make("span", { class: "soft line" }, body[0]));
      const inside = body && body[1].schema ? members(body[1].schema, 0) : null;
      if (inside) said.append(make("details", {}, make("summary", {}, "members"), inside));
      list.append(make("div", {}, make("dt", {}, make("code", {}, status)), said));
    }
    return list;
  }

  function field(id, name, label, value, isArea) {
    const input = isArea ? make("textarea", { id, name, rows: 8, spellcheck: "false" }) : make("input", { id, name, type: "text", autocomplete: "off" });
    input.value = value;
    return make("div", { class: isArea ? "field wide" : "field" }, make("label", { for: id }, label), input);
  }

  function trial(verb, path, operation, list) {
    const id = "try-" + verb + "-" + path.replace(/[^A-Za-z0-9]+/g, "-");
    const body = content(resolve(operation.requestBody));
    const form = make("form", { class: "sheet", "aria-label": "Try " + verb + " " + path });
    const open = list.filter((one) => one.in !== "cookie");
    for (const one of open) form.append(field(id + "-" + one.name, one.name, one.name + " (" + one.in + ")", String(resolve(one.schema).default ?? ""), false));
    if (body) form.append(field(id + "-body", "", "Body, " + body[0], body[0].includes("json") ? JSON.stringify(example(body[1].schema || {}, 0), null, 2) : "", true));
    form.append(make("div", { class: "buttons" }, make("button", { class: verb === "get" ? "plain" : "bad", type: "submit" }, "Send " + verb.toUpperCase())));
    const shown = make("pre", { tabindex: "0", "aria-label": "The answer", hidden: true });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      shown.hidden = false;
      shown.textContent = "…";
      try {
        shown.textContent = await send(verb, path, open, body, form, id);
      } catch (fault) {
        shown.textContent = "No answer: " + fault.message;
      }
    });
    return make("details", {}, make("summary", {}, "Try it"), form, shown);
  }

  async function send(verb, path, list, body, form, id) {
    const query = new URLSearchParams();
    const headers = {};
    let address = path;
    for (const one of list) {
      const value = form.querySelector("#" + CSS.escape(id + "-" + one.name)).value;
      if (one.in === "path") address = address.replace("{" + one.name + "}", encodeURIComponent(value));
      else if (one.in === "query" && value !== "") query.set(one.name, value);
      else if (one.in === "header" && value !== "") headers[one.name] = value;
    }
    if (key) headers.authorization = "Bearer " + key;
    const options = { method: verb.toUpperCase(), headers, redirect: "manual", credentials: key ? "omit" : "same-origin" };
    if (body) {
      headers["content-type"] = body[0];
      options.body = form.querySelector("#" + CSS.escape(id + "-body")).value;
    }
    const answer = await fetch(address + (query.size ? "?" + query : ""), options);
    const text = await answer.text();
    let said = text;
    try { said = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON */ }
    return answer.status + " " + answer.statusText + "\n\n" + said;
  }

  function titled(title, inside) {
    return inside ? [make("h4", {}, title), inside] : [];
  }

  function operation(verb, path, shared, own) {
    const list = [...(shared || []), ...(own.parameters || [])].map(resolve);
    const body = content(resolve(own.requestBody));
    const inside = make("div", { class: "inside" });
    const box = make("details", { class: "operation" },
      make("summary", {}, make("span", { class: "verb " + verb }, verb.toUpperCase()), make("code", { class: "address" }, path), make("span", { class: "soft" }, own.summary || "")),
      inside);
    box.dataset.text = (verb + " " + path + " " + (own.summary || "") + " " + (own.description || "")).toLowerCase();
    // Made when it is opened: a document may have hundreds of them.
    box.addEventListener("toggle", () => {
      if (!box.open || inside.childNodes.length > 0) return;
      if (own.description) inside.append(make("p", {}, own.description));
      inside.append(...titled("Parameters", parameters(list)),
        ...titled("Body", body ? members(body[1].schema || {}, 0) : null),
        ...titled("Answers", answers(own)), trial(verb, path, own, list));
    });
    return box;
  }

  function groups() {
    const found = new Map();
    for (const [path, item] of Object.entries(api.paths || {})) {
      for (const verb of verbs) {
        if (!item[verb]) continue;
        const tag = (item[verb].tags || ["Other"])[0];
        if (!found.has(tag)) found.set(tag, []);
        found.get(tag).push(operation(verb, path, item.parameters, item[verb]));
      }
    }
    return found;
  }

  function draw() {
    const said = new Map((api.tags || []).map((tag) => [tag.name, tag.description]));
    const search = make("input", { id: "docs-find", type: "search", autocomplete: "off" });
    const secret = make("input", { id: "docs-key", type: "password", autocomplete: "off" });
    const count = make("p", { class: "soft", role: "status" });
    root.replaceChildren(make("form", { class: "search", role: "search" },
      make("div", { class: "field" }, make("label", { for: "docs-find" }, "Find"), search),
      make("div", { class: "field" }, make("label", { for: "docs-key" }, "Key for trying (else your session)"), secret)), count);
    root.firstChild.addEventListener("submit", (event) => event.preventDefault());
    secret.addEventListener("input", () => { key = secret.value.trim(); });
    const boxes = [];
    for (const [tag, operations] of groups()) {
      const box = make("section", { class: "card", "aria-label": tag }, make("h2", {}, tag), said.get(tag) ? make("p", { class: "soft" }, said.get(tag)) : null, ...operations);
      boxes.push({ box, operations });
      root.append(box);
    }
    const narrow = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { box, operations } of boxes) {
        let inBox = 0;
        for (const one of operations) {
          one.hidden = !words.every((word) => one.dataset.text.includes(word));
          if (!one.hidden) inBox += 1;
        }
        box.hidden = inBox === 0;
        shown += inBox;
      }
      count.textContent = shown === 1 ? "1 operation" : shown + " operations";
    };
    search.addEventListener("input", narrow);
    narrow();
  }

  fetch(root.dataset.document, { credentials: "same-origin" })
    .then((answer) => { if (!answer.ok) throw new Error("status " + answer.status); return answer.json(); })
    .then((document) => { api = document; draw(); })
    .catch((fault) => { state.textContent = "The document could not be read: " + fault.message; });
})();
