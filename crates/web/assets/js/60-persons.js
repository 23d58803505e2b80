// Lists of contact persons and business partners: the bar's search is the list's, dialogs end in the list, focus after paging.
(() => {
  document.documentElement.classList.add("scripted");
  const find = () => document.querySelector("#persons-q");
  const bar = () => document.getElementById("search");

  // On the list's own page the search in the bar and that of the list are one.
  document.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    const [own, other] = [find(), bar()];
    if (!own || !other || location.pathname !== "/contact-persons") return;
    if (event.target === other) {
      own.value = other.value;
      own.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (event.target === own) other.value = own.value;
  });
  // What the list shows is what the bar says, also after its search was cleared below.
  addEventListener("htmx:after:swap", () => {
    const [own, other] = [find(), bar()];
    if (own && other && location.pathname === "/contact-persons" && document.activeElement !== other) other.value = own.value;
  });
  // Enter in the bar: the list follows already; focus goes into it.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".bar .search") || !find() || location.pathname !== "/contact-persons") return;
    event.preventDefault();
    document.querySelector("#persons-list [data-row] .row-link")?.focus();
  });

  // What a swap means follows from what asked for it, which may be gone by then: the pager, the choice of columns, or a
  // dialog over the list.
  const meanings = new WeakMap();
  addEventListener("htmx:before:request", (event) => {
    const source = event.detail?.ctx?.sourceElement;
    const meaning = [[".pager a", "page"], ["#persons-choices", "columns"], ["form[data-over]", "done"]].find(([sign]) => source?.matches?.(sign));
    if (meaning) meanings.set(event.detail.ctx, meaning[1]);
  });
  addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail ?? {};
    const meaning = ctx && meanings.get(ctx);
    const list = document.querySelector("#persons-list, #partners-list");
    // An answer that found a fault goes back into the dialog; it names it by a selector.
    if (!meaning || !list || ctx.target === "#dialog" || ctx.target?.id === "dialog") return;
    const first = (scroll) => {
      const row = list.querySelector("[data-row]");
      if (row) { row.tabIndex = -1; row.focus({ preventScroll: !scroll }); }
    };
    if (meaning === "columns") document.getElementById("persons-columns")?.setAttribute("open", "");
    if (meaning === "page") {
      // The new page is read from its beginning.
      list.scrollIntoView({ block: "start" });
      first(false);
    }
    if (meaning === "done") {
      document.getElementById("dialog")?.close();
      document.getElementById("persons-picks")?.reset();
      first(true);
    }
  });
})();
