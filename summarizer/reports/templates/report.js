"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (name, className, text = "") => {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  };

  function scheme() {
    const button = document.querySelector(".theme");
    const isDark = () => root.dataset.theme
      ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    const name = () => { button.textContent = isDark() ? "Light" : "Dark"; };
    button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; name(); });
    button.hidden = false;
    name();
  }

  function evidence() {
    const panel = document.getElementById("evidence");
    const columns = panel.querySelector(".evidence-columns");
    let opener = null;

    // “1:3-5,4-4!;2:7-7”: by article, the atoms to mark, and with “!” those that carry the point.
    const parsed = (pointer) => pointer.split(";").map((part) => {
      const [article, ranges] = part.split(":");
      return [article, ranges.split(",").filter(Boolean).map((range) => {
        const [first, last] = range.replace("!", "").split("-").map(Number);
        return { first, last, point: range.endsWith("!") };
      })];
    });

    function marked(kept, ranges) {
      const passages = kept.cloneNode(true);
      all("span", passages).forEach((atom, number) => {
        const hits = ranges.filter((range) => range.first <= number && number <= range.last);
        if (!hits.length) return;
        atom.replaceWith(make("mark", hits.some((range) => range.point) ? "point" : "", atom.textContent));
      });
      if (!passages.classList.contains("whole")) {
        for (const part of [...passages.children]) if (!part.querySelector("mark")) part.remove();
      }
      return passages;
    }

    // The line that a citation stands in, without its citations and what belongs under it.
    function claim(link) {
      const line = link.closest("p").cloneNode(true);
      for (const cite of line.querySelectorAll(".cite")) cite.remove();
      const heading = link.closest(".row").querySelector(":scope > .lead");
      const words = line.textContent.trim().replace(/ (?=[.,;:!?…])/g, "");
      return [heading && heading.textContent, words].filter(Boolean).join(": ");
    }

    function column(story, article, ranges) {
      const source = document.getElementById(`${story}a${article}`);
      const shown = make("section", "column");
      shown.tabIndex = 0;
      const heading = make("h3", "", `[${article}] ${source.querySelector(".label").textContent}`);
      shown.setAttribute("aria-label", heading.textContent);
      const address = source.querySelector(".title a");
      if (address) {
        const link = address.cloneNode(false);
        link.textContent = "open";
        link.setAttribute("aria-label", `Open the article ${article}`);
        heading.append(link);
      }
      shown.append(heading);
      const kept = source.querySelector(".passages");
      if (kept && ranges.length) shown.append(marked(kept, ranges));
      else shown.append(make("p", "none", source.querySelector(".title").textContent));
      return shown;
    }

    function open(link) {
      if (opener) opener.removeAttribute("aria-expanded");
      opener = link;
      link.setAttribute("aria-expanded", "true");
      const story = link.closest("[data-story]").dataset.story;
      panel.querySelector(".evidence-claim").textContent = claim(link);
      columns.replaceChildren(...parsed(link.dataset.e).map(([article, ranges]) => column(story, article, ranges)));
      panel.hidden = false;
      document.body.classList.add("reading");
      for (const shown of columns.children) {
        const first = shown.querySelector("mark.point") || shown.querySelector("mark");
        if (first) shown.scrollTop = first.offsetTop - shown.clientHeight / 3;
      }
      panel.focus({ preventScroll: true });
      const below = link.getBoundingClientRect().bottom - panel.getBoundingClientRect().top + 24;
      if (below > 0) scrollBy(0, below);
    }

    function close() {
      if (panel.hidden) return;
      panel.hidden = true;
      document.body.classList.remove("reading");
      opener.removeAttribute("aria-expanded");
      opener.focus({ preventScroll: true });
    }

    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-e]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (link === opener && !panel.hidden) close();
      else open(link);
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    panel.querySelector(".close").addEventListener("click", close);
    return close;
  }

  function filter() {
    const form = document.querySelector(".filter");
    if (!form) return;
    const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const entries = all(".entry").map((element) => ({
      element,
      first: element.dataset.first,
      last: element.dataset.last,
      outlets: element.dataset.outlets.split("\n"),
      actors: plain(element.dataset.actors),
      text: plain(`${element.textContent}\n${element.dataset.outlets}\n${element.dataset.actors}`),
    }));
    const counted = form.querySelector("output");

    function apply() {
      const { words, from, to, outlet, actor } = form.elements;
      const wanted = plain(words.value).split(/\s+/).filter(Boolean);
      const acting = plain(actor.value).trim();
      let shown = 0;
      for (const entry of entries) {
        const fits = wanted.every((word) => entry.text.includes(word))
          && (!from.value || entry.last >= from.value)
          && (!to.value || (entry.first && entry.first <= to.value))
          && (!outlet.value || entry.outlets.includes(outlet.value))
          && (!acting || entry.actors.includes(acting));
        entry.element.hidden = !fits;
        shown += fits;
      }
      counted.textContent = `${shown} of ${entries.length} stories`;
    }

    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    apply();
  }

  // Of several stories in one file, the one that the address names is shown, or the index.
  function route(closeEvidence) {
    const index = document.getElementById("index");
    const stories = all(".story");
    if (!index || !stories.length) return;
    const back = document.querySelector(".back");

    function show() {
      closeEvidence();
      const target = document.getElementById(location.hash.slice(1));
      const story = target && target.closest(".story");
      index.hidden = Boolean(story);
      back.hidden = !story;
      for (const each of stories) each.classList.toggle("on", each === story);
      if (target === story && story) scrollTo({ top: 0, behavior: "instant" });
      else if (story) target.scrollIntoView({ behavior: "instant" });
      if (target) (target === story ? story.querySelector("[tabindex]") : target).focus({ preventScroll: true });
    }

    addEventListener("hashchange", show);
    show();
  }

  // What is folded opens when the address names it.
  function unfold() {
    const target = document.getElementById(location.hash.slice(1));
    const folded = target && target.closest("summary");
    if (folded) folded.parentElement.open = true;
  }

  document.addEventListener("DOMContentLoaded", () => {
    addEventListener("hashchange", unfold);
    unfold();
    scheme();
    filter();
    route(evidence());
  });
})();
