// Dialogs, menus and toasts.
(() => {
  let opener = null;

  // What the server puts into #dialog is shown; focus returns to where it was.
  addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.target?.id === "dialog" && !ctx.target.open) opener = ctx.sourceElement;
  });
  addEventListener("htmx:after:swap", () => {
    const dialog = document.getElementById("dialog");
    if (dialog?.childElementCount && !dialog.open) dialog.showModal();
  });
  document.addEventListener("close", (event) => {
    if (event.target.id !== "dialog") return;
    event.target.replaceChildren();
    if (opener?.isConnected) opener.focus();
    opener = null;
  }, true);

  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-close]");
    const dialog = closer?.closest("dialog");
    if (dialog) { event.preventDefault(); dialog.close(); return; }
    if (closer) { closer.closest("[data-toast]")?.remove(); return; }
    const opens = event.target.closest("[data-opens]");
    if (opens) {
      opens.closest("details")?.removeAttribute("open");
      document.querySelector(opens.dataset.opens)?.showModal();
    }
    // A click beside a dialog closes it, unless something has been typed.
    if (event.target.matches?.("dialog[open]") && !event.target.querySelector("form[data-changed]")) {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details[data-menu][open]");
    if (!menu) return;
    if (event.key === "Escape") {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
      event.preventDefault();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const entries = [...menu.querySelectorAll(".menu-panel :is(a, button):not([disabled])")].filter((entry) => entry.offsetParent);
    if (!entries.length) return;
    const place = entries.indexOf(document.activeElement);
    entries[(place + step + entries.length) % entries.length].focus();
    event.preventDefault();
  });

  // Toasts go by themselves, unless they tell of a failure, offer something, or somebody is at them.
  const watch = (toast) => {
    if (toast.dataset.watched) return;
    toast.dataset.watched = "yes";
    if (toast.classList.contains("failed")) return;
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000);
      else toast.remove();
    };
    setTimeout(leave, toast.querySelector("form") ? 15000 : 6000);
  };
  const watchAll = () => document.querySelectorAll("[data-toast]").forEach(watch);
  addEventListener("htmx:after:swap", watchAll);
  document.addEventListener("DOMContentLoaded", watchAll);
  watchAll();
})();
