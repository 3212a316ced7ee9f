// Saves reloading: sends forms in the background, swaps what changed, keeps focus, open drawers and typed words.
// Without this file, every form is sent the plain way and the page works the same.
"use strict";

document.documentElement.classList.add("js");
const drawn = new WeakMap(); // What the server sent for an element, to see what changed.
const live = document.getElementById("live");
const away = document.getElementById("away");
let latest = 0; // Only the newest look is shown.

// A copy of what the server sent, without the mark that says where to look: that one is followed by hand.
function bare(element) {
  const copy = document.importNode(element, true);
  for (const one of [copy, ...copy.querySelectorAll("[autofocus]")]) one.removeAttribute("autofocus");
  return copy;
}

function html(element) {
  return bare(element).outerHTML;
}

function remember(root) {
  for (const list of root.querySelectorAll("[data-list]")) {
    for (const child of list.children) drawn.set(child, html(child));
  }
  for (const part of root.querySelectorAll("[data-swap]")) drawn.set(part, html(part));
}

function keep(old, fresh) {
  for (const details of old.querySelectorAll("details[open][id]")) {
    const same = fresh.querySelector(`#${CSS.escape(details.id)}`);
    if (same) same.open = true;
  }
  for (const control of old.querySelectorAll("input[id]:not([type=hidden]), textarea[id]")) {
    if (control.form && "sent" in control.form.dataset) continue; // The server has those words.
    const same = fresh.querySelector(`#${CSS.escape(control.id)}`);
    if (!same) continue;
    if (control.type === "radio" || control.type === "checkbox") {
      if (control.defaultChecked === same.defaultChecked) same.checked = control.checked;
    } else if (control.value !== control.defaultValue && control.defaultValue === same.defaultValue) {
      same.value = control.value;
    }
  }
}

function swap(old, fresh) {
  const text = html(fresh);
  if (drawn.get(old) === text) return old;
  const node = bare(fresh);
  if (old.open) node.open = true;
  keep(old, node);
  drawn.set(node, text);
  old.replaceWith(node);
  return node;
}

function patch(list, fresh) {
  const wanted = new Set([...fresh.children].map((child) => child.id));
  for (const child of [...list.children]) if (!wanted.has(child.id)) child.remove();
  const known = new Map([...list.children].map((child) => [child.id, child]));
  const arrived = [];
  let cursor = list.firstElementChild;
  for (const child of fresh.children) {
    const old = known.get(child.id);
    let node;
    if (old) {
      const wasCursor = cursor === old;
      node = swap(old, child);
      if (wasCursor) cursor = node;
    } else {
      node = bare(child);
      drawn.set(node, html(child));
      node.classList.add("arrived");
      arrived.push(node);
    }
    if (cursor === node) cursor = node.nextElementSibling;
    else list.insertBefore(node, cursor);
  }
  return arrived;
}

function announce(list, arrived) {
  const cards = arrived.filter((node) => node.classList.contains("card"));
  if (!cards.length) return "";
  const body = cards[0].querySelector(".body, .title");
  const words = (body ? body.textContent : "").replace(/\s+/g, " ").trim();
  const where = list.dataset.private ? `Private, for ${list.dataset.private}` :
    list.dataset.inbox ? `Direct message for ${list.dataset.inbox}` : "New in the channel";
  return `${where}: ${words.slice(0, 300)}`;
}

function show(text, asked) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const focused = document.activeElement;
  const selection = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
  const said = [];
  for (const fresh of page.querySelectorAll("[data-swap]")) {
    const old = document.getElementById(fresh.id);
    if (old) swap(old, fresh);
  }
  for (const fresh of page.querySelectorAll("[data-list]")) {
    const old = document.getElementById(fresh.id);
    if (old) said.push(announce(old, patch(old, fresh)));
  }
  const target = asked && page.querySelector("[autofocus]");
  const wanted = target ? document.getElementById(target.id) : null;
  if (wanted) {
    wanted.focus({ preventScroll: true });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    wanted.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  } else if (focused && focused.id && !focused.isConnected) {
    const same = document.getElementById(focused.id);
    if (same) {
      same.focus({ preventScroll: true });
      if (selection && selection[0] !== null) same.setSelectionRange(...selection);
    }
  }
  const words = said.filter(Boolean).join(". ");
  if (words) live.textContent = words;
  document.title = page.title;
}

async function fetched(address, options, asked) {
  const turn = ++latest;
  try {
    const response = await fetch(address, options);
    const text = await response.text();
    away.hidden = true;
    if (response.ok) {
      if (turn === latest || asked) show(text, asked);
      return true;
    }
    live.textContent = text.slice(0, 200);
  } catch {
    away.hidden = false;
  }
  return false;
}

function look() {
  const address = new URL(location.href);
  address.searchParams.delete("focus");
  address.hash = "";
  return fetched(address, {}, false);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (button && button.hasAttribute("data-follow")) return; // Leads to another person's side.
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  live.textContent = "";
  const sent = new URLSearchParams(new FormData(form));
  if (button && button.name) sent.append(button.name, button.value);
  const action = (button && button.getAttribute("formaction")) || form.getAttribute("action");
  const menu = button && button.closest("details.menu");
  if (!action.startsWith("/dismiss")) form.dataset.sent = "";
  if (await fetched(action, { method: "POST", body: sent }, true) && menu) menu.open = false;
  delete form.dataset.sent;
  if (/^\/(clock|what-if)/.test(action)) {
    const told = document.getElementById("clock-ahead").textContent;
    live.textContent = [told, live.textContent].filter(Boolean).join(" ");
  }
  form.removeAttribute("aria-busy");
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const payload = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(payload.textContent);
    live.textContent = "Copied.";
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  } catch {
    getSelection().selectAllChildren(payload);
  }
});

remember(document);
const events = new EventSource("/events");
events.addEventListener("message", look);
events.addEventListener("open", () => { if (!away.hidden) look(); });
events.addEventListener("error", () => { away.hidden = false; });
addEventListener("pagehide", () => events.close());
