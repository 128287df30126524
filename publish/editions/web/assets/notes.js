/* The page 制作说明 in the colours and the size that were chosen in the reader. Without scripts it follows the system. */

(function () {
  "use strict";
  var root = document.documentElement;
  try {
    var kept = JSON.parse(window.localStorage.getItem("shengshu")) || {};
    if (["light", "dark", "contrast"].indexOf(kept.theme) >= 0) root.setAttribute("data-theme", kept.theme);
    if (kept.size >= 0.8 && kept.size <= 4) root.style.setProperty("--size", kept.size);
  } catch (error) { /* nothing was kept, or this browser keeps nothing */ }
})();
