// Forms: busy buttons, unsaved changes, several values, the look-up, and where focus goes.
(() => {
  // Focus goes to what is wrong, or to where the server says.
  const focus = (root) => {
    const wanted = root.querySelector?.("[data-focus]") ?? (root.matches?.("[data-focus]") ? root : null);
    if (!wanted || wanted.dataset.focused) return;
    wanted.dataset.focused = "yes";
    wanted.focus();
  };
  focus(document);
  addEventListener("htmx:after:swap", () => focus(document));
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#field-"]');
    if (!link) return;
    event.preventDefault();
    document.getElementById(link.getAttribute("href").slice(1))?.focus();
  });

  // A form that is on its way shows it.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method === "dialog") return;
    const { target, submitter } = event;
    target.removeAttribute("data-changed");
    if (target.method === "post") setTimeout(() => submitter?.setAttribute("aria-busy", "true"));
  });
  addEventListener("pageshow", () => document.querySelectorAll("[aria-busy]").forEach((b) => b.removeAttribute("aria-busy")));

  // Unsaved changes: <form data-guard>. Links ask in our own dialog, everything else in the browser's.
  document.addEventListener("input", (event) => event.target.closest("form[data-guard]")?.setAttribute("data-changed", ""));
  const changed = () => document.querySelector("form[data-guard][data-changed]");
  addEventListener("beforeunload", (event) => { if (changed()) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const ask = document.getElementById("unsaved");
    if (!link || !ask || !changed() || event.ctrlKey || event.metaKey || link.target || link.hasAttribute("hx-get") || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    ask.showModal();
    ask.addEventListener("close", () => {
      if (ask.returnValue !== "leave") return link.focus();
      document.querySelectorAll("[data-changed]").forEach((form) => form.removeAttribute("data-changed"));
      location.href = link.href;
    }, { once: true });
  }, true);

  // Several values: lines are added and removed.
  const several = () => document.querySelectorAll("[data-several] [data-add][hidden]").forEach((b) => b.removeAttribute("hidden"));
  several();
  addEventListener("htmx:after:swap", several);
  document.addEventListener("click", (event) => {
    const group = event.target.closest("[data-several]");
    if (!group) return;
    const lines = group.querySelectorAll(".several-line");
    const last = lines[lines.length - 1];
    if (event.target.closest("[data-add]")) {
      const line = last.cloneNode(true);
      const input = line.querySelector("input");
      input.removeAttribute("id");
      input.value = "";
      last.after(line);
      input.focus();
    }
    const remove = event.target.closest("[data-remove]");
    if (remove) {
      const line = remove.closest(".several-line");
      if (lines.length > 1) line.remove();
      else line.querySelector("input").value = "";
      group.querySelector("input")?.focus();
      group.closest("form[data-guard]")?.setAttribute("data-changed", "");
    }
  });

  // The look-up: options while typing; arrows choose, Enter takes, Escape closes. No answer overtakes a later one.
  let turn = 0;
  const box = (field) => field.querySelector("[role=listbox]");
  const input = (field) => field.querySelector("[role=combobox]");
  const open = (field, yes) => {
    box(field).hidden = !yes;
    input(field).setAttribute("aria-expanded", String(yes));
    if (!yes) input(field).removeAttribute("aria-activedescendant");
  };
  const load = async (field) => {
    const mine = ++turn;
    const answer = await fetch(`${field.dataset.lookup}?q=${encodeURIComponent(input(field).value)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (mine !== turn || !answer?.ok) return;
    box(field).innerHTML = await answer.text();
    open(field, true);
  };
  const take = (field, option) => {
    if (!option?.dataset.id) return;
    field.querySelector("[data-lookup-id]").value = option.dataset.id;
    input(field).value = option.dataset.text;
    open(field, false);
    input(field).dispatchEvent(new Event("change", { bubbles: true }));
    field.closest("form[data-guard]")?.setAttribute("data-changed", "");
  };
  let wait = 0;
  document.addEventListener("input", (event) => {
    const field = event.target.matches("[role=combobox]") && event.target.closest("[data-lookup]");
    if (!field) return;
    field.querySelector("[data-lookup-id]").value = "";
    clearTimeout(wait);
    wait = setTimeout(load, 150, field);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target.matches?.("[role=combobox]") && event.target.closest("[data-lookup]");
    if (!field) return;
    const options = [...box(field).querySelectorAll("[data-id]")];
    const place = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && box(field).hidden) { load(field); event.preventDefault(); return; }
    if (step && options.length) {
      const next = options[place < 0 ? (step > 0 ? 0 : options.length - 1) : (place + step + options.length) % options.length];
      options.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
      input(field).setAttribute("aria-activedescendant", next.id);
      next.scrollIntoView({ block: "nearest" });
      event.preventDefault();
    } else if (event.key === "Enter" && !box(field).hidden) {
      take(field, options[place] ?? (options.length === 1 ? options[0] : null));
      event.preventDefault();
    } else if (event.key === "Escape" && !box(field).hidden) {
      open(field, false);
      event.preventDefault();
      event.stopPropagation();
    }
  });
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-lookup] [role=option]");
    if (option) { event.preventDefault(); take(option.closest("[data-lookup]"), option); }
  });
  document.addEventListener("click", (event) => {
    const page = event.target.closest("[data-lookup-page]");
    if (page) { event.preventDefault(); const field = page.closest("[data-lookup]"); input(field).focus(); load(field); }
  });
  document.addEventListener("focusout", (event) => {
    const field = event.target.closest?.("[data-lookup]");
    if (field && !field.contains(event.relatedTarget)) open(field, false);
  });
})();
