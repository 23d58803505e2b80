// Makes the address book quicker and live. Every page works without it.
//
// Links and forms exchange the panes that changed instead of loading the page; searching goes on while one types;
// and once in a while the page asks whether somebody else wrote into the mailbox, to show it. What a person is
// typing is never replaced.
"use strict";
(() => {
  const PAUSE = 700; // milliseconds between two questions
  const TYPING = 130; // milliseconds after the last key before a search
  const say = () => JSON.parse(document.body.dataset.words || "{}");
  const $ = (id) => document.getElementById(id);
  let turn = 0; // a later page wins over an earlier one that answers late

  // Reading pages

  async function read(url, options) {
    const mine = ++turn;
    const response = await fetch(url, { credentials: "same-origin", ...options });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return mine === turn ? { response, page } : null;
  }

  function clean(url) {
    const clean = new URL(url, location.href);
    for (const name of ["said", "about", "lang"]) clean.searchParams.delete(name);
    return clean.pathname + clean.search;
  }

  // Showing pages

  function show(page, { live }) {
    const typing = live && $("editor");
    document.title = page.title;
    if (!typing) document.body.dataset.view = page.body.dataset.view;
    document.body.dataset.version = page.body.dataset.version;
    document.body.dataset.mailbox = page.body.dataset.mailbox;
    document.body.dataset.words = page.body.dataset.words;
    swap("folders", page, live);
    showList(page, live);
    if (typing) mergeForm($("editor"), page.getElementById("editor"));
    else swap("main", page, live);
    if (!live) {
      $("said").replaceChildren(...page.getElementById("said").childNodes);
      const bar = page.querySelector(".tongue");
      document.querySelector(".tongue").replaceWith(bar);
      const [folder, mailbox] = ["folder", "mailbox"].map((name) => page.querySelector(`#search [name=${name}]`));
      $("search").folder.value = folder.value;
      $("search").mailbox.value = mailbox.value;
      if (document.activeElement !== $("q")) $("q").value = page.getElementById("q").value;
    }
  }

  // Exchanges a pane unless it is the same or somebody is busy in it; folds stay as they were.
  function swap(id, page, live) {
    const [old, fresh] = [$(id), page.getElementById(id)];
    if (old.innerHTML === fresh.innerHTML) return;
    if (live && busy(old)) return;
    const same = old.querySelector("[data-contact]")?.dataset.contact === fresh.querySelector("[data-contact]")?.dataset.contact;
    const before = new Map([...old.querySelectorAll("[data-shown]")].map((part) => [part.dataset.shown, part.innerHTML]));
    const folds = live ? "details[open]" : "#technical[open], #keyboard[open]";
    for (const fold of old.querySelectorAll(folds)) fresh.querySelector(`#${fold.id}`)?.setAttribute("open", "");
    const focused = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
    const top = old.scrollTop;
    old.replaceChildren(...fresh.childNodes);
    old.scrollTop = live || same ? top : 0;
    if (focused) [...old.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === focused)?.focus();
    if (!live || !same) return;
    for (const part of old.querySelectorAll("[data-shown]"))
      if (before.get(part.dataset.shown) !== part.innerHTML) part.classList.add("fresh");
  }

  function busy(pane) {
    const files = [...pane.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    return files || (pane.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));
  }

  // Rows that are the same stay: pictures do not flicker, the focus and the scroll position are kept.
  function showList(page, live) {
    const [old, fresh] = [$("list"), page.getElementById("list")];
    const [rows, wanted] = [old.querySelector(".rows"), fresh.querySelector(".rows")];
    const head = (pane) => [...pane.children].filter((child) => !child.matches(".rows")).map((child) => child.outerHTML).join("");
    if (!rows || !wanted) {
      if (old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
      return;
    }
    const key = document.activeElement.closest?.("[data-key]")?.dataset.key;
    const there = new Map([...rows.children].map((row) => [row.dataset.key, row]));
    let place = rows.firstElementChild;
    for (const row of [...wanted.children]) {
      const kept = there.get(row.dataset.key);
      const next = kept && kept.outerHTML === row.outerHTML ? kept : row;
      if (next === place) {
        place = place.nextElementSibling;
        continue;
      }
      if (live && next === row && look(kept) !== look(row)) row.classList.add("fresh");
      if (kept && kept !== next) {
        if (kept === place) place = place.nextElementSibling;
        kept.remove();
      }
      rows.insertBefore(next, place);
    }
    while (place) {
      const gone = place;
      place = place.nextElementSibling;
      gone.remove();
    }
    if (head(old) !== head(fresh)) {
      const keep = rows;
      wanted.replaceWith(keep);
      old.replaceChildren(...fresh.childNodes);
    }
    const again = key && !old.contains(document.activeElement) && rows.querySelector(`[data-key="${CSS.escape(key)}"] a`);
    if (again) again.focus({ preventScroll: true });
  }

  const look = (row) => row?.querySelector("a").innerHTML;

  // Brings a form up to date around what the person has typed.
  function mergeForm(form, fresh) {
    if (!fresh) return;
    for (const control of form.querySelectorAll(".field :is(input, textarea, select)")) {
      const other = fresh.elements[control.name];
      const now = other && (other.length && !other.options ? [...other].find((one) => one.type === control.type) : other);
      if (!now) continue;
      const value = (one) => (one.type === "checkbox" ? one.checked : one.value);
      if (!dirty(control)) {
        if (value(control) !== value(now)) control.closest(".field").classList.add("fresh");
        if (control.type === "checkbox") control.checked = now.checked;
        else control.value = now.value;
      } else if (first(control) !== value(now)) {
        note(control, now);
      }
      rebase(control, now);
    }
    if (form.elements.base && fresh.elements.base) form.elements.base.value = fresh.elements.base.value;
  }

  const first = (control) => {
    if (control.type === "checkbox") return control.defaultChecked;
    if (control.options) return [...control.options].find((option) => option.defaultSelected)?.value ?? control.options[0].value;
    return control.defaultValue;
  };
  const dirty = (control) => (control.type === "checkbox" ? control.checked : control.value) !== first(control);

  function rebase(control, now) {
    if (control.type === "checkbox") control.defaultChecked = now.checked;
    else if (control.options) for (const option of control.options) option.defaultSelected = option.value === now.value;
    else {
      const typed = control.value;
      control.defaultValue = now.value;
      control.value = typed;
    }
  }

  function note(control, now) {
    const field = control.closest(".field");
    field.querySelector(".meanwhile")?.remove();
    const text = document.createElement("span");
    text.className = "meanwhile";
    text.id = `${control.id}-meanwhile`;
    text.dir = "auto";
    text.textContent = `${say().meanwhile} ${now.value || say().nothing}`;
    control.setAttribute("aria-describedby", text.id);
    field.append(text);
  }

  const unsaved = () => {
    const form = $("editor");
    return form && [...form.querySelectorAll(".field :is(input, textarea, select)")].some(dirty);
  };

  function tell(text) {
    $("live").textContent = text;
  }

  function refuse(page) {
    const message = page.querySelector("#refused")?.textContent || page.querySelector(".message")?.textContent || say().offline;
    const box = $("refused");
    const text = document.createElement("p");
    text.textContent = message;
    if (!box) {
      $("said").replaceChildren(text);
      return;
    }
    text.className = "refused";
    text.setAttribute("role", "alert");
    box.replaceChildren(text);
    box.scrollIntoView({ block: "center" });
  }

  // Going somewhere

  async function go(url, { push = true, options } = {}) {
    let found;
    try {
      found = await read(url, options);
    } catch {
      tell(say().offline);
      return;
    }
    if (!found) return;
    const { response, page } = found;
    if (!page.getElementById("list") || (options && !response.ok)) {
      if (options) refuse(page);
      else location.assign(url);
      return;
    }
    const scrolled = document.body.dataset.view !== page.body.dataset.view;
    show(page, { live: false });
    const address = clean(response.url);
    if (push && address !== clean(location.href)) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    if ($("editor") && !options) $("editor").querySelector(".field input")?.focus();
    else if (page.body.dataset.view === "card" && !document.activeElement.closest("#list, #search")) $("main").focus({ preventScroll: true });
    if (scrolled && getComputedStyle(document.body).display === "block") scrollTo(0, 0);
    hush();
  }

  let quiet;
  function hush() {
    clearTimeout(quiet);
    quiet = setTimeout(() => $("said").matches(":hover, :focus-within") || $("said").replaceChildren(), 7000);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    for (const fold of document.querySelectorAll(".actions details[open]")) if (!fold.contains(event.target)) fold.open = false;
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || link.matches(".tongue, .skip")) return;
    event.preventDefault();
    if (unsaved() && !confirm(say().unsaved)) return;
    go(link.href);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    event.preventDefault();
    if (form.id === "search") {
      search();
      return;
    }
    const by = event.submitter;
    const action = by?.hasAttribute("formaction") ? by.formAction : form.action;
    const data = new FormData(form);
    const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    go(action, { options: { method: "POST", body } });
  });

  addEventListener("popstate", () => go(location.href, { push: false }));
  addEventListener("beforeunload", (event) => unsaved() && event.preventDefault());

  // Searching while one types

  let waiting;
  function search() {
    clearTimeout(waiting);
    const url = new URL(location.href);
    const form = $("search");
    url.searchParams.set("mailbox", form.mailbox.value);
    url.searchParams.set("folder", form.folder.value);
    url.searchParams.delete("show");
    if ($("q").value) url.searchParams.set("q", $("q").value);
    else url.searchParams.delete("q");
    history.replaceState(null, "", clean(url));
    refresh();
  }
  $("q")?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, TYPING);
  });

  // Seeing what others do

  async function refresh() {
    const found = await read(clean(location.href)).catch(() => null);
    if (!found) return;
    if (found.response.ok) {
      show(found.page, { live: true });
    } else if ($("editor")) {
      refuse({ querySelector: (what) => (what === ".message" ? { textContent: say().vanished } : null) });
      document.body.dataset.version = "";
    } else {
      location.assign($("main").querySelector(".back a")?.href || "/");
    }
  }

  let lost = false;
  async function watch() {
    try {
      const mailbox = encodeURIComponent(document.body.dataset.mailbox);
      const answer = await fetch(`/book/state?mailbox=${mailbox}`);
      const version = await answer.text();
      if (lost) $("said").replaceChildren();
      lost = false;
      if (answer.ok && document.body.dataset.version && version !== document.body.dataset.version) {
        await refresh();
        tell("");
        tell(say().changed);
      }
    } catch {
      if (!lost) $("said").textContent = say().offline;
      lost = true;
    }
    setTimeout(watch, document.hidden ? PAUSE * 8 : PAUSE);
  }

  // Keyboard

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inField = event.target.closest("input, textarea, select");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const links = [...document.querySelectorAll(".rows a")];
      const here = links.indexOf(event.target.closest(".rows a"));
      if (here < 0 && event.target !== $("q")) return;
      const next = here < 0 ? 0 : here + (event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      (links[next] || (next < 0 ? $("q") : event.target)).focus();
      return;
    }
    const open = event.key === "Escape" && document.querySelector(".actions details[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
      return;
    }
    if (inField && (event.key !== "Escape" || !inField.closest("#editor"))) return;
    const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input")) target.select();
    else target.click();
  });

  if (document.body.dataset.mailbox !== undefined) {
    document.documentElement.classList.add("live");
    history.replaceState(null, "", clean(location.href));
    hush();
    watch();
  }
})();
