// The page of a contact person: photo (drop, paste, crop), duplicates while typing, what Outlook keeps.
(() => {
  // Duplicates: asked for a little after the last letter, when a field was typed by which persons are the same.
  let wait = 0;
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-telling], .person-form [name=business_partner_text]")) return;
    clearTimeout(wait);
    wait = setTimeout(() => document.getElementById("duplicates")?.dispatchEvent(new Event("identify")), 300);
  });

  // What Outlook keeps of a long text is said while it is typed. Lengths are in UTF-16 units, as Outlook counts.
  document.addEventListener("input", (event) => {
    const limit = Number(event.target.dataset?.outlook ?? 0);
    const said = limit && event.target.closest(".field")?.querySelector("[data-keeps]");
    if (!said) return;
    const long = event.target.value.length > limit;
    if (long === !said.hidden) return;
    said.textContent = long ? event.target.dataset.said : "";
    said.hidden = !long;
  });

  // The photo. One picture is in work at a time: its bitmap, its middle (in its own pixels), its zoom.
  const SIDE = 640;
  const LARGEST = 1600;
  let work = null;
  let waiting = null;
  const form = () => document.querySelector("form[data-photo]");
  const part = (name) => form()?.querySelector(`[data-photo-${name}]`);

  const complain = (text) => {
    const error = part("error");
    if (!error) return;
    error.textContent = text;
    error.closest(".error").hidden = !text;
    const input = form().querySelector("input[type=file]");
    input.toggleAttribute("aria-invalid", Boolean(text));
    input.setAttribute("aria-describedby", text ? "error-photo hint-photo" : "hint-photo");
  };
  // How many of the picture's own pixels the square shows.
  const span = () => Math.min(work.bitmap.width, work.bitmap.height) / work.zoom;
  const keepInside = () => {
    const half = span() / 2;
    work.x = Math.max(half, Math.min(work.bitmap.width - half, work.x));
    work.y = Math.max(half, Math.min(work.bitmap.height - half, work.y));
  };
  const draw = (canvas, side) => {
    const size = span();
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, side, side);
    paper.imageSmoothingQuality = "high";
    paper.drawImage(work.bitmap, work.x - size / 2, work.y - size / 2, size, size, 0, 0, side, side);
  };
  const redraw = () => {
    keepInside();
    draw(part("canvas"), SIDE);
    part("zoom").value = work.zoom;
  };
  const zoomTo = (zoom) => { work.zoom = Math.max(1, Math.min(4, zoom)); redraw(); };

  const take = async (file) => {
    if (!form() || !file) return;
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!form()) return;
    if (!bitmap) {
      work = null;
      part("crop").hidden = true;
      complain(form().dataset.saidUnknown);
      form().querySelector("input[type=file]").value = "";
      return;
    }
    complain("");
    work = { bitmap, x: bitmap.width / 2, y: bitmap.height / 2, zoom: 1, ready: false };
    part("crop").hidden = false;
    redraw();
    part("stage").focus();
  };
  const picture = (data) => [...(data?.files ?? [])].find((file) => file.type.startsWith("image/"));

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("form[data-photo] input[type=file]") && event.target.files[0]) take(event.target.files[0]);
  });
  document.addEventListener("input", (event) => {
    if (work && event.target.matches?.("[data-photo-zoom]")) zoomTo(Number(event.target.value));
  });
  document.addEventListener("keydown", (event) => {
    if (!work || !event.target.matches?.("[data-photo-stage]")) return;
    const step = span() / (event.shiftKey ? 8 : 40);
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    const zoom = { "+": 1.1, "=": 1.1, "-": 1 / 1.1, _: 1 / 1.1 }[event.key];
    if (!move && !zoom) return;
    event.preventDefault();
    if (zoom) return zoomTo(work.zoom * zoom);
    work.x += move[0];
    work.y += move[1];
    redraw();
  });
  document.addEventListener("pointerdown", (event) => {
    const stage = work && event.target.closest?.("[data-photo-stage]");
    if (!stage) return;
    stage.setPointerCapture(event.pointerId);
    work.held = { x: event.clientX, y: event.clientY };
  });
  document.addEventListener("pointermove", (event) => {
    const stage = work?.held && event.target.closest?.("[data-photo-stage]");
    if (!stage) return;
    const scale = span() / stage.clientWidth;
    work.x -= (event.clientX - work.held.x) * scale;
    work.y -= (event.clientY - work.held.y) * scale;
    work.held = { x: event.clientX, y: event.clientY };
    redraw();
  });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => { if (work) work.held = null; });
  document.addEventListener("wheel", (event) => {
    if (!work || !event.target.closest?.("[data-photo-stage]")) return;
    event.preventDefault();
    zoomTo(work.zoom * (event.deltaY < 0 ? 1.06 : 1 / 1.06));
  }, { passive: false });

  // Saving sends the square alone: what is cut away never leaves this computer.
  const crop = async () => {
    const side = Math.min(LARGEST, Math.max(1, Math.round(span())));
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    draw(canvas, side);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
    const files = new DataTransfer();
    files.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    return files.files;
  };
  document.addEventListener("submit", async (event) => {
    const target = event.target;
    if (!target.matches?.("form[data-photo]") || work?.ready) return;
    const input = target.querySelector("input[type=file]");
    if (work) {
      event.preventDefault();
      event.stopImmediatePropagation();
      work.ready = true;
      input.files = await crop();
      target.requestSubmit();
    } else if (input.files[0]?.size > Number(target.dataset.limit)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      complain(target.dataset.saidLarge);
    }
  }, true);

  // Dropped or pasted anywhere on the page: the dialog opens with it.
  const open = (file) => {
    if (form()) return take(file);
    const place = document.querySelector("[data-photo-place]");
    if (!place || document.querySelector("dialog[open]")) return;
    waiting = file;
    place.click();
  };
  addEventListener("htmx:after:swap", () => {
    part("only")?.removeAttribute("hidden");
    if (!form()) { work = null; return; }
    if (waiting) { const file = waiting; waiting = null; take(file); }
  });
  part("only")?.removeAttribute("hidden");
  document.addEventListener("close", () => { if (!form()) work = null; }, true);
  document.addEventListener("paste", (event) => {
    const file = picture(event.clipboardData);
    if (!file || event.target.closest?.("input:not([type=file]), textarea")) return;
    if (form() || document.querySelector("[data-photo-place]")) { event.preventDefault(); open(file); }
  });
  const target = (event) => event.target.closest?.("[data-photo-drop], [data-photo-place]");
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carries(event) || !document.querySelector("[data-photo-drop], [data-photo-place]")) return;
    // A file dropped beside the place must not replace the page.
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    (target(event) ?? document.querySelector("[data-photo-drop], [data-photo-place]")).classList.add("over");
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.querySelectorAll(".over").forEach((one) => one.classList.remove("over")); });
  document.addEventListener("drop", (event) => {
    document.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
    if (!carries(event) || !document.querySelector("[data-photo-drop], [data-photo-place]")) return;
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file) open(file);
  });
})();
