// The secret of the link is behind the #, which browsers do not send to any server.
"use strict";

const form = document.getElementById("form");
const state = document.getElementById("state");
const invited = location.hash.startsWith("#password=");
const link = invited ? location.hash.slice("#password=".length) : location.hash.slice(1);

if (invited) {
  document.getElementById("title").textContent = "Choose a password";
  document.getElementById("intro").textContent = "With it and your email address you sign in to Parley.";
  document.getElementById("who").hidden = true;
  document.getElementById("go").textContent = "Set the password";
} else {
  document.getElementById("name").required = true;
  document.getElementById("email").required = true;
}

function tell(text, good) {
  state.hidden = false;
  state.textContent = text;
  state.className = good ? "state well" : "state unwell";
}

if (!link) {
  form.hidden = true;
  tell('This page needs the link that Parley prints at its start, or that "parley setup-link" makes.', false);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = { link, password: form.password.value };
  if (!invited) {
    body.name = form.name.value;
    body.email = form.email.value;
  }
  try {
    const answer = await fetch(invited ? "api/password" : "api/setup", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (answer.ok) {
      form.hidden = true;
      history.replaceState(null, "", location.pathname);
      tell(`You are signed in as ${told.user.name} (${told.user.role}).`, true);
    } else {
      tell(told.error, false);
    }
  } catch {
    tell("Parley cannot be reached: is it running?", false);
  }
});
