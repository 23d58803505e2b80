// A dialog whose form changed another part of the page has done its work.
(() => {
  addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail ?? {};
    const dialog = ctx?.sourceElement?.closest?.("dialog[open]");
    // An answer that chose its own target names it by a selector.
    const target = typeof ctx?.target === "string" ? document.querySelector(ctx.target) : ctx?.target;
    if (dialog && target?.id !== "dialog" && !dialog.contains(target)) dialog.close();
  });
})();
