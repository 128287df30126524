/* Search over the text as it is written: words are found across pinyin, across the ends of lines and sentences. */

(function () {
  "use strict";
  var shengshu = window.shengshu;
  var MOST = 200; // results shown; the count is of all
  var AROUND = 14; // characters of context on each side
  var index = null;
  var found = [];

  /** Characters as compared: full-width letters as half-width, capitals as small, without spaces. One for each kept. */
  function fold(character) {
    return character.normalize("NFKC").toLowerCase().replace(/\s/g, "");
  }

  function foldAll(text) {
    return Array.from(text).map(fold).join("");
  }

  /** Every block as {folded, from: for each folded character its place in text, text, ends: [[end, sentence id]…]}. */
  function build() {
    var blocks = [], byElement = new Map();
    shengshu.book.tracks.concat(shengshu.book.silent || []).forEach(function (track) {
      track.clips.forEach(function (clip) {
        var element = document.getElementById(clip[0]);
        if (!element) return;
        var parent = element.parentElement;
        if (!byElement.has(parent)) {
          byElement.set(parent, { text: "", folded: "", from: [], ends: [] });
          blocks.push(byElement.get(parent));
        }
        add(byElement.get(parent), shengshu.text.written(element), clip[0]);
      });
    });
    return blocks;
  }

  function add(block, text, sentence) {
    for (var i = 0; i < text.length; i++) {
      var folded = fold(text[i]);
      for (var n = 0; n < folded.length; n++) block.from.push(block.text.length + i);
      block.folded += folded;
    }
    block.text += text;
    block.ends.push([block.text.length, sentence]);
  }

  function sentenceOf(block, at) {
    for (var n = 0; n < block.ends.length; n++) if (at < block.ends[n][0]) return block.ends[n][1];
    return block.ends[block.ends.length - 1][1];
  }

  /** All places of `query`: [{sentence, before, hit, after}, …] in reading order. */
  function search(query) {
    index = index || build();
    var wanted = foldAll(query), hits = [];
    if (!wanted) return hits;
    index.forEach(function (block) {
      for (var at = block.folded.indexOf(wanted); at >= 0; at = block.folded.indexOf(wanted, at + wanted.length)) {
        var start = block.from[at], end = block.from[at + wanted.length - 1] + 1;
        hits.push({
          sentence: sentenceOf(block, start),
          before: (start > AROUND ? "…" : "") + block.text.slice(Math.max(0, start - AROUND), start),
          hit: block.text.slice(start, end),
          after: block.text.slice(end, end + AROUND) + (end + AROUND < block.text.length ? "…" : "")
        });
      }
    });
    return hits;
  }

  function clear() {
    found.forEach(function (element) { element.classList.remove("found"); });
    found = [];
  }

  function line(hit) {
    var item = document.createElement("li"), link = document.createElement("a"), mark = document.createElement("mark");
    mark.textContent = hit.hit;
    link.href = "#" + hit.sentence;
    link.setAttribute("data-sentence", hit.sentence);
    link.appendChild(document.createTextNode(hit.before));
    link.appendChild(mark);
    link.appendChild(document.createTextNode(hit.after));
    item.appendChild(link);
    return item;
  }

  /** Search and show the results as links; says how many there are. */
  function show(query) {
    var hits = search(query), list = document.getElementById("results");
    clear();
    while (list.firstChild) list.removeChild(list.firstChild);
    hits.slice(0, MOST).forEach(function (hit) {
      list.appendChild(line(hit));
      var element = document.getElementById(hit.sentence);
      element.classList.add("found");
      found.push(element);
    });
    var words = !foldAll(query) ? "请先输入要找的词。" : hits.length ? "找到 " + hits.length + " 处。" : "没有找到“" + query.trim() + "”。";
    if (hits.length > MOST) words += "先列出前 " + MOST + " 处。";
    document.getElementById("count").textContent = words;
  }

  shengshu.search = { search: search, show: show, clear: clear };
})();
