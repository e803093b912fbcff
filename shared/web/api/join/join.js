// Takes the invitation whose code stands after the address's #, where no server and
// no log sees it.
"use strict";
const byID = (id) => document.getElementById(id);
byID("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = byID("said");
  const body = { password: byID("password").value };
  for (const name of ["name", "email"]) if (byID(name).value.trim()) body[name] = byID(name).value.trim();
  try {
    const answer = await fetch("/v1/invitations/" + encodeURIComponent(location.hash.slice(1)), {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const what = await answer.json();
    if (!answer.ok) {
      said.textContent = what.detail;
      return;
    }
    history.replaceState(null, "", "/join"); // the code was taken
    byID("form").replaceWith(document.createTextNode("You are signed in as " + what.name + "."));
  } catch {
    said.textContent = "The server could not be reached. Try again.";
  }
});
