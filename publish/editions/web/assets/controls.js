/* Buttons, keys, dialogs: every control carries the name of what it does (data-do), every key leads to such a name. */

(function () {
  "use strict";
  var shengshu = window.shengshu;
  var player = shengshu.player, settings = shengshu.settings, text = shengshu.text;
  var spoken = shengshu.book.tracks.length > 0;

  function byId(id) { return document.getElementById(id); }

  /* What is said in the status line is shown for a while, and spoken once by a screen reader. */
  var fading = 0;
  function say(words) {
    byId("status").textContent = words;
    window.clearTimeout(fading);
    fading = window.setTimeout(function () { byId("status").textContent = ""; }, 8000);
  }

  /* ---- what can be done ---- */

  var actions = {
    start: function () {
      var place = settings.place();
      if (player.playing()) return player.pause();
      if (place && !started) player.playFrom(place);
      else if (started) player.play();
      else player.playBook();
    },
    again: function () { player.playBook(); byId("start").focus(); }, // its button goes away
    toggle: player.toggle,
    back: function () { if (!player.step(-1)) say("这是第一句。"); },
    forward: function () { if (!player.step(1)) say("这是最后一句。"); },
    "section-back": function () { if (!player.stepSection(-1)) say("这是第一节。"); },
    "section-forward": function () { if (!player.stepSection(1)) say("这是最后一节。"); },
    slower: function () { settings.faster(-1); say("语速 " + settings.value.rate.toFixed(1) + " 倍"); },
    faster: function () { settings.faster(1); say("语速 " + settings.value.rate.toFixed(1) + " 倍"); },
    quieter: function () { settings.louder(-1); say("音量 " + Math.round(settings.value.volume * 100) + "%"); },
    louder: function () { settings.louder(1); say("音量 " + Math.round(settings.value.volume * 100) + "%"); },
    smaller: function () { settings.resize(-1); say("字号 " + Math.round(settings.value.size * 100) + "%"); },
    larger: function () { settings.resize(1); say("字号 " + Math.round(settings.value.size * 100) + "%"); },
    pinyin: function () { settings.turn("pinyin"); say("拼音：" + { off: "不显示", all: "全部显示", tap: "点哪个词，显示哪个" }[settings.value.pinyin]); },
    theme: function () { settings.turn("theme"); say("颜色：" + { auto: "跟随系统", light: "浅色", dark: "深色", contrast: "高对比" }[settings.value.theme]); },
    word: function () { text.togglePinyin(text.marked.word || text.marked.sentence); },
    contents: function () {
      byId("contents").querySelector("details").open = true;
      byId("contents").querySelector("summary").focus();
    },
    search: function () { open("search"); byId("query").focus(); },
    settings: function () { open("settings"); },
    help: function () { open("help"); },
    close: function (button) { close(button.closest("dialog")); },
    print: function () { window.print(); },
    reset: function () { settings.reset(); setSleep("0"); say("已恢复原来的设置。"); },
    "play-section": function (button) { player.playFrom(button.getAttribute("data-sentence")); }
  };

  function act(name, button) {
    actions[name](button);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-do]");
    if (button) return act(button.getAttribute("data-do"), button);
    var result = event.target.closest("a[data-sentence]");
    if (result) return follow(result, event);
    if (event.target.closest("a[href]")) return; // a link leads where it leads
    if (window.getSelection && String(window.getSelection())) return; // the reader is selecting text to copy
    var sentence = text.sentenceAt(event.target);
    if (!sentence) return;
    var word = settings.value.pinyin === "tap" && text.togglePinyin(event.target.closest("ruby"));
    if (word && started && sentence.id === player.sentence()) return; // who looks a word up does not want to hear the sentence again
    if (spoken) player.playFrom(sentence.id);
  });

  /** A link to a sentence: go there, and make it the place to play from. */
  function follow(link, event) {
    var id = link.getAttribute("data-sentence"), element = byId(id);
    event.preventDefault();
    var dialog = link.closest("dialog");
    if (dialog) close(dialog);
    text.makeReachable(element);
    if (spoken) player.goTo(id);
    started = true;
    element.focus({ preventScroll: true });
    text.bringIntoView(element, true);
  }

  /* ---- keys: only inside the player or on a sentence (WCAG 2.1.4), and only when they are switched on ---- */

  var KEYS = [
    ["空格键", [" "], "toggle", "播放、暂停"],
    ["回车键", ["Enter"], "from-here", "从这一句听起（停在句子上时）"],
    ["← →", ["ArrowLeft", "ArrowRight"], ["back", "forward"], "上一句、下一句"],
    ["Shift + ← →", ["Shift+ArrowLeft", "Shift+ArrowRight"], ["section-back", "section-forward"], "上一节、下一节"],
    ["− +", ["-", "+"], ["slower", "faster"], "语速慢一点、快一点"],
    ["[ ]", ["[", "]"], ["smaller", "larger"], "字小一点、大一点"],
    ["P", ["p"], "pinyin", "换一种拼音显示"],
    ["W", ["w"], "word", "显示正在读的词的拼音"],
    ["T", ["t"], "theme", "换一种颜色"],
    ["F", ["f"], "search", "查找"],
    ["S", ["s"], "settings", "设置"],
    ["H", ["h"], "help", "帮助"]
  ];
  var byKey = {};
  KEYS.forEach(function (row) {
    row[1].forEach(function (key, n) { byKey[key] = Array.isArray(row[2]) ? row[2][n] : row[2]; });
    var line = byId("key-list").insertRow();
    line.insertCell().appendChild(document.createElement("kbd")).textContent = row[0];
    line.insertCell().textContent = row[3];
  });
  byKey["="] = "faster"; // the plus key without Shift

  document.addEventListener("keydown", function (event) {
    var dialog = event.key === "Escape" && event.target.closest("dialog");
    if (dialog && !dialog.showModal) return close(dialog);
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    var target = event.target;
    var sentence = text.sentenceAt(target);
    if (!sentence && !target.closest("#player")) return;
    var key = (event.shiftKey && event.key.indexOf("Arrow") === 0 ? "Shift+" : "") + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (key === "Enter" && target.closest("a[href]")) return;
    if (key === "Enter" && sentence) {
      event.preventDefault();
      return player.playFrom(sentence.id);
    }
    if (key === " " && sentence) {
      event.preventDefault();
      return player.toggle();
    }
    if (target.closest("button") && (key === " " || key === "Enter")) return; // the button's own
    if (!settings.value.keys || !byKey[key] || byKey[key] === "from-here") return;
    event.preventDefault();
    act(byKey[key]);
    if (sentence && /^(section-)?(back|forward)$/.test(byKey[key])) byId(player.sentence()).focus({ preventScroll: true });
  });

  /* ---- dialogs; where <dialog> is not known they open at the end of the page ---- */

  var opener = null;

  function open(id) {
    var dialog = byId(id);
    if (dialog.hasAttribute("open")) return;
    opener = document.activeElement;
    if (dialog.showModal) dialog.showModal();
    else {
      dialog.setAttribute("open", "");
      dialog.querySelector("button").focus();
    }
  }

  function close(dialog) {
    if (dialog.close) dialog.close();
    else {
      dialog.removeAttribute("open");
      if (opener) opener.focus();
    }
  }

  byId("search-form").addEventListener("submit", function (event) {
    event.preventDefault();
    shengshu.search.show(byId("query").value);
  });

  /* ---- settings that are chosen, not stepped ---- */

  byId("settings").addEventListener("change", function (event) {
    var input = event.target;
    if (input.name === "sleep") setSleep(input.value);
    else settings.set(input.name, input.type === "checkbox" ? input.checked : input.value);
  });

  var sleep = { timer: 0, section: false };

  /** Stop after some minutes, at the end of this section, or ("0") not at all. */
  function setSleep(choice) {
    window.clearTimeout(sleep.timer);
    sleep.section = choice === "section";
    byId("settings").querySelector('input[name="sleep"][value="' + choice + '"]').checked = true;
    if (choice === "0") return say("不定时。");
    if (sleep.section) return say("听完这一节就停。");
    sleep.timer = window.setTimeout(fallAsleep, Number(choice) * 60000);
    say(choice + " 分钟后停。");
  }

  function fallAsleep() {
    var words = player.playing() ? "时间到，已经停下。" : "";
    player.pause();
    setSleep("0");
    if (words) say(words);
  }

  player.beforeNext = function () {
    if (!sleep.section) return false;
    if (!player.stepSection(1)) player.goTo(player.sentence());
    fallAsleep();
    return true;
  };

  /* ---- what the page shows of the player ---- */

  var started = false;

  player.on("state", function (playing) {
    started = started || playing;
    document.documentElement.classList.toggle("playing", playing);
    byId("toggle-word").textContent = playing ? "暂停" : "播放";
    byId("start-word").textContent = playing ? "暂停" : "继续听";
    byId("again").hidden = !started || playing;
    byId("start-note").textContent = "";
    if ("mediaSession" in navigator) navigator.mediaSession.playbackState = playing ? "playing" : "paused";
  });
  player.on("place", function (sentence) {
    settings.keepPlace(sentence);
    byId("place").textContent = player.section().title;
  });
  player.on("section", function (track) {
    if ("mediaSession" in navigator && window.MediaMetadata) {
      navigator.mediaSession.metadata = new MediaMetadata({ title: shengshu.book.tracks[track].title, album: shengshu.book.title, artist: shengshu.book.author });
    }
  });
  player.on("error", function (words) { say(refused ? refused() : words); });

  function headset() {
    if (!("mediaSession" in navigator)) return;
    [["play", player.play], ["pause", player.pause], ["previoustrack", actions.back], ["nexttrack", actions.forward]].forEach(function (pair) {
      try { navigator.mediaSession.setActionHandler(pair[0], pair[1]); } catch (error) { /* not every browser knows every name */ }
    });
  }

  /* ---- begin ---- */

  function offerPlace() {
    var place = settings.place();
    if (!place) return;
    byId("start-word").textContent = "继续听";
    byId("again").hidden = false;
    byId("start-note").textContent = "上次听到：" + text.written(byId(place)).slice(0, 30);
    text.makeReachable(byId(place));
  }

  /* Set while a start without a press on this page is being tried: what to do when the browser refuses, and what to say then. */
  var refused = null;

  /** The shelf's 开始听 leads here with #listen: begin at once, without a second press. Where a browser wants one, the large button waits. */
  function beginAtOnce() {
    if (window.location.hash !== "#listen") return;
    var place = settings.place();
    try { window.history.replaceState(null, "", window.location.href.split("#")[0]); } catch (error) { /* then a reload begins again */ }
    refused = function () {
      refused = null;
      if (!place) settings.forgetPlace();
      started = false;
      text.mark(null, -1);
      byId("start-word").textContent = "开始听";
      byId("again").hidden = true;
      offerPlace();
      window.scrollTo(0, 0);
      return "请再按一次绿色的大按钮。";
    };
    player.audio.addEventListener("playing", function () { refused = null; });
    byId("start").focus();
    actions.start();
  }

  /** The browser's own players give way to a button each. */
  function replacePlayers() {
    Array.prototype.forEach.call(document.querySelectorAll(".listen"), function (holder) {
      var button = document.createElement("button");
      button.type = "button";
      button.setAttribute("data-do", "play-section");
      button.setAttribute("data-sentence", holder.getAttribute("data-sentence"));
      button.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 3l15 9-15 9z"/></svg>听这一节';
      button.setAttribute("aria-label", "听这一节：" + holder.getAttribute("data-title"));
      holder.replaceChild(button, holder.querySelector("audio"));
    });
  }

  document.documentElement.classList.add("script-on");
  Array.prototype.forEach.call(document.querySelectorAll(".script"), function (element) {
    element.hidden = !spoken && (element.id === "player" || element.id === "opening");
  });
  settings.apply();
  if (spoken) {
    replacePlayers();
    headset();
    text.makeReachable(byId(player.sentence()));
    offerPlace();
    beginAtOnce();
  }
})();
