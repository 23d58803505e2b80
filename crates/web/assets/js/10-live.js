// Live parts and the connection: polling rests while nobody looks; a lost connection is said calmly and mended alone.
(() => {
  const bar = () => document.getElementById("connection");
  const polls = (element) => (element?.getAttribute?.("hx-trigger") ?? "").includes("every ");

  addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (!polls(ctx.sourceElement)) return;
    if (document.hidden) event.preventDefault();
    // What a page asks by itself is no sign that somebody is there: it does not keep the session alive.
    if (ctx.request?.headers) ctx.request.headers["Tandem-Poll"] = "1";
  });
  addEventListener("htmx:after:request", (event) => {
    bar()?.setAttribute("hidden", "");
    // What somebody did may show in the badge at once.
    const method = event.detail?.ctx?.request?.method ?? "GET";
    if (method.toUpperCase() !== "GET") document.getElementById("pulse")?.dispatchEvent(new Event("look"));
  });
  addEventListener("htmx:error", (event) => {
    // No answer at all: the server is being restarted, or the network is away.
    if (event.detail?.ctx && !event.detail.ctx.response) bar()?.removeAttribute("hidden");
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const element of document.querySelectorAll('[hx-trigger*="every "]')) {
      htmx.ajax("GET", element.getAttribute("hx-get"), { source: element, target: element, swap: element.getAttribute("hx-swap") ?? "outerMorph" });
    }
  });

  // Where this person's clocks are: dates are written for them from the next page on.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `tandem-zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
})();
