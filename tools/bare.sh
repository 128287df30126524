#!/usr/bin/env bash
# The set-up on a machine that has nothing: a Debian with python3, git and make (and sudo) in a folder, an ordinary user in it, this
# checkout, tools/setup.sh, and the tests that start every tool. Whoever works on a machine has most of what is missing by chance.
# Needs root and the package registries; no namespaces, no containers. SUITE=trixie for another Debian; further arguments: what to
# run there instead of these tests.
set -euo pipefail
cd "$(dirname "$0")/.."
suite=${SUITE:-bookworm}
work=$(mktemp -d "${TMPDIR:-/var/tmp}/bare-XXXXXX")
root=$work/root
home=/home/reader

leave() {
    for process in /proc/[0-9]*; do  # what the tests may have left running in there
        case $(readlink "$process/root" 2>/dev/null) in "$root") kill -9 "${process#/proc/}" 2>/dev/null || true ;; esac
    done
    mountpoint -q "$root/proc" && umount -l "$root/proc"
    rm -rf --one-file-system "$work"
}
trap leave EXIT

again() { "$@" || { sleep 10; "$@"; } || { sleep 30; "$@"; }; }  # a registry may be busy for a moment

root_made() {
    rm -rf --one-file-system "$root"
    debootstrap --variant=minbase --include=python3,git,make,sudo "$suite" "$root" >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; return 1; }
}

# What this machine trusts and how it reaches the registries is the machine's, not the project's: it goes along.
settings=()
along() {
    local name
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL npm_config_registry; do
        [ -z "${!name:-}" ] || settings+=("$name=${!name}")
    done
    compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null || return 0
    mkdir -p "$root/usr/local/share/ca-certificates" "$root/etc/ssl/machine"
    cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/machine/all.crt"
    for name in PIP_CERT SSL_CERT_FILE NODE_EXTRA_CA_CERTS; do settings+=("$name=/etc/ssl/machine/all.crt"); done
}

inside() {
    chroot --userspec=reader:reader "$root" env -i "HOME=$home" USER=reader LOGNAME=reader LANG=C.UTF-8 CI=true \
        PATH=/usr/local/bin:/usr/bin:/bin "${settings[@]}" sh -c "cd $home/checkout && $1"
}

[ "$(id -u)" = 0 ] || { echo "tools/bare.sh makes a system in a folder: it needs root" >&2; exit 1; }
command -v debootstrap >/dev/null || { again apt-get update -qq && again apt-get install -y -qq --no-install-recommends debootstrap; } >&2
again root_made
along
mount -t proc proc "$root/proc" || mount --bind /proc "$root/proc" || echo "no /proc may be mounted here: going on without" >&2
echo force-unsafe-io > "$root/etc/dpkg/dpkg.cfg.d/thrown-away"  # three times as fast
chmod 1777 "$root/dev/shm"  # as on a machine that was started, not unpacked
grep -w "$(hostname)" /etc/hosts >> "$root/etc/hosts" || true  # or sudo wonders
chroot "$root" useradd --create-home --shell /bin/bash reader
echo 'reader ALL=(ALL) NOPASSWD: ALL' > "$root/etc/sudoers.d/reader"
mkdir "$root$home/checkout"
tar -c --exclude=./.git --exclude=./.venv --exclude=./node_modules --exclude=./build --exclude=./.bench --exclude='./voices/*/fetched' . | tar -x -C "$root$home/checkout"
chroot "$root" chown -R reader:reader "$home"

again inside "make setup-test"
run=".venv/bin/python -m pytest -q -n0"
inside "${*:-$run tests/test_packages.py tests/test_files.py tests/kit/test_fat.py tests/editions/test_cover.py && $run tests/editions/test_epub_validators.py}"
