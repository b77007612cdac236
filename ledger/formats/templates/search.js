"use strict";
(() => {
  const MOST = 100;
  const { rows, ...index } = JSON.parse(document.getElementById("index").textContent);
  const held = new Map(Object.entries(index.tokens));
  const stems = new Map(Object.entries(index.stems));
  const form = document.getElementById("search");
  const input = document.getElementById("words");
  const list = document.getElementById("found");
  const count = document.getElementById("count");

  // What a word is: as in ledger/domain/tokens.py, which made the index.
  const LONGEST = 100;
  const UNSEEN = /[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/gu;
  const SPELT = { æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i", ð: "d", þ: "th" };
  const MARKS = "\\u0300-\\u036f\\u0591-\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670";
  const DENSE = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3040-\\u30fa"
    + "\\u30fc-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const LETTER = `(?:(?![${DENSE}])[\\p{L}\\p{N}]|[${MARKS}\\u0900-\\u0963\\u0966-\\u0dff])`;
  const RUN = new RegExp(`([${DENSE}]+)|(${LETTER}+(?:[-\\u2010\\u2011]\\s*(?=[\\p{L}\\p{Nl}\\p{No}])${LETTER}+)*)`, "gu");
  const HYPHEN = /[-\u2010\u2011]\s*/u;
  const POSSESSIVE = /([\p{L}\p{N}_])['’\u02bc]s(?![\p{L}\p{N}_])/gu;

  const folded = (text) => text.toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ").replace(/\u0345/g, "ι");
  const normal = (text) => folded(text.replace(UNSEEN, "").normalize("NFKC")).normalize("NFC").replace(POSSESSIVE, "$1");
  const short = (word) => [...word].slice(0, LONGEST).join("");
  const spelt = (word) => word.replace(/[æœøłđıðþ]/g, (letter) => SPELT[letter]);
  const plain = (word) => spelt(word.normalize("NFD").replace(new RegExp(`[${MARKS}]`, "gu"), "")).normalize("NFC");
  const bare = (word) => short(plain(word) || word);
  const foreign = [...new Set([...stems.values()].flat())].filter((stem) => stem.length >= 3);

  // Stems of other languages are known of words that are in the ledger; another form goes by the longest that begins it.
  function foreignStems(word) {
    const begun = foreign.filter((stem) => word.startsWith(stem) && word.length - stem.length <= 4);
    return stems.get(word) ?? begun.sort((one, other) => other.length - one.length).slice(0, 1);
  }

  const forms = (word) => [...new Set([bare(word), bare(englishStem(word)), ...foreignStems(word)])];

  function askedOfDense(dense) {
    const signs = [...dense];
    const pairs = signs.slice(1).map((sign, place) => bare(signs[place] + sign));
    return [pairs.length ? pairs : [`${bare(dense)}*`]];
  }

  function askedOfWord(word, isLast) {
    const parts = word.split(HYPHEN);
    const [shown, ...others] = forms(parts.join(""));
    const whole = [[isLast ? `${shown}*` : shown], ...others.map((stem) => [stem])];
    if (parts.length === 1) return whole;
    const last = bare(parts.pop());
    return [...whole, [...parts.map(bare), isLast ? `${last}*` : last]];
  }

  // Of every word one of the alternatives has to stand there, of an alternative every token.
  function asked(text) {
    const runs = [...normal(text).matchAll(RUN)];
    return runs.map(([, dense, word], place) => (dense ? askedOfDense(dense) : askedOfWord(word, place === runs.length - 1)));
  }

  function having(token) {
    if (!token.endsWith("*")) return new Set(held.get(token));
    const start = token.slice(0, -1);
    return new Set([...held].filter(([each]) => each.startsWith(start)).flatMap(([, places]) => places));
  }

  // What is asked without blanks has to stand there as it is: tokens are but neighbours of it.
  function stands(text, place) {
    const dense = [...normal(text).matchAll(RUN)].map((run) => plain(run[1] ?? "")).filter((run) => [...run].length > 2);
    return dense.every((run) => (index.runs[place] ?? []).some((each) => each.includes(run)));
  }

  const both = (one, other) => new Set([...one].filter((place) => other.has(place)));
  const either = (one, other) => new Set([...one, ...other]);

  function found(text) {
    const words = asked(text).map((term) => term.map((each) => each.map(having).reduce(both)).reduce(either));
    if (!words.length) return [];
    const places = [...words.reduce(both)].filter((place) => stands(text, place));
    return places.sort((one, other) => one - other).map((place) => rows[place]);
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
