// A dialog whose form changed another part of the page has done its work.
(() => {
  addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail ?? {};
    const dialog = ctx?.sourceElement?.closest?.("dialog[open]");
    if (dialog && ctx.target?.id !== "dialog" && !dialog.contains(ctx.target)) dialog.close();
  });
})();
