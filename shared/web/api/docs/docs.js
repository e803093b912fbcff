// Draws /openapi.json: operations, their parameters, bodies and answers, and a
// form to try each. It asks this host only and keeps the key in this tab.
"use strict";

const byId = (id) => document.getElementById(id);
let spec;

// el makes an element; children are elements or texts, never HTML.
function el(name, attrs, ...children) {
  const e = document.createElement(name);
  for (const [k, v] of Object.entries(attrs || {})) {
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else if (v !== undefined && v !== null && v !== false) e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...children.flat().filter((c) => c !== undefined && c !== null && c !== ""));
  return e;
}

// words makes text with `code` and lists in it.
function words(text) {
  return (text || "").split("\n\n").map((part) => {
    const [first, ...items] = part.split("\n- ");
    return [el("p", {}, coded(first)), items.length ? el("ul", { class: "schema" }, items.map((item) => el("li", {}, coded(item)))) : ""];
  }).flat().filter(Boolean);
}

// coded makes `code` of a text, and a link of an operation's address.
function coded(text) {
  return text.split("`").map((t, i) => (i % 2 ? link(t, el("code", {}, t)) : t));
}

function link(address, child) {
  const [method, path] = address.split(" ");
  const op = path && spec.paths[path] && spec.paths[path][method.toLowerCase()];
  return op ? el("a", { href: "#" + op.operationId }, child) : child;
}

function resolve(schema) {
  while (schema && schema.$ref) schema = spec.components.schemas[schema.$ref.split("/").pop()];
  return schema || {};
}

function typeOf(schema) {
  const name = schema.$ref && schema.$ref.split("/").pop();
  const s = resolve(schema);
  if (name) return name;
  if (s.anyOf) return s.anyOf.map(typeOf).join(" | ");
  const types = [].concat(s.type || "any");
  let text = types.join(" | ");
  if (types.includes("array")) text = "list of " + typeOf(s.items || {});
  if (types.includes("object") && s.additionalProperties && s.additionalProperties !== true) text = "map of " + typeOf(s.additionalProperties);
  return s.format ? text + " (" + s.format + ")" : text;
}

function limits(s) {
  const out = [];
  if (s.enum || (s.items && s.items.enum)) out.push("one of " + (s.enum || s.items.enum).join(", "));
  if (s.default !== undefined) out.push("default " + JSON.stringify(s.default));
  if (s.minimum !== undefined) out.push("from " + s.minimum);
  if (s.maximum !== undefined) out.push("up to " + s.maximum);
  if (s.maxLength !== undefined) out.push("at most " + s.maxLength + " long");
  if (s.pattern) out.push("matches " + s.pattern);
  return out.join("; ");
}

// tree shows a schema's properties, as deep as they go.
function tree(schema, seen) {
  const name = schema.$ref;
  const s = resolve(schema);
  if (name && seen.includes(name)) return el("span", { class: "soft" }, "as above");
  const deeper = name ? seen.concat(name) : seen;
  if ([].concat(s.type).includes("array")) return tree(s.items || {}, deeper);
  if (s.additionalProperties && typeof s.additionalProperties === "object") return tree(s.additionalProperties, deeper);
  if (!s.properties) return s.description ? el("span", { class: "soft" }, s.description) : "";
  return el("ul", { class: "schema" }, Object.entries(s.properties).map(([key, p]) => {
    const full = resolve(p);
    const nested = full.properties || (full.items && resolve(full.items).properties) ||
      (full.additionalProperties && resolve(full.additionalProperties).properties);
    const need = (s.required || []).includes(key) ? "" : " optional";
    const note = [p.description || (p.$ref ? "" : full.description), limits(p)].filter(Boolean).join(" — ");
    return el("li", {}, el("code", {}, key), " ", el("span", { class: "soft" }, typeOf(p) + need), note ? coded(" " + note) : "",
      nested && key !== "$schema" ? tree(p, deeper) : "");
  }));
}

// sample makes an example body of what must be there.
function sample(schema, depth) {
  const s = resolve(schema);
  if (depth > 4) return {};
  if (s.examples && s.examples.length) return s.examples[0];
  if (s.default !== undefined) return s.default;
  if (s.enum) return s.enum[0];
  const type = [].concat(s.type)[0];
  if (type === "object" && s.properties) {
    const out = {};
    for (const [key, p] of Object.entries(s.properties)) {
      if ((s.required || []).includes(key)) out[key] = sample(p, depth + 1);
      // A body with nothing in it does nothing: say what is said.
      else if (depth === 0 && key === "text") out[key] = "Hello";
    }
    return out;
  }
  if (type === "string") return s.minLength > 12 ? "x".repeat(s.minLength) : "text";
  return { integer: s.minimum ?? 0, number: s.minimum ?? 0, boolean: false, array: [], object: {} }[type] ?? null;
}

function bodySchema(content) {
  const media = Object.values(content || {})[0];
  return media && media.schema;
}

function params(op) {
  if (!(op.parameters || []).length) return "";
  return [el("h3", {}, "Parameters"), el("table", {}, op.parameters.map((p) => el("tr", {},
    el("td", {}, el("code", {}, p.name)), el("td", { class: "soft" }, p.in + (p.required ? ", required" : "")),
    el("td", {}, coded([p.description || p.schema.description, limits(p.schema)].filter(Boolean).join(" — "))))))];
}

function answers(op) {
  return [el("h3", {}, "Answers"), Object.entries(op.responses || {}).map(([status, r]) => {
    const schema = bodySchema(r.content);
    return el("details", {}, el("summary", {}, el("code", {}, status), " ", r.description || "", schema ? " " + typeOf(schema) : ""),
      schema ? tree(schema, []) : "");
  })];
}

// form lets one try the operation.
function form(method, path, op) {
  const inputs = (op.parameters || []).map((p) => {
    const options = p.schema.enum;
    const input = options
      ? el("select", {}, el("option", { value: "" }, ""), options.map((o) => el("option", {}, o)))
      : el("input", { placeholder: p.schema.type === "array" ? "one, or several with commas" : (p.schema.examples || [])[0] ?? "", spellcheck: "false" });
    if (p.name === "Idempotency-Key") input.placeholder = "a new one for every Send";
    return { p, input };
  });
  const schema = op.requestBody && bodySchema(op.requestBody.content);
  const text = schema && el("textarea", { "aria-label": "Body", spellcheck: "false" });
  if (text) text.value = JSON.stringify(sample(schema, 0), null, 2);
  const out = el("pre", { hidden: true, "aria-live": "polite" });
  const send = async (event) => {
    event.preventDefault();
    out.hidden = false;
    out.textContent = "…";
    // Another Send is another request: the same key would only replay the answer.
    const once = inputs.find(({ p }) => p.name === "Idempotency-Key");
    const fresh = once && !once.input.value && window.crypto.randomUUID;
    if (fresh) once.input.value = crypto.randomUUID();
    out.textContent = await call(method, path, inputs, text);
    if (fresh) once.input.value = "";
  };
  return el("form", { onsubmit: send }, el("h3", {}, "Try it"),
    el("table", {}, inputs.map(({ p, input }) => el("tr", {}, el("td", {}, el("label", {}, el("code", {}, p.name))), el("td", {}, input)))),
    text || "", el("p", {}, el("button", {}, "Send")), out);
}

async function call(method, path, inputs, text) {
  const query = new URLSearchParams();
  const headers = {};
  for (const { p, input } of inputs) {
    if (!input.value) continue;
    if (p.in === "path") path = path.replace("{" + p.name + "}", encodeURIComponent(input.value));
    if (p.in === "query") (p.schema.type === "array" ? input.value.split(",") : [input.value]).forEach((v) => query.append(p.name, v.trim()));
    if (p.in === "header") headers[p.name] = input.value;
  }
  if (byId("key").value) headers.Authorization = "Bearer " + byId("key").value;
  if (text) headers["Content-Type"] = "application/json";
  const url = path + (query.size ? "?" + query : "");
  try {
    const r = await fetch(url, { method, headers, body: text ? text.value : undefined });
    const lines = [method + " " + url, r.status + " " + r.statusText];
    for (const h of ["etag", "location", "retry-after", "idempotency-replayed"]) {
      if (r.headers.get(h)) lines.push(h + ": " + r.headers.get(h));
    }
    const body = await r.text();
    return lines.join("\n") + "\n\n" + pretty(body);
  } catch (err) {
    return String(err);
  }
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

// proof says with what the caller shows who they are.
function proof(op) {
  const names = (op.security || []).flatMap((s) => Object.keys(s));
  if (names.includes("visitor")) return "Takes a visitor's token" + (op.security.length > 1 ? ", if there is one" : "") + ": to try it, put it in the place of the API key.";
  return names.length ? "Needs an API key." : "Needs no key.";
}

// operation is drawn when it is opened.
function operation(method, path, op) {
  const box = el("div");
  const details = el("details", { class: "op", id: op.operationId, "data-find": [method, path, op.summary, op.operationId].join(" ").toLowerCase() },
    el("summary", {}, el("span", { class: "method " + method }, method.toUpperCase()), el("span", { class: "path" }, path), el("span", { class: "soft" }, op.summary || "")), box);
  details.addEventListener("toggle", () => {
    if (!details.open || box.childNodes.length) return;
    const schema = op.requestBody && bodySchema(op.requestBody.content);
    box.append(...[words(op.description), el("p", { class: "soft" }, proof(op)), params(op),
      schema ? [el("h3", {}, "Body: " + typeOf(schema)), tree(schema, [])] : "", answers(op), form(method.toUpperCase(), path, op)].flat(2).filter(Boolean));
  });
  return details;
}

function draw() {
  const tags = new Map();
  const about = new Map((spec.tags || []).map((t) => [t.name, t.description]));
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const method of ["get", "post", "put", "patch", "delete"]) {
      const op = item[method];
      if (!op) continue;
      const tag = (op.tags || ["Other"])[0];
      if (!tags.has(tag)) tags.set(tag, []);
      tags.get(tag).push(operation(method, path, op));
    }
  }
  document.title = byId("title").textContent = spec.info.title + ": the API, version " + spec.info.version;
  // The API's own by name, then what is served beside it, then what is no operation.
  const order = [...tags.keys()].filter((t) => !about.has(t)).sort((a, b) => a.localeCompare(b)).concat([...about.keys()]);
  byId("main").replaceChildren(...words(spec.info.description), ...order.filter((t) => tags.has(t) || about.has(t)).map((tag) =>
    el("section", {}, el("h2", {}, tag), words(about.get(tag)), tags.get(tag) || [])));
  goTo();
}

function goTo() {
  const at = location.hash && byId(location.hash.slice(1));
  if (at) { at.open = true; at.scrollIntoView(); }
}

function find() {
  const want = byId("find").value.toLowerCase();
  for (const section of document.querySelectorAll("section")) {
    let any = false;
    for (const op of section.querySelectorAll("details.op")) {
      op.hidden = !op.dataset.find.includes(want);
      any = any || !op.hidden;
    }
    section.hidden = !any;
  }
}

byId("key").value = sessionStorage.getItem("sufler-key") || "";
byId("key").addEventListener("input", () => sessionStorage.setItem("sufler-key", byId("key").value));
byId("find").addEventListener("input", find);
window.addEventListener("hashchange", goTo);
fetch("/openapi.json").then((r) => r.json()).then((s) => { spec = s; draw(); })
  .catch((err) => byId("main").replaceChildren(el("p", {}, "/openapi.json could not be read: " + err)));
