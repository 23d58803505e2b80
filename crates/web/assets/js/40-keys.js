// Keyboard: shortcuts everywhere, rows of lists, selection.
(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
  const current = () => document.activeElement?.closest?.("[data-row]");
  const typing = (element) => element?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  let last = null;

  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const place = all.indexOf(current() ?? last);
    const next = all[Math.max(0, Math.min(all.length - 1, place < 0 ? 0 : place + by))];
    next.tabIndex = -1;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    last = next;
  };

  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (going && Date.now() - going < 1500) {
      going = 0;
      const door = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (door) { event.preventDefault(); door.click(); return; }
    }
    going = 0;
    const keys = {
      "/": () => { const search = [...document.querySelectorAll("#search, #persons-q")].find((one) => one.offsetParent); search?.focus(); search?.select(); },
      "?": () => document.getElementById("shortcuts")?.showModal(),
      g: () => { going = Date.now(); },
      n: () => document.querySelector("[data-key=n]")?.click(),
      e: () => document.querySelector("[data-key=e]")?.click(),
      j: () => step(1),
      k: () => step(-1),
      x: () => (current() ?? last)?.querySelector("[data-select]")?.click(),
      Enter: () => event.target.matches("[data-row]") && event.target.querySelector("a")?.click(),
    };
    const act = Object.hasOwn(keys, event.key) && keys[event.key];
    if (!act || (event.key === "Enter" && !event.target.matches("[data-row]"))) return;
    event.preventDefault();
    act();
  });

  // Selection: all, one, from one to another with shift; the count stands in the bar.
  let anchor = null;
  const count = (form) => {
    const boxes = [...form.querySelectorAll("[data-select]")];
    const chosen = boxes.filter((box) => box.checked).length;
    const number = form.querySelector("[data-selected-count]");
    if (number) number.textContent = chosen.toLocaleString(document.documentElement.lang);
    const all = form.querySelector("[data-select-all]");
    if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
  };
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-select]");
    const all = event.target.closest?.("[data-select-all]");
    const form = (box ?? all)?.form ?? (box ?? all)?.closest("[data-list]");
    if (!form) return;
    const boxes = [...form.querySelectorAll("[data-select]")];
    if (all) boxes.forEach((one) => { one.checked = all.checked; });
    if (box && event.shiftKey && anchor?.isConnected) {
      const [from, to] = [boxes.indexOf(anchor), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
    }
    if (box) anchor = box;
    count(form);
  });
  document.addEventListener("reset", (event) => setTimeout(count, 0, event.target));
  const countAll = () => document.querySelectorAll("form:has([data-select])").forEach(count);
  addEventListener("htmx:after:swap", countAll);
  countAll();
})();
