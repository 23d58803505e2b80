// The assignment table: picking by mouse, keyboard and touch, ranges beyond the window, dragging, and moving. Without this
// script its check boxes and buttons do the same. A place is a row's number in the whole list; ranges travel as bounds.
(() => {
  const table = () => document.getElementById("assign");
  const paneOf = (element) => element?.closest?.("[data-pane]");
  const boxes = (pane) => [...pane.querySelectorAll("input[name=p]:not([disabled])")];
  const boxOf = (element) => element?.closest?.(".pane-table tbody tr")?.querySelector("input[name=p]:not([disabled])");
  const place = (box) => Number(box.value);
  const other = { found: "selected", selected: "found" };
  const act = { found: "add", selected: "remove" };
  // What is picked beyond the rows that are shown: the row where a range began, bounds, or everything.
  const picked = { found: { anchor: null, range: null, all: false }, selected: { anchor: null, range: null, all: false } };
  const state = (pane) => picked[pane.dataset.pane];

  const show = (pane) => {
    const { range, all } = state(pane);
    if (all) boxes(pane).forEach((box) => { box.checked = true; });
    else if (range) boxes(pane).forEach((box) => { box.checked ||= place(box) >= range[0] && place(box) <= range[1]; });
    const words = pane.querySelector("[data-picked]");
    const chosen = boxes(pane).filter((box) => box.checked).length;
    const beyond = range && (!boxes(pane).some((box) => place(box) === range[0]) || !boxes(pane).some((box) => place(box) === range[1]));
    const count = all ? pane.querySelector(".pane-count").textContent : beyond ? `${chosen}+` : chosen.toLocaleString(document.documentElement.lang);
    words.querySelector("[data-picked-count]").textContent = count;
    words.hidden = !all && chosen === 0;
  };
  const clear = (pane) => {
    Object.assign(state(pane), { range: null, all: false });
    boxes(pane).forEach((box) => { box.checked = false; });
  };
  const only = (pane, box) => { clear(pane); box.checked = true; state(pane).anchor = place(box); show(pane); };
  const toggle = (pane, box) => {
    const { all, range } = state(pane);
    if (all || range) Object.assign(state(pane), { all: false, range: null });
    box.checked = !box.checked;
    state(pane).anchor = place(box);
    show(pane);
  };
  const until = (pane, box) => {
    const from = state(pane).anchor ?? place(box);
    clear(pane);
    state(pane).range = [from, place(box)].sort((a, b) => a - b);
    show(pane);
  };
  const everything = (pane) => { clear(pane); state(pane).all = true; show(pane); };

  // A move: the form of the list, with bounds where the choice goes beyond what is shown.
  const move = (pane) => table().querySelector(`[data-do=${act[pane.dataset.pane]}]`)?.click();
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("[data-moves]");
    if (!form) return;
    const pane = document.getElementById(`pane-${form.dataset.moves}`);
    form.querySelectorAll("[data-bound]").forEach((input) => input.remove());
    const { range, all } = state(pane);
    const add = (name, value) => {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      input.dataset.bound = "";
      form.append(input);
    };
    if (event.submitter?.value?.endsWith("-all")) return;
    if (all) add("all", "1");
    else if (range) add("range", range.join("-"));
  }, true);
  addEventListener("htmx:after:swap", (event) => {
    // Other parts of the page come and go, too: what is picked is not their business.
    const source = event.detail?.ctx?.sourceElement;
    if (!table() || !source?.matches?.("[data-moves], [data-way], .pane-find input, #assign-find")) return;
    for (const pane of table().querySelectorAll("[data-pane]")) {
      // After a move or another filter nothing is picked; while paging, a range stays.
      if (!source?.matches?.("[data-way]")) { clear(pane); state(pane).anchor = null; }
      show(pane);
    }
    const way = source?.closest?.("[data-pane]") ?? null;
    if (source?.matches?.("[data-way]") && way) {
      const fresh = document.getElementById(way.id);
      fresh.querySelector(".pane-rows").scrollTop = 0;
      boxes(fresh)[0]?.focus({ preventScroll: true });
    }
  });

  // Mouse and touch. A tap picks one more, as fingers have no Ctrl.
  let touch = false;
  document.addEventListener("pointerdown", (event) => {
    touch = event.pointerType === "touch";
    const row = event.target.closest?.(".pane-table tbody tr");
    if (row && !touch) row.draggable = Boolean(boxOf(row));
  });
  document.addEventListener("click", (event) => {
    const pane = paneOf(event.target);
    const box = pane && boxOf(event.target);
    if (!box) return;
    const direct = event.target === box;
    if (direct && !event.shiftKey) {
      // The box has turned already.
      const { all, range } = state(pane);
      if (all || range) Object.assign(state(pane), { all: false, range: null });
      state(pane).anchor = place(box);
      show(pane);
      return;
    }
    if (direct) setTimeout(until, 0, pane, box);
    else {
      event.preventDefault();
      if (event.shiftKey) until(pane, box);
      else if (event.ctrlKey || event.metaKey || touch) toggle(pane, box);
      else only(pane, box);
      box.focus({ preventScroll: true });
    }
  });
  document.addEventListener("dblclick", (event) => {
    const pane = paneOf(event.target);
    const box = pane && boxOf(event.target);
    if (!box || touch) return;
    only(pane, box);
    move(pane);
  });

  // Keyboard, on a row's check box.
  document.addEventListener("keydown", (event) => {
    const box = event.target.matches?.("[data-pane] input[name=p]") ? event.target : null;
    const pane = box && paneOf(box);
    if (!pane) return;
    const all = boxes(pane);
    const at = all.indexOf(box);
    const way = (sign) => pane.querySelector(`a[data-way="${sign}"]`)?.click();
    const go = (next) => {
      if (!next) return;
      next.focus();
      next.closest("tr").scrollIntoView({ block: "nearest" });
      if (event.shiftKey) {
        state(pane).anchor ??= place(box);
        until(pane, next);
      }
    };
    const forward = pane.dataset.pane === "found" ? "ArrowRight" : "ArrowLeft";
    const keys = {
      ArrowDown: () => (at === all.length - 1 ? way("chevron-right") : go(all[at + 1])),
      ArrowUp: () => (at === 0 ? way("chevron-left") : go(all[at - 1])),
      Home: () => go(all[0]),
      End: () => go(all[all.length - 1]),
      PageDown: () => (at === all.length - 1 ? way("chevron-right") : go(all[Math.min(all.length - 1, at + 10)])),
      PageUp: () => (at === 0 ? way("chevron-left") : go(all[Math.max(0, at - 10)])),
      Enter: () => { if (!all.some((one) => one.checked)) only(pane, box); move(pane); },
      Escape: () => { clear(pane); show(pane); },
      [forward]: () => { if (!all.some((one) => one.checked)) only(pane, box); move(pane); },
    };
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") { event.preventDefault(); everything(pane); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }, true);

  // Dragging to the other list.
  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    const pane = paneOf(event.target);
    const box = pane && boxOf(event.target);
    if (!box) return;
    if (!box.checked) only(pane, box);
    dragged = pane.dataset.pane;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", event.target.querySelector("label")?.textContent ?? "");
    boxes(pane).filter((one) => one.checked).forEach((one) => one.closest("tr").classList.add("dragged"));
  });
  const target = (event) => { const pane = paneOf(event.target); return dragged && pane?.dataset.pane === other[dragged] ? pane : null; };
  document.addEventListener("dragover", (event) => {
    const pane = target(event);
    document.querySelectorAll(".pane.over").forEach((one) => one !== pane && one.classList.remove("over"));
    if (!pane) return;
    event.preventDefault();
    pane.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    if (!target(event)) return;
    event.preventDefault();
    move(document.getElementById(`pane-${dragged}`));
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    document.querySelectorAll(".pane.over, tr.dragged").forEach((one) => one.classList.remove("over", "dragged"));
  });
})();
