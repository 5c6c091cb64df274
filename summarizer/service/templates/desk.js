// A story that is open says when there is more of it; what is being read is not taken from under anybody's eyes.
"use strict";
(() => {
  const live = document.querySelector("[data-live]");
  if (!live || !window.EventSource) return;
  const source = new EventSource(live.dataset.live);
  source.addEventListener("revision", (event) => {
    const told = JSON.parse(event.data);
    live.querySelector("strong").textContent = `Revision ${told.revision}`;
    const list = live.querySelector("ul");
    list.replaceChildren(...told.told.slice(0, 5).map((text) => {
      const item = document.createElement("li");
      item.dir = "auto";
      item.textContent = text;
      return item;
    }));
    live.hidden = false;
  });
  addEventListener("pagehide", () => source.close());
})();
