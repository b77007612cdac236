"use strict";
(() => {
  const MOST = 100;
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = JSON.parse(document.getElementById("index").textContent);
  const folded = rows.map((row) => fold(row[1] + " " + row[2]));
  const titles = rows.map((row) => fold(row[1]));
  const form = document.getElementById("search");
  const input = document.getElementById("words");
  const list = document.getElementById("found");
  const count = document.getElementById("count");

  function found(text) {
    const words = fold(text).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const hits = [];
    for (let place = 0; place < rows.length; place += 1) {
      if (words.every((word) => folded[place].includes(word))) {
        hits.push([words.every((word) => titles[place].includes(word)) ? 0 : 1, place]);
      }
    }
    hits.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    return hits.map((hit) => rows[hit[1]]);
  }

  function show() {
    const hits = found(input.value);
    list.replaceChildren(...hits.slice(0, MOST).map((row) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = row[3];
      link.textContent = row[1];
      const about = document.createElement("span");
      about.className = "key";
      about.textContent = " " + row[0] + (row[2] ? ": " + row[2] : "");
      line.append(link, about);
      return line;
    }));
    const more = hits.length > MOST ? `, the first ${MOST} are shown` : "";
    count.textContent = input.value.trim() ? `${hits.length} found${more}` : "";
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", show);
  form.hidden = false;
  input.value = new URLSearchParams(location.search).get("q") || "";
  show();
})();
