/* The text on the page: sentences and words by id, what is marked now, what is in view.

   Every script of the reader is a classic script and adds one object to `shengshu`; `book.js` puts the times there.
   Written for old browsers too (2018): no modules, no fetch, no build step. */

(function () {
  "use strict";
  var shengshu = window.shengshu;
  var main = document.getElementById("text");
  var SCROLL_REST = 6000; // ms after the reader's own scrolling during which the page does not move by itself

  /** The text of an element as it is written: without pinyin. That of a picture is what it shows. */
  function written(element) {
    if (element.nodeType === Node.TEXT_NODE) return element.nodeValue;
    if (element.nodeName === "IMG") return element.alt;
    if (element.nodeName === "RT") return "";
    return Array.prototype.map.call(element.childNodes, written).join("");
  }

  /** The sentence element that `target` lies in, or null. */
  function sentenceAt(target) {
    for (var at = target; at && at !== main; at = at.parentElement) {
      if (shengshu.player.has(at.id)) return at;
    }
    return null;
  }

  /** The word element of a sentence's token `n`; marks that are not said have none. */
  function wordElement(sentence, n) {
    return document.getElementById(sentence + "-w" + n);
  }

  var marked = { sentence: null, word: null };

  function swap(kind, element, name) {
    if (marked[kind] === element) return false;
    if (marked[kind]) marked[kind].classList.remove(name);
    if (element) element.classList.add(name);
    marked[kind] = element;
    return true;
  }

  /** Mark sentence and word as sounding now; `n` is the token's number, or -1 for none. */
  function mark(sentence, n) {
    var element = sentence ? document.getElementById(sentence) : null;
    if (swap("sentence", element, "now") && element) {
      makeReachable(element);
      if (shengshu.settings.value.follow) bringIntoView(element, false);
    }
    var word = sentence && n >= 0 ? wordElement(sentence, n) : null;
    if (swap("word", word, "word") && word && shengshu.settings.value.follow) bringIntoView(word, false); // a long sentence in large type
  }

  /* One sentence at a time can be reached with Tab: the current one. A thousand would be no help to anybody. */
  var reachable = null;

  function makeReachable(element) {
    if (reachable === element) return;
    if (reachable) {
      reachable.removeAttribute("role");
      reachable.setAttribute("tabindex", "-1");
    }
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "button");
    reachable = element;
  }

  var lastOwnScroll = -SCROLL_REST;
  ["wheel", "touchmove", "pointerdown"].forEach(function (name) {
    main.addEventListener(name, function () { lastOwnScroll = Date.now(); }, { passive: true });
  });

  /** Scroll so that `element` stands clear of the bars; not while the reader scrolls, unless `asked` for. */
  function bringIntoView(element, asked) {
    if (!asked && Date.now() - lastOwnScroll < SCROLL_REST) return;
    var box = element.getBoundingClientRect();
    var bottom = document.getElementById("player").getBoundingClientRect().top;
    if (box.top > 90 && box.bottom < bottom - 20 && !asked) return;
    var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block: box.height > bottom - 110 ? "start" : "center", behavior: still ? "auto" : "smooth" });
  }

  /** Show the pinyin of the word that was tapped; a second tap hides it. */
  function togglePinyin(target) {
    var ruby = target && target.closest ? target.closest("ruby") || target.querySelector("ruby") : null;
    if (ruby) ruby.classList.toggle("shown");
    return ruby;
  }

  shengshu.text = {
    main: main,
    written: written,
    sentenceAt: sentenceAt,
    mark: mark,
    marked: marked,
    makeReachable: makeReachable,
    bringIntoView: bringIntoView,
    togglePinyin: togglePinyin
  };
})();
