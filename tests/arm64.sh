#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs the model tests on arm64: a Debian root made by mmdebstrap, run by qemu-user.
#   tests/arm64.sh [pytest arguments]
# Needs root, mmdebstrap, qemu-user-static with its binfmt entry, about 3 GB and, emulated,
# most of an hour the first time. The root is kept in ESCALE_ARM64_ROOT and used again.
# Emulation proves results, never speed: times are to be measured on the target.
set -eu
cd "$(dirname "$0")/.."

root=${ESCALE_ARM64_ROOT:-/var/tmp/escale-arm64}
material=${ESCALE_TEST_DATA:-../shared}
tests="tests/unit/proctor/test_detectors.py tests/unit/proctor/test_slimming.py
    tests/unit/proctor/test_models.py tests/unit/proctor/test_tflite_import.py
    tests/unit/proctor/test_timeline.py"

say() { printf 'arm64: %s\n' "$*" >&2; }

check_tools() {
    missing=""
    command -v mmdebstrap >/dev/null 2>&1 || missing="$missing mmdebstrap"
    [ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ] || [ "$(uname -m)" = aarch64 ] ||
        missing="$missing qemu-user-static binfmt-support"
    if [ -n "$missing" ]; then
        say "these are missing: apt-get install$missing"
        exit 2
    fi
    if [ "$(id -u)" -ne 0 ]; then
        say "run this as root: it makes a Debian root and enters it"
        exit 2
    fi
}

# libsndfile and OpenCV bring their own libraries in their wheels
make_root() {
    say "making an arm64 Debian root in $root"
    mmdebstrap --architectures=arm64 --variant=minbase \
        --include=ca-certificates,python3,python3-venv,git \
        bookworm "$root.new"
    mv "$root.new" "$root"
}

enter() { chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root LANG=C.UTF-8 "$@"; }

# What needs a compiler or a sound card is not what these tests are about
without_devices() { awk '/^[a-z0-9]/ { keep = !/^(pyaudio|sqlcipher3)==/ } keep || /^#/' requirements.lock; }

install_packages() {
    cp -L /etc/resolv.conf "$root/etc/resolv.conf"
    [ ! -e /etc/pip.conf ] || cp -L /etc/pip.conf "$root/etc/pip.conf"
    without_devices >"$root/srv/requirements.txt"
    [ -x "$root/srv/venv/bin/python" ] || enter python3 -m venv /srv/venv
    if ! cmp -s "$root/srv/requirements.txt" "$root/srv/installed.txt"; then
        say "installing the locked packages (emulated: this takes a while)"
        enter /srv/venv/bin/pip install -q --require-hashes -r /srv/requirements.txt
        cp "$root/srv/requirements.txt" "$root/srv/installed.txt"
    fi
}

copy_project() {
    rm -rf "$root/srv/escale"
    mkdir -p "$root/srv/escale" "$root/srv/shared"
    git ls-files -z | tar --null --ignore-failed-read -T - -cf - | tar -xf - -C "$root/srv/escale"
    for part in models media; do
        [ ! -d "$material/$part" ] || cp -Ru "$material/$part" "$root/srv/shared/"
    done
    fetched=${XDG_CACHE_HOME:-$HOME/.cache}/escale/models
    [ ! -d "$fetched" ] || cp -Ru "$fetched" "$root/srv/shared/fetched"
}

run_tests() {
    # shellcheck disable=SC2086
    enter ESCALE_TEST_DATA=/srv/shared \
        sh -c 'mkdir -p "$HOME/.cache"/escale && ln -sfn /srv/shared/fetched "$HOME/.cache"/escale/models;
            cd /srv/escale && exec /srv/venv/bin/python -m pytest -q -p no:cacheprovider "$@"' \
        pytest $tests "$@"
}

check_tools
[ -d "$root" ] || make_root
install_packages
copy_project
run_tests "$@"
