// Shows the state of the server on its greeting page.
"use strict";

const state = document.getElementById("state");

function show(text, well) {
  state.textContent = text;
  state.classList.toggle("well", well);
  state.classList.toggle("unwell", !well);
}

fetch("health")
  .then((answer) => answer.json())
  .then((health) => {
    const well = health.status === "OK";
    const store = `${health.store.kind} ${health.store.status}`;
    show(well ? `All is well: version ${health.version}, store ${store}` : `Not well: store ${store}`, well);
  })
  .catch(() => show("The server does not answer", false));
