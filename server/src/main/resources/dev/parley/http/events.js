// Shows /asyncapi.yaml to readers: what the server sends, what clients may send, and the form of both.
// All text of the document reaches the page as text, never as markup.
"use strict";

const place = document.getElementById("events");

function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

function ofClass(name, made) {
  made.className = name;
  return made;
}

// Paragraphs of a text: empty lines separate them, and `words` between backticks are code.
function prose(text) {
  return (text ?? "")
    .trim()
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) => {
      const parts = paragraph.split("`");
      return element("p", ...parts.map((part, i) => (i % 2 === 1 ? element("code", part) : part)));
    });
}

function code(value) {
  return element("pre", element("code", JSON.stringify(value, null, 2)));
}

// Follows "$ref", which in this document always points into the document itself.
function resolver(api) {
  return function resolve(node) {
    let found = node;
    while (found && typeof found === "object" && "$ref" in found) {
      found = found.$ref.slice(2).split("/").reduce((at, key) => at[key.replaceAll("~1", "/")], api);
    }
    return found ?? {};
  };
}

function nameOf(node) {
  return node.$ref ? node.$ref.split("/").pop() : undefined;
}

function typeOf(node, resolve) {
  const name = nameOf(node);
  const schema = resolve(node);
  if (schema.enum) {
    return schema.enum.map((it) => JSON.stringify(it)).join(" | ");
  }
  if ("const" in schema) {
    return JSON.stringify(schema.const);
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) {
    return choices.map((it) => typeOf(it, resolve)).join(" | ");
  }
  if (schema.type === "array" && schema.items) {
    return `${typeOf(schema.items, resolve)}[]`;
  }
  return name ?? [schema.type ?? "any"].flat().join(" | ");
}

// The fields of an object, including those of its parts (allOf).
function fieldsOf(node, resolve) {
  const schema = resolve(node);
  const parts = (schema.allOf ?? []).map((part) => fieldsOf(part, resolve));
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties), schema.properties),
    required: [...parts.flatMap((part) => part.required), ...(schema.required ?? [])],
  };
}

function shape(node, resolve) {
  const { properties, required } = fieldsOf(node, resolve);
  const rows = Object.entries(properties).map(([name, field]) =>
    element(
      "tr",
      element("td", element("code", name), required.includes(name) ? "" : " (optional)"),
      element("td", typeOf(field, resolve)),
      element("td", ...prose(field.description ?? resolve(field).description)),
    ),
  );
  if (rows.length === 0) {
    return element("p", typeOf(node, resolve));
  }
  const head = element("tr", ...["field", "type", "meaning"].map((it) => element("th", it)));
  return ofClass("scroll", element("div", element("table", element("thead", head), element("tbody", ...rows))));
}

function folded(title, ...content) {
  return element("details", element("summary", title), ...content);
}

function message(node, resolve) {
  const it = resolve(node);
  const made = element("div");
  if (it.title) {
    made.append(element("p", element("strong", it.title)));
  }
  made.append(...prose(it.description ?? it.summary), shape(it.payload, resolve));
  for (const example of it.examples ?? []) {
    made.append(folded(`Example: ${example.name}`, code(example.payload)));
  }
  return made;
}

function operation(it, resolve) {
  const messages = it.messages.map((ref) => resolve(ref));
  const made = ofClass("event", element("section", element("h3", messages[0].name), ...prose(it.summary), ...prose(it.description)));
  made.append(...it.messages.map((ref) => message(ref, resolve)));
  const reply = it.reply ? resolve(it.reply) : undefined;
  if (reply?.messages) {
    made.append(folded("Acknowledgement", ...reply.messages.map((ref) => message(ref, resolve))));
  }
  return made;
}

function show(api) {
  const resolve = resolver(api);
  const operations = Object.values(api.operations);
  place.append(...prose(api.info.description));
  place.append(element("h2", "The server sends"));
  place.append(...operations.filter((it) => it.action === "send").map((it) => operation(it, resolve)));
  place.append(element("h2", "A client may send"));
  place.append(...operations.filter((it) => it.action === "receive").map((it) => operation(it, resolve)));
  place.append(element("h2", "Shapes"));
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    const made = ofClass("event", element("section", element("h3", name), ...prose(schema.description)));
    made.append(shape(schema, resolve));
    place.append(made);
  }
}

fetch("../asyncapi.yaml")
  .then((answer) => answer.text())
  .then((text) => show(jsyaml.load(text)))
  .catch((fault) => place.append(element("p", `The description could not be read: ${fault.message}`)));
