/* The desk's page: fetches one doubt at a time, shows it, sends the decision. Keeps nothing that would be lost. */
"use strict";
(function () {
  const $ = (id) => document.getElementById(id);
  const KINDS = {
    repair: "原文损坏", noise: "网页自己的话", joint: "分段拿不准", reading: "读音拿不准", name: "第一次出现的名字", number: "数字有两种读法", review: "已有决定，请人复核",
  };
  let state = null, card = null, at = null, sound = null, busy = false, checking = 0, checked = null, who = "";
  const skipped = new Set();

  /* ---- talking to the server ---- */
  async function ask(path, body) {
    let answer;
    try {
      answer = await fetch("api/" + path, body === undefined ? { cache: "no-store" } : {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
    } catch (error) {
      throw { text: "和校读台断开了。这一处还没有记下，以前记下的都在。", advice: "请在终端重新运行 publish proof，在新打开的页面里接着做。" };
    }
    if (answer.status === 409) throw await answer.json();
    if (!answer.ok) throw { text: "校读台没有接受（" + answer.status + "）。这一处还没有记下。", advice: "请用终端里最新显示的网址打开。" };
    return answer;
  }
  const getJson = async (path, body) => (await ask(path, body)).json();

  function trouble(problem) {
    $("trouble").textContent = problem ? (problem.where ? problem.where + "：" : "") + problem.text + (/[。！？]$/.test(problem.text) ? "" : "。") + (problem.advice || "") : "";
    if (problem) $("trouble").scrollIntoView({ block: "nearest" });
  }
  function tell(words) { $("said").textContent = ""; setTimeout(() => { $("said").textContent = words; }, 60); }
  const remember = (key, value) => { try { localStorage.setItem("desk-" + key, value); } catch (e) { /* private mode */ } };
  const recall = (key) => { try { return localStorage.getItem("desk-" + key) || ""; } catch (e) { return ""; } };
  function make(tag, options, ...children) {
    const node = Object.assign(document.createElement(tag), options || {});
    node.append(...children);
    return node;
  }

  /* ---- progress and the list ---- */
  /* Doubts must be decided, decisions may be confirmed: two numbers, two bars, never added up. */
  const isReview = (item) => item.kind === "review";
  const groupOf = (item) => state.items.filter((other) => isReview(other) === isReview(item));
  function numbered(item) {
    const group = groupOf(item), unit = isReview(item) ? "条" : "处";
    return "第 " + (group.findIndex((other) => other.id === item.id) + 1) + " " + unit + "（共 " + group.length + " " + unit + "）：";
  }
  function showBar(items, words, bar, told) {
    const done = items.filter((item) => item.decided).length;
    words.textContent = told(items.length, done, items.length - done);
    bar.max = Math.max(items.length, 1);
    bar.value = items.length ? done : 1;
  }
  function listed(item) {
    const button = make("button", { type: "button" }, (item.decided ? (isReview(item) ? "✓ 已复核　" : "✓ 已定　") : "") + (isReview(item) ? "" : KINDS[item.kind] + "：") + item.shown + (item.decided ? "　→ " + item.decided : ""));
    if (item.decided) button.className = "done";
    if (item.id === at) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => open(item.id));
    return make("li", {}, button);
  }
  function showState(fresh) {
    state = fresh;
    document.title = "校读台 · 《" + state.title + "》";
    $("book").textContent = "《" + state.title + "》";
    const doubts = state.items.filter((item) => !isReview(item)), reviews = state.items.filter(isReview);
    const left = (items) => items.filter((item) => !item.decided).length;
    showBar(doubts, $("progress-words"), $("progress"), (all, done, open) => all ? "要定的共 " + all + " 处，已定 " + done + " 处，还有 " + open + " 处" : "没有要定的地方");
    showBar(reviews, $("reviews-words"), $("reviews-progress"), (all, done, open) => "另有请人复核的决定 " + all + " 条，已复核 " + done + " 条，还有 " + open + " 条");
    $("reviews-line").hidden = $("reviews-title").hidden = !reviews.length;
    $("welcome-reviews").hidden = !left(reviews);
    $("welcome-reviews").textContent = "另有 " + left(reviews) + " 条已有决定（多半是 AI 定的），还没有人复核，排在最后：对的，按一下回车就是下一条。不急：没有复核完，书也照样能做。";
    $("all-count").textContent = "要定的还有 " + left(doubts) + " 处" + (reviews.length ? "，请复核的还有 " + left(reviews) + " 条" : "");
    $("undo").disabled = !state.undo;
    $("about").textContent = "决定写在 " + state.files.join("、") + "，可以用文本编辑器看和改。声音：" + state.voice + "。";
    $("braille").hidden = !state.braille;
    $("list").replaceChildren(...doubts.map(listed));
    $("reviews").replaceChildren(...reviews.map(listed));
  }
  function nextOpen(after) {
    const start = state.items.findIndex((item) => item.id === after) + 1;
    const order = [...state.items.slice(start), ...state.items.slice(0, start)].filter((item) => !item.decided && item.id !== after);
    return order.find((item) => !skipped.has(item.id)) || order[0] || null;
  }

  /* ---- one doubt ---- */
  async function open(id, quiet) {
    stop();
    let fresh;
    try { fresh = await getJson("items/" + encodeURIComponent(id)); } catch (problem) { trouble(problem); return; }
    trouble(null);
    card = fresh; at = id; checked = null;
    showState(state);
    $("welcome").hidden = $("finished").hidden = true;
    $("card").hidden = $("moving").hidden = $("all").hidden = $("help").hidden = false;
    $("kind").textContent = KINDS[card.kind];
    $("doubt").textContent = numbered(card) + (card.kind === "repair" ? "这里的字坏了" : "“" + card.shown + "”");
    $("was").hidden = !card.decided;
    if (card.decided) $("was").textContent = "已定为 " + card.decided.label + "（" + card.decided.who + "，" + card.decided.when + "）。可以改，改了以新的为准。";
    $("reason").textContent = card.reason;
    showSentence();
    showOthers();
    showChoices();
    showScopes();
    wait();
    $("why").value = "";
    $("place").textContent = "位置：" + card.where + (card.heading ? "，在“" + card.heading + "”之下" : "");
    $("sound-state").textContent = "";
    $("play").hidden = $("auto-line").hidden = !card.sound;
    $("main").scrollIntoView({ block: "start" });
    if (!quiet) $("doubt").focus({ preventScroll: true });
    if ($("auto").checked) play();
  }

  function showSentence() {
    const place = $("sentence");
    place.className = card.ruby.length ? "sentence" : "sentence source";
    place.replaceChildren();
    const pieces = card.ruby.length ? card.ruby : [[card.text, ""]];
    let offset = 0, marked = null;
    for (const [text, pinyin] of pieces) {
      let from = offset;
      offset += text.length;
      if (pinyin) {
        const rt = make("rt", { lang: "zh-Latn-pinyin" }, pinyin);
        rt.setAttribute("aria-hidden", "true");
        const ruby = make("ruby", { className: text.length > 6 ? "" : "whole" }, make("span", {}, text), rt);
        const inside = from < card.end && offset > card.start;
        if (inside) { marked = marked || place.appendChild(make("mark")); marked.append(ruby); } else { marked = null; place.append(ruby); }
        continue;
      }
      for (const [a, b, on] of [[from, Math.min(offset, card.start), false], [Math.max(from, card.start), Math.min(offset, card.end), true], [Math.max(from, card.end), offset, false]]) {
        if (a >= b) continue;
        const part = text.slice(a - from, b - from);
        if (on) { marked = marked || place.appendChild(make("mark")); marked.append(part); } else { marked = null; place.append(part); }
      }
    }
  }

  function showOthers() {
    $("others").hidden = !card.also.length;
    $("others").open = false;
    $("others-words").textContent = "同一条还用在另外 " + (card.count - 1) + " 处";
    $("others-list").replaceChildren(...card.also.map((words) => make("li", {}, words)));
  }

  function showChoices() {
    $("question").textContent = { repair: "原来应该是哪几个字？", noise: "这些话要留在书里吗？", joint: "这两行是一段吗？", number: "该怎么读？", review: card.about === "entry" ? "现在这样读，对吗？" : "现在这样对吗？" }[card.kind] || "该读哪一个？";
    $("submit-words").textContent = card.kind === "review" ? "这样定，看下一条" : "记下，看下一处";
    $("choices").replaceChildren(...card.candidates.map((candidate, n) => {
      const id = "choice-" + (n + 1);
      const radio = make("input", { type: "radio", name: "choice", id, value: candidate.value, checked: card.decided ? candidate.value === card.decided.value : candidate.current });
      const label = make("label", { htmlFor: id }, make("kbd", {}, String(n + 1)), " ",
        make("span", { className: "value", lang: card.typed === "pinyin" ? "zh-Latn-pinyin" : "zh-Hans" }, candidate.label));
      if (candidate.note) label.append(make("span", { className: "note" }, candidate.note), " ");
      if (candidate.current) label.append(make("span", { className: "now" }, "现在是这样"));
      const row = make("div", { className: "choice" }, radio, label);
      if (card.sound && card.about !== "source") {
        const listen = make("button", { type: "button", className: "small" }, "听");
        listen.setAttribute("aria-label", "听“" + candidate.label + "”");
        listen.addEventListener("click", () => play(candidate.value));
        row.append(listen);
      }
      return row;
    }));
    $("own-words").textContent = card.candidates.length ? "都不对，我自己写" : "我来写";
    $("choice-own").checked = !card.candidates.some((candidate) => candidate.current) && !card.candidates.length;
    const typed = card.decided && !card.candidates.some((candidate) => candidate.value === card.decided.value);
    if (typed) $("choice-own").checked = true;
    $("own").value = typed ? card.decided.label : ""; $("own-check").textContent = ""; $("own-check").className = "";
    $("own-label").textContent = card.typed === "pinyin" ? "“" + card.shown + "”的拼音" : card.about !== "source" ? "念成什么（写汉字）" : "原来的字";
    $("own-hint").textContent = card.typed === "pinyin" ? "声调写数字或符号都行：chong2 qing4，或 chóngqìng；轻声写 5；ü 可写 v。" :
      card.about !== "source" ? "写成汉字，例如：二零二四、一百二十。" : "要和损坏处的字节对得上；对不上会告诉您。";
  }

  /* Candidates for damaged bytes are looked for while the page is open. */
  function wait() {
    clearTimeout(wait.later);
    $("searching").textContent = card && card.searching ? "程序正在找和字节相符的字，找到就列在这里；您也可以先写。" : "";
    if (card && card.searching) wait.later = setTimeout(again, 2000);
  }
  async function again() {
    const mine = card.id;
    let fresh;
    try { fresh = await getJson("items/" + encodeURIComponent(mine)); } catch (problem) { return; }
    if (!card || card.id !== mine) return;
    if (fresh.candidates.length && !$("own").value) { card = fresh; showChoices(); tell("找到 " + card.candidates.length + " 个候选"); }
    card.searching = fresh.searching;
    wait();
  }

  function showScopes() {
    $("scopes").hidden = card.scopes.length < 2;
    $("scope-choices").replaceChildren(...card.scopes.map((scope, n) => {
      const id = "scope-" + scope.reach, key = make("kbd", {}, "ABC"[n]);
      key.setAttribute("aria-hidden", "true");
      return make("div", {}, make("input", { type: "radio", name: "scope", id, value: scope.reach, checked: n === 0 }),
        make("label", { htmlFor: id }, key, scope.label + (scope.count > 1 ? "（" + scope.count + " 处）" : "")));
    }));
  }

  function chosen() {
    const radio = document.querySelector('input[name="choice"]:checked');
    if (!radio) return null;
    return radio.id === "choice-own" ? { own: true, value: checked && checked.value } : { own: false, value: radio.value };
  }

  async function check() {
    const typed = $("own").value.trim(), mine = ++checking;
    checked = null;
    if (!typed) { $("own-check").textContent = ""; return false; }
    let answer;
    try { answer = { ok: true, ...(await getJson("check", { item: card.id, typed })) }; } catch (problem) { answer = { ok: false, words: problem.text + "。" + (problem.advice || "") }; }
    if (mine !== checking) return false;
    checked = answer.ok ? answer : null;
    $("own-check").textContent = answer.ok ? "好：" + answer.label + (answer.caution ? "。注意：" + answer.caution : "") : answer.words;
    $("own-check").className = answer.ok ? "good" : "bad";
    return answer.ok;
  }

  async function decide() {
    if (busy || !card) return;
    let choice = chosen();
    if (choice && choice.own && !checked) { if (await check()) choice = chosen(); else { $("own").focus(); if (!$("own").value.trim()) { $("own-check").textContent = "请先写下来"; $("own-check").className = "bad"; } return; } }
    if (!choice) { trouble({ text: "还没有选。", advice: "请按数字键选一个，或选“自己写”。" }); return; }
    const scope = (document.querySelector('input[name="scope"]:checked') || { value: card.scopes[0].reach }).value;
    busy = true;
    try {
      const answer = await getJson("decide", { item: card.id, value: choice.value, scope, who, why: $("why").value.trim() });
      trouble(null);
      showState(answer.state);
      const next = nextOpen(card.id), turned = next && isReview(next) && !isReview(card);
      tell((isReview(card) ? "已复核：" : "已记下：") + answer.words + (turned ? "。下面是还没有人复核的决定，请复核，随时可以停" : ""));
      await forward(card.id);
    } catch (problem) {
      trouble(problem.text ? problem : { text: String(problem) });
    } finally { busy = false; }
  }

  async function forward(after) {
    const next = nextOpen(after);
    if (next) await open(next.id); else finish();
  }

  function finish() {
    stop();
    at = null; card = null;
    showState(state);
    $("card").hidden = $("welcome").hidden = true;
    $("finished").hidden = $("moving").hidden = $("all").hidden = $("help").hidden = false;
    $("finished-title").textContent = state.items.length ? "都定好了，谢谢！" : "这本书没有拿不准的地方";
    $("finished-words").textContent = "可以关掉这个页面，在终端按 Ctrl+C 结束，再运行 make book，书和声音就会按您的决定重做。" + (state.items.length ? "想再看一眼的，在下面“全部的地方”里点开。" : "");
    $("finished-title").focus();
  }

  async function undo() {
    if (busy || !state.undo) return;
    busy = true;
    try {
      const answer = await getJson("undo", {});
      trouble(null);
      showState(answer.state);
      tell("已撤销：" + answer.words);
      if (state.items.some((item) => item.id === answer.item)) await open(answer.item); else await forward("");
    } catch (problem) { trouble(problem); } finally { busy = false; }
  }

  function skip() {
    if (!card) return;
    skipped.add(card.id);
    const next = nextOpen(card.id);
    if (next) { tell("先跳过"); open(next.id); } else tell("只剩这一处了");
  }
  function step(by) {
    if (!state || !state.items.length) return;
    const here = state.items.findIndex((item) => item.id === at);
    const there = here < 0 ? (by > 0 ? 0 : state.items.length - 1) : (here + by + state.items.length) % state.items.length;
    open(state.items[there].id);
  }

  /* ---- sound ---- */
  function stop() {
    if (sound) { sound.pause(); sound = null; }
    $("play").firstElementChild.textContent = "▶";
  }
  async function play(value) {
    if (!card || !card.sound) return;
    stop();
    const mine = card.id;
    $("sound-state").textContent = "正在准备声音……";
    try {
      const answer = await ask("sound/" + encodeURIComponent(card.id) + (typeof value === "string" ? "?value=" + encodeURIComponent(value) : ""));
      const url = URL.createObjectURL(await answer.blob());
      if (!card || card.id !== mine) return;
      sound = new Audio(url);
      sound.addEventListener("ended", () => { $("sound-state").textContent = ""; stop(); });
      $("sound-state").textContent = "";
      $("play").firstElementChild.textContent = "■";
      await sound.play();
    } catch (problem) {
      stop();
      $("sound-state").textContent = problem.text ? problem.text + "。" + (problem.advice || "") : "浏览器没有放出声音。";
    }
  }
  const toggle = () => { if (sound) stop(); else play(); };

  /* ---- keys ---- */
  function key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = event.target, typing = target.matches('input[type="text"]');
    if (event.key === "Enter" && !typing && card && !$("card").hidden && !target.closest("button, summary, a, [type=radio], [type=checkbox]")) { event.preventDefault(); decide(); return; }
    if (typing || !$("single-keys").checked || !card || $("card").hidden && !/^[jku]$/i.test(event.key)) return;
    const letter = event.key.toLowerCase();
    const actions = { p: toggle, l: () => { const c = chosen(); play(c ? c.value : undefined); }, s: skip, u: undo, j: () => step(1), k: () => step(-1) };
    if (/^[1-9]$/.test(letter)) { const radio = $("choice-" + letter); if (radio) { radio.checked = true; radio.focus(); event.preventDefault(); } }
    else if (letter === "0") { $("choice-own").checked = true; $("own").focus(); event.preventDefault(); }
    else if (/^[abc]$/.test(letter)) { const radio = document.querySelectorAll('input[name="scope"]')["abc".indexOf(letter)]; if (radio && !$("scopes").hidden) { radio.checked = true; radio.focus(); event.preventDefault(); } }
    else if (actions[letter]) { event.preventDefault(); actions[letter](); }
  }

  /* ---- start ---- */
  async function start() {
    try { showState(await getJson("state")); } catch (problem) { trouble(problem); $("progress-words").textContent = "没有打开"; return; }
    $("welcome").hidden = false;
    who = state.who || recall("who");
    $("who").value = who;
    if (!state.items.length) finish();
    else if (state.who) { const next = nextOpen(""); if (next) open(next.id); else finish(); }
    else $("welcome-title").focus();
  }
  $("name-form").addEventListener("submit", (event) => {
    event.preventDefault();
    who = $("who").value.trim();
    if (!who) { $("who-error").textContent = "请写上名字"; $("who").focus(); return; }
    remember("who", who);
    const next = nextOpen("");
    if (next) open(next.id); else finish();
  });
  $("form").addEventListener("submit", (event) => { event.preventDefault(); decide(); });
  $("play").addEventListener("click", toggle);
  $("skip").addEventListener("click", skip);
  $("undo").addEventListener("click", undo);
  $("next").addEventListener("click", () => step(1));
  $("previous").addEventListener("click", () => step(-1));
  $("own").addEventListener("focus", () => { $("choice-own").checked = true; });
  $("own").addEventListener("input", () => { $("choice-own").checked = true; clearTimeout(check.later); check.later = setTimeout(check, 250); });
  $("auto").checked = recall("auto") === "on";
  $("auto").addEventListener("change", () => { remember("auto", $("auto").checked ? "on" : "off"); if ($("auto").checked) play(); });
  $("single-keys").checked = recall("single-keys") !== "off";
  $("single-keys").addEventListener("change", () => remember("single-keys", $("single-keys").checked ? "on" : "off"));
  document.addEventListener("keydown", key);
  start();
})();
