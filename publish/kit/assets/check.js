// Compares the files of a chosen folder with SHA256SUMS.txt, in this browser only. Old language on purpose: it runs on old computers.
(function () {
  "use strict";
  var PIECE = 4 * 1024 * 1024;
  var K = constants();
  var chooser = document.getElementById("folder");
  var result = document.getElementById("result");

  // The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
  function constants() {
    var found = [], n, d, prime;
    for (n = 2; found.length < 64; n++) {
      prime = true;
      for (d = 2; d * d <= n; d++) { if (n % d === 0) { prime = false; break; } }
      if (prime) { found.push(cubeRoot32(n)); }
    }
    return found;
  }

  // A double keeps 50 bits of the fraction and 32 are used; one Newton step makes up for a careless Math.pow.
  function cubeRoot32(n) {
    var root = Math.pow(n, 1 / 3), fraction;
    root -= (root * root * root - n) / (3 * root * root);
    fraction = root - Math.floor(root);
    return (fraction * 4294967296) | 0;
  }

  function Hash() {
    this.state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    this.words = new Int32Array(64);
    this.rest = new Uint8Array(64);
    this.kept = 0;
    this.length = 0;
  }

  Hash.prototype.update = function (bytes) {
    var at = 0;
    this.length += bytes.length;
    while (at < bytes.length) {
      if (this.kept === 0 && bytes.length - at >= 64) { this.block(bytes, at); at += 64; continue; }
      this.rest[this.kept++] = bytes[at++];
      if (this.kept === 64) { this.block(this.rest, 0); this.kept = 0; }
    }
  };

  Hash.prototype.block = function (b, at) {
    var w = this.words, s = this.state, i, x, y, t1, t2;
    var a = s[0], c = s[1], d = s[2], e = s[3], f = s[4], g = s[5], h = s[6], k = s[7];
    for (i = 0; i < 16; i++, at += 4) { w[i] = (b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3]; }
    for (; i < 64; i++) {
      x = w[i - 15]; y = w[i - 2];
      w[i] = (w[i - 16] + w[i - 7] + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) | 0;
    }
    for (i = 0; i < 64; i++) {
      t1 = (k + (((f >>> 6) | (f << 26)) ^ ((f >>> 11) | (f << 21)) ^ ((f >>> 25) | (f << 7))) + ((f & g) ^ (~f & h)) + K[i] + w[i]) | 0;
      t2 = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & c) ^ (a & d) ^ (c & d))) | 0;
      k = h; h = g; g = f; f = (e + t1) | 0; e = d; d = c; c = a; a = (t1 + t2) | 0;
    }
    s[0] = (s[0] + a) | 0; s[1] = (s[1] + c) | 0; s[2] = (s[2] + d) | 0; s[3] = (s[3] + e) | 0;
    s[4] = (s[4] + f) | 0; s[5] = (s[5] + g) | 0; s[6] = (s[6] + h) | 0; s[7] = (s[7] + k) | 0;
  };

  Hash.prototype.hex = function () {
    var total = this.length, pad = new Uint8Array(((total % 64 < 56) ? 64 : 128) - total % 64), text = "", i;
    pad[0] = 0x80;
    var high = Math.floor(total / 0x20000000), low = (total << 3) >>> 0, end = pad.length;
    for (i = 0; i < 4; i++) { pad[end - 1 - i] = (low >>> (8 * i)) & 255; pad[end - 5 - i] = (high >>> (8 * i)) & 255; }
    this.update(pad);
    for (i = 0; i < 8; i++) { text += ("0000000" + (this.state[i] >>> 0).toString(16)).slice(-8); }
    return text;
  };

  function show(text, kind) {
    result.className = kind || "";
    result.textContent = text;
  }

  function read(blob, how, then) {
    var reader = new FileReader();
    reader.onload = function () { then(reader.result); };
    reader.onerror = function () { then(null); };
    reader[how](blob, "utf-8");
  }

  function digest(file, then) {
    var hash = new Hash(), at = 0;
    function next() {
      if (at >= file.size) { then(hash.hex()); return; }
      read(file.slice(at, at + PIECE), "readAsArrayBuffer", function (buffer) {
        if (buffer === null) { then(null); return; }
        hash.update(new Uint8Array(buffer));
        at += PIECE;
        next();
      });
    }
    next();
  }

  // The kit may be chosen itself or lie in a chosen folder: the list says where its root is.
  function gather(chosen) {
    var files = {}, list = null, root = "", i, path;
    for (i = 0; i < chosen.length; i++) {
      path = chosen[i].webkitRelativePath || chosen[i].name;
      path = path.normalize ? path.normalize("NFC") : path;
      files[path] = chosen[i];
      if (/(^|\/)SHA256SUMS\.txt$/.test(path) && (list === null || path.length < root.length + 14)) { list = chosen[i]; root = path.slice(0, -14); }
    }
    return { files: files, list: list, root: root };
  }

  function compare(found, lines) {
    var bad = [], missing = [], good = 0, at = 0;
    function finish() {
      if (bad.length + missing.length === 0 && good > 0) { show("全部完好：" + good + " 个文件。", "good"); return; }
      show("这个 U 盘不完整，请重新制作。\n" + (bad.length ? "损坏：\n" + bad.join("\n") + "\n" : "") + (missing.length ? "缺少：\n" + missing.join("\n") + "\n" : "") + "完好：" + good + " 个文件。", "bad");
    }
    function next() {
      if (at >= lines.length) { finish(); return; }
      var line = lines[at++], name = line.slice(66), file = found.files[found.root + name];
      if (at % 20 === 1) { show("正在核对：第 " + at + " 个，共 " + lines.length + " 个。请等一等。"); }
      if (!file) { missing.push(name); window.setTimeout(next, 0); return; }
      digest(file, function (hex) {
        if (hex === line.slice(0, 64)) { good++; } else { bad.push(name); }
        window.setTimeout(next, 0);
      });
    }
    next();
  }

  function start() {
    var found = gather(chooser.files);
    if (!chooser.files.length) { return; }
    if (!found.list) { show("这里没有 SHA256SUMS.txt。请选中整个 U 盘；如果已经选中了，说明 U 盘没有做完，请重新制作。", "bad"); return; }
    read(found.list, "readAsText", function (text) {
      var lines = (text || "").split("\n").filter(function (line) { return /^[0-9a-f]{64}  ./.test(line); });
      if (!lines.length) { show("SHA256SUMS.txt 损坏了，请重新制作这个 U 盘。", "bad"); return; }
      compare(found, lines);
    });
  }

  document.getElementById("script-off").style.display = "none";
  if (!("webkitdirectory" in chooser) || !window.FileReader || !window.Uint8Array) {
    show("这个浏览器太旧，不能核对。Windows 上请双击“核对-Windows.bat”。", "bad");
    return;
  }
  chooser.disabled = false;
  chooser.addEventListener("change", start);
}());
