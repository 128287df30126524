/* The player: one <audio>, and the times of book.js. What sounds at a moment is looked up, never estimated.

   shengshu.book.tracks: [{section, title, file, clips: [[sentence id, start, end, [end of each token]], …]}, …],
   times in whole milliseconds of the file. */

(function () {
  "use strict";
  var shengshu = window.shengshu;
  var tracks = shengshu.book.tracks;
  var audio = new Audio();
  audio.preload = "auto";
  audio.volume = 0.7; // leaves room for a screen reader
  ["preservesPitch", "mozPreservesPitch", "webkitPreservesPitch"].forEach(function (name) {
    if (name in audio) audio[name] = true;
  });

  var places = {}; // sentence id -> [track, clip]
  tracks.forEach(function (track, t) {
    track.clips.forEach(function (clip, c) { places[clip[0]] = [t, c]; });
  });

  var at = { track: 0, clip: 0 };
  var wanted = null; // second to start from once the file is known
  var loaded = -1;
  var playing = false;
  var listeners = { state: [], place: [], error: [], section: [] };

  function tell(event, value) {
    listeners[event].forEach(function (listener) { listener(value); });
  }

  function has(id) {
    return Object.prototype.hasOwnProperty.call(places, id);
  }

  function clip() {
    return tracks[at.track].clips[at.clip];
  }

  /** Index of the last clip that begins at or before `ms`; -1 within the spoken announcement. */
  function clipAt(clips, ms) {
    var low = 0, high = clips.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (clips[middle][1] <= ms) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  /** Number of the token that sounds at `ms`: the first that has not ended; -1 after the last. */
  function tokenAt(ends, ms) {
    for (var n = 0; n < ends.length; n++) if (ms < ends[n]) return n;
    return -1;
  }

  /** Follow the audio: which sentence and word sound now. Called on every picture while playing. */
  function follow() {
    if (wanted !== null || loaded !== at.track) return;
    var clips = tracks[at.track].clips;
    var ms = audio.currentTime * 1000;
    var c = clipAt(clips, ms);
    if (c < 0) return shengshu.text.mark(null, -1);
    if (c !== at.clip) {
      at.clip = c;
      tell("place", clips[c][0]);
    }
    shengshu.text.mark(clips[c][0], tokenAt(clips[c][3], ms));
  }

  function tick() {
    if (!playing) return;
    follow();
    window.requestAnimationFrame(tick);
  }

  function load(track, second) {
    wanted = second;
    if (loaded !== track) {
      loaded = track;
      audio.src = tracks[track].file;
      audio.load();
      tell("section", track);
    } else {
      seek();
    }
  }

  /** Go to the wanted second as soon as the file's length is known. */
  function seek() {
    if (wanted === null || audio.readyState < 1) return;
    audio.currentTime = wanted;
    wanted = null;
    follow();
  }

  /** Make `clip` of `track` the place, sounding or not. `announce`: begin with the spoken announcement of the section. */
  function go(track, c, announce) {
    at = { track: track, clip: c };
    load(track, announce ? 0 : (clip()[1] + 0.5) / 1000); // half a millisecond in, clear of the clip before
    shengshu.text.mark(clip()[0], -1);
    tell("place", clip()[0]);
    if (playing) sound();
  }

  function play() {
    if (loaded < 0) go(at.track, at.clip, false);
    if (!playing) window.requestAnimationFrame(tick);
    playing = true;
    tell("state", true);
    sound();
  }

  function sound() {
    var promise = audio.play();
    if (promise) promise.catch(function (error) {
      if (error.name === "NotAllowedError") stopped("浏览器没有放出声音，请再按一次“播放”。");
    });
  }

  function pause() {
    playing = false;
    audio.pause();
    tell("state", false);
  }

  function stopped(words) {
    pause();
    tell("error", words);
  }

  /** The sentence before or after; across sections. */
  function step(by) {
    var track = at.track, c = at.clip + by;
    if (c < 0 && track > 0) c = tracks[--track].clips.length - 1;
    if (c >= tracks[track].clips.length && track + 1 < tracks.length) { track++; c = 0; }
    if (c >= 0 && c < tracks[track].clips.length) go(track, c, false);
    return c >= 0 && c < tracks[track].clips.length;
  }

  /** The section before or after; back goes to the section's own start first. */
  function stepSection(by) {
    var track = at.track + (by < 0 && at.clip > 0 ? 0 : by);
    if (track < 0 || track >= tracks.length) return false;
    go(track, 0, false);
    return true;
  }

  function setRate(rate) {
    audio.defaultPlaybackRate = rate; // a new file begins with this one
    audio.playbackRate = rate;
  }

  audio.addEventListener("loadedmetadata", seek);
  audio.addEventListener("timeupdate", follow); // in a hidden tab no pictures are drawn
  audio.addEventListener("error", function () {
    if (!audio.getAttribute("src")) return;
    var file = tracks[at.track].file;
    loaded = -1;
    stopped("声音文件打不开：" + file + "。请看看它是不是和网页在同一个文件夹里。");
  });
  audio.addEventListener("ended", function () {
    if (shengshu.player.beforeNext && shengshu.player.beforeNext()) return;
    if (at.track + 1 < tracks.length) {
      go(at.track + 1, 0, false);
    } else {
      pause();
      tell("error", "全部读完了。");
    }
  });
  audio.addEventListener("pause", function () {
    if (playing && !audio.ended && wanted === null) pause(); // stopped from outside: headset, system
  });

  shengshu.player = {
    audio: audio,
    has: has,
    at: function () { return at; },
    sentence: function () { return tracks.length ? clip()[0] : ""; },
    section: function () { return tracks[at.track]; },
    playing: function () { return playing; },
    on: function (event, listener) { listeners[event].push(listener); },
    goTo: function (id) { go(places[id][0], places[id][1], false); },
    playFrom: function (id) { go(places[id][0], places[id][1], false); play(); },
    playBook: function () { go(0, 0, true); play(); },
    play: play,
    pause: pause,
    toggle: function () { if (playing) pause(); else play(); },
    step: step,
    stepSection: stepSection,
    setRate: setRate,
    setVolume: function (volume) { audio.volume = volume; },
    beforeNext: null
  };
})();
