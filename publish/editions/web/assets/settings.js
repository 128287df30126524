/* Settings and the place in the book: kept on this device when it allows it, working without when it does not. */

(function () {
  "use strict";
  var shengshu = window.shengshu;
  var root = document.documentElement;
  var SIZES = [0.8, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];
  var ORIGINAL = { size: 1, rate: 1, volume: 0.7, pinyin: shengshu.book.pinyin, theme: "auto", follow: true, keys: true };
  var ALLOWED = { pinyin: ["off", "all", "tap"], theme: ["auto", "light", "dark", "contrast"] };
  var ALL = "shengshu";
  var PLACE = "shengshu:" + shengshu.book.id;

  /* localStorage may be forbidden (private windows, file:// in some browsers) or hold what another version wrote. */
  function recall(key) {
    try { return JSON.parse(window.localStorage.getItem(key)); } catch (error) { return null; }
  }
  function remember(key, value) {
    try { window.localStorage.setItem(key, JSON.stringify(value)); } catch (error) { /* then it is not kept */ }
  }
  function forget(key) {
    try { window.localStorage.removeItem(key); } catch (error) { /* nothing was kept */ }
  }

  function clamp(value, low, high) {
    return Math.min(high, Math.max(low, Math.round(value * 10) / 10));
  }

  /** What was kept, as far as it is well-formed; the rest as it was originally. */
  function sane(kept) {
    var made = {};
    kept = kept && typeof kept === "object" ? kept : {};
    Object.keys(ORIGINAL).forEach(function (name) {
      var ok = typeof kept[name] === typeof ORIGINAL[name] && (!ALLOWED[name] || ALLOWED[name].indexOf(kept[name]) >= 0);
      made[name] = ok ? kept[name] : ORIGINAL[name];
    });
    made.rate = clamp(made.rate, 0.5, 2);
    made.volume = clamp(made.volume, 0.1, 1);
    if (SIZES.indexOf(made.size) < 0) made.size = 1;
    return made;
  }

  var value = sane(recall(ALL));

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  /** Make page, player and controls show the settings. */
  function apply() {
    root.setAttribute("data-theme", value.theme);
    root.setAttribute("data-pinyin", value.pinyin);
    root.style.setProperty("--size", value.size);
    if (value.size >= 2) root.setAttribute("data-stacked", ""); else root.removeAttribute("data-stacked"); // tables as one column
    if (value.size > 2.5) root.setAttribute("data-large", ""); else root.removeAttribute("data-large");
    shengshu.player.setRate(value.rate);
    shengshu.player.setVolume(value.volume);
    each(".rate", function (e) { e.textContent = value.rate.toFixed(1) + " 倍"; });
    each(".size", function (e) { e.textContent = Math.round(value.size * 100) + "%"; });
    each(".volume", function (e) { e.textContent = Math.round(value.volume * 100) + "%"; });
    each('input[name="pinyin"], input[name="theme"]', function (e) { e.checked = value[e.name] === e.value; });
    each('input[name="follow"], input[name="keys"]', function (e) { e.checked = value[e.name]; });
  }

  function set(name, to) {
    value[name] = to;
    if (name === "pinyin") each("ruby.shown", function (e) { e.classList.remove("shown"); });
    apply();
    remember(ALL, value);
    var here = shengshu.text.marked.sentence;
    if (here && (name === "pinyin" || name === "size")) shengshu.text.bringIntoView(here, true); // the lines have moved
  }

  /** The next size up (1) or down (-1) in SIZES. */
  function resize(by) {
    var n = SIZES.indexOf(value.size) + by;
    if (n >= 0 && n < SIZES.length) set("size", SIZES[n]);
  }

  /** The next of a setting's allowed values, round and round. */
  function turn(name) {
    var values = ALLOWED[name];
    set(name, values[(values.indexOf(value[name]) + 1) % values.length]);
  }

  function place() {
    var kept = recall(PLACE);
    return kept && shengshu.player.has(kept.sentence) ? kept.sentence : null;
  }

  shengshu.settings = {
    value: value,
    apply: apply,
    set: set,
    resize: resize,
    turn: turn,
    faster: function (by) { set("rate", clamp(value.rate + by / 10, 0.5, 2)); },
    louder: function (by) { set("volume", clamp(value.volume + by / 10, 0.1, 1)); },
    reset: function () { Object.keys(ORIGINAL).forEach(function (name) { value[name] = ORIGINAL[name]; }); set("pinyin", ORIGINAL.pinyin); },
    place: place,
    keepPlace: function (sentence) { remember(PLACE, { sentence: sentence }); },
    forgetPlace: function () { forget(PLACE); }
  };
})();
