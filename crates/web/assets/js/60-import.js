// The list of the import wizard: check boxes act at once, one by one or, with shift, from one to another. Without this
// script they are sent with the import.
(() => {
  const boxes = () => [...document.querySelectorAll("#import-list [data-tick]:not([disabled])")];
  let anchor = null;
  // What was ticked and is not sent yet; one request at a time, so that none overtakes another.
  const waiting = new Map();
  let sending = false;

  const send = async () => {
    const foot = document.getElementById("import-foot");
    if (sending || !waiting.size || !foot) return;
    sending = true;
    const changes = [...waiting];
    waiting.clear();
    const values = { on: [], off: [], shown: [...document.querySelectorAll('#import-go input[name="shown"]')].map((input) => input.value) };
    for (const [number, on] of changes) values[on ? "on" : "off"].push(number);
    const body = new URLSearchParams(Object.entries(values).flatMap(([name, all]) => all.map((value) => [name, value])));
    const headers = { "HX-Request": "true", "HX-Target": "footer#import-foot" };
    const answer = await fetch(foot.dataset.ticks, { method: "POST", body, headers }).catch(() => null);
    sending = false;
    if (!answer) {
      // The server is being restarted, or the network is away: it is tried again, with what was ticked since.
      for (const [number, on] of changes) if (!waiting.has(number)) waiting.set(number, on);
      document.getElementById("connection")?.removeAttribute("hidden");
      setTimeout(send, 1000);
      return;
    }
    document.getElementById("connection")?.setAttribute("hidden", "");
    const place = answer.headers.get("HX-Redirect");
    if (place) { location.href = place; return; }
    if (!answer.ok) { location.reload(); return; }
    const target = answer.headers.get("HX-Retarget") ?? "#import-foot";
    // Somebody who goes on ticking must not see check boxes jump back: the newest answer counts.
    if (!waiting.size) await htmx.swap({ sourceElement: foot, target: document.querySelector(target), text: await answer.text(), swap: "outerMorph" });
    send();
  };
  const note = (box) => waiting.set(box.value, box.checked);

  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-tick]");
    if (!box) return;
    if (event.shiftKey && anchor && document.getElementById(anchor)) {
      const all = boxes();
      const [from, to] = [all.indexOf(document.getElementById(anchor)), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((one) => { one.checked = box.checked; note(one); });
    }
    anchor = box.id;
    note(box);
    send();
  });
  // A dialog that changed the list is gone with what opened it: focus goes to the row it was about.
  document.addEventListener("close", (event) => {
    if (event.target.id !== "dialog" || !document.getElementById("import-list")) return;
    setTimeout(() => {
      if (document.activeElement === document.body) document.querySelector("#import-list [data-focus]")?.focus();
    });
  }, true);
  // From the search for a business partner the arrow leads to what it found.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || event.target.id !== "partner-q") return;
    const first = document.querySelector("#import-found .import-option");
    if (first) { event.preventDefault(); first.focus(); }
  });
  document.addEventListener("keydown", (event) => {
    const option = event.target.closest?.(".import-option");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!option || !step) return;
    const all = [...option.closest("ul").querySelectorAll(".import-option")];
    const next = all[all.indexOf(option) + step] ?? (step < 0 ? document.getElementById("partner-q") : null);
    if (next) { event.preventDefault(); next.focus(); }
  });
})();
