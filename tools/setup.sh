#!/bin/sh
# Set up .venv for running (runtime) or for tests too (dev). Called by the Makefile; safe to call again.
set -eu
kind=${1:-runtime}
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
apt() {
    command -v apt-get >/dev/null || { say "Please install with your system's package manager: $*"; exit 1; }
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

command -v "$python" >/dev/null || { say "Python 3.11 or newer is needed: apt install python3 python3-venv"; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Python 3.11 or newer is needed; $python is $("$python" -V). Try: make PYTHON=python3.12 book"; exit 1; }

if [ ! -x .venv/bin/pip ]; then
    say "准备环境 · preparing .venv"
    rm -rf .venv
    "$python" -m venv .venv 2>/dev/null || {
        # Debian and Ubuntu keep venv in a package of its own.
        rm -rf .venv
        apt "python3-venv"
        "$python" -m venv .venv
    }
fi

say "安装依赖 · installing packages"
quiet="-q --disable-pip-version-check"
if [ "$kind" = runtime ]; then
    .venv/bin/pip install $quiet -e .
    exit 0
fi

.venv/bin/pip install $quiet -e '.[dev]'
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || apt chromium
command -v pdftoppm >/dev/null || apt poppler-utils
command -v curl >/dev/null || apt curl
command -v shasum >/dev/null || apt perl
command -v mcopy >/dev/null || apt mtools
command -v mkfs.vfat >/dev/null || [ -x /sbin/mkfs.vfat ] || apt dosfstools
# Talking books: a player, and the DTDs to check them against.
command -v daisy-player >/dev/null || apt daisy-player
command -v xmllint >/dev/null || apt libxml2-utils
[ -f /usr/share/xml/w3c-sgml-lib/schema/dtd/catalog.xml ] || apt w3c-sgml-lib
command -v npm >/dev/null || apt nodejs npm
PUPPETEER_SKIP_DOWNLOAD=true npm ci --silent --no-audit --no-fund >&2
