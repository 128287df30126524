/* Braille words: one paragraph at a time in a text field, blanks where words end. Keeps nothing that would be lost. */
"use strict";
(function () {
  const $ = (id) => document.getElementById(id);
  let shown = null;

  async function ask(path, body) {
    let answer;
    try {
      answer = await fetch("api/" + path, body === undefined ? { cache: "no-store" } : {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
    } catch (error) {
      throw { text: "和校读台断开了，这一段还没有记下", advice: "请在终端重新运行 publish proof。" };
    }
    if (answer.status === 409) throw await answer.json();
    if (!answer.ok) throw { text: "校读台没有接受（" + answer.status + "），这一段还没有记下", advice: "" };
    return answer.json();
  }
  function trouble(problem) { $("trouble").textContent = problem ? problem.text + "。" + (problem.advice || "") : ""; }
  function show(fresh) {
    shown = fresh;
    $("words").value = fresh.words;
    $("heading").textContent = fresh.heading ? "在“" + fresh.heading + "”之下" : "";
    $("cells").textContent = fresh.cells.replaceAll("\u2800", " ");
  }
  async function open(id) {
    try { show(await ask("braille/" + encodeURIComponent(id))); trouble(null); $("told").textContent = ""; } catch (problem) { trouble(problem); }
  }
  function move(by) {
    const select = $("paragraph"), to = select.selectedIndex + by;
    if (to < 0 || to >= select.options.length) return;
    if (shown && $("words").value !== shown.words && !confirm("这一段改了还没有记下，要离开吗？")) return;
    select.selectedIndex = to;
    open(select.value);
  }
  $("paragraph").addEventListener("change", () => open($("paragraph").value));
  $("previous").addEventListener("click", () => move(-1));
  $("next").addEventListener("click", () => move(1));
  $("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const made = await ask("braille", { id: shown.id, words: $("words").value, who: $("who").value, why: $("why").value });
      show(made); trouble(null);
      $("told").textContent = made.told;
    } catch (problem) { trouble(problem); }
  });
  (async function () {
    try {
      const book = await ask("braille");
      $("book").textContent = "《" + book.title + "》";
      document.title = "盲文分词连写 · 《" + book.title + "》";
      $("paragraph").replaceChildren(...book.paragraphs.map((one, n) => Object.assign(document.createElement("option"), { value: one.id, textContent: (n + 1) + "　" + one.opening })));
      if (book.paragraphs.length) await open(book.paragraphs[0].id);
    } catch (problem) { trouble(problem); }
  })();
}());
