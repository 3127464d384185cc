#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs the model tests on arm64: a Debian root made by mmdebstrap, run by qemu-user.
#   tests/arm64.sh [pytest arguments; paths among them replace the usual tests]
# Needs root, mmdebstrap, qemu-user-static and about 2 GB. The root is kept in
# ESCALE_ARM64_ROOT (/var/tmp/escale-arm64); a run that was broken off goes on where it was.
# The locked wheels are unpacked by this machine's own uv, since an emulated pip takes most
# of an hour. Emulation proves results, never speed: times are to be measured on the target.
set -eu
cd "$(dirname "$0")/.."

root=${ESCALE_ARM64_ROOT:-/var/tmp/escale-arm64}
material=$(realpath -m "${ESCALE_TEST_DATA:-../shared}")
fetched=${XDG_CACHE_HOME:-$HOME/.cache}/escale
suite=bookworm
tests="tests/unit/proctor/test_slimming.py tests/unit/proctor/test_models.py
    tests/unit/proctor/test_tflite_import.py tests/unit/documents_id/test_columns.py
    tests/unit/documents_id/test_mrz_reading.py tests/unit/proctor/test_detectors.py
    tests/unit/documents_id/test_pictures.py tests/unit/proctor/test_timeline.py"
# What these tests import, with all that it needs: other parts of the lock stay away.
packages="ai-edge-litert annotated-doc annotated-types backports-strenum cbor2 certifi cffi cryptography
    flatbuffers hypothesis iniconfig markdown-it-py mdurl ml-dtypes numpy onnx onnxruntime
    opencv-python-headless packaging pillow pluggy protobuf pycparser pydantic pydantic-core
    pygments pytest pytest-asyncio pytest-timeout rich shellingham sortedcontainers soundfile
    tflite tqdm typer typing-extensions typing-inspection"

say() { printf 'arm64: %s\n' "$*" >&2; }

refuse() {
    say "$*"
    exit 2
}

check_tools() {
    [ "$(id -u)" -eq 0 ] || refuse "run this as root: it makes a Debian root and enters it"
    [ -x .venv/bin/uv ] || refuse "run ./run --version first: it brings uv"
    command -v mmdebstrap >/dev/null 2>&1 || refuse "mmdebstrap is missing: apt-get install mmdebstrap"
    [ "$(uname -m)" = aarch64 ] || check_emulator
}

# The entry must be one that the kernel opened itself (flag F): a root has no qemu inside.
check_emulator() {
    binfmt=/proc/sys/fs/binfmt_misc
    [ -e $binfmt/register ] || mount -t binfmt_misc binfmt_misc $binfmt 2>/dev/null ||
        refuse "this kernel has no binfmt_misc, or it may not be mounted here"
    if [ ! -e $binfmt/qemu-aarch64 ]; then
        command -v update-binfmts >/dev/null 2>&1 && [ -e /usr/share/binfmts/qemu-aarch64 ] ||
            refuse "no emulator is registered: apt-get install qemu-user-static binfmt-support"
        update-binfmts --enable qemu-aarch64 || refuse "qemu-aarch64 could not be registered"
    fi
    grep -q '^flags:.*F' $binfmt/qemu-aarch64 ||
        refuse "qemu-aarch64 is registered without the flag F: reinstall qemu-user-static"
}

# Unpacked by this machine and not configured: emulated maintainer scripts take many minutes
# and give nothing that a test looks at.
make_root() {
    say "making an arm64 Debian root in $root (about half a minute)"
    ! grep -q " $root.new/" /proc/mounts || refuse "a broken-off run left $root.new mounted: unmount it"
    rm -rf --one-file-system "$root.new"
    mmdebstrap --quiet --architectures=arm64 --variant=extract \
        --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --include=coreutils,dash,libstdc++6,python3 \
        $suite "$root.new" >/dev/null
    mkdir -p "$root.new/proc" "$root.new/root" "$root.new/srv"
    mv "$root.new" "$root"
}

# The lock's blocks of the packages named above, with their hashes.
wanted() {
    awk -v names="$(echo $packages)" '
        BEGIN { split(names, list, " "); for (i in list) keep_name[list[i]] = 1 }
        /^[a-z0-9]/ { split($0, part, "=="); keep = part[1] in keep_name }
        keep' requirements.lock
}

install_packages() {
    wanted >"$root/srv/requirements.txt"
    if cmp -s "$root/srv/requirements.txt" "$root/srv/installed.txt"; then return; fi
    say "unpacking the locked arm64 wheels"
    rm -rf --one-file-system "$root/srv/site"
    .venv/bin/uv pip install -q --target "$root/srv/site" --no-deps --require-hashes \
        --python-platform aarch64-manylinux_2_36 --python-version 3.11 --only-binary :all: \
        -r "$root/srv/requirements.txt"
    cp "$root/srv/requirements.txt" "$root/srv/installed.txt"
}

copy_project() {
    rm -rf --one-file-system "$root/srv/escale"
    mkdir -p "$root/srv/escale" "$root/srv/shared" "$root/srv/cache/escale"
    git ls-files -z --cached --others --exclude-standard |
        tar --null --ignore-failed-read -T - -cf - | tar -xf - -C "$root/srv/escale"
    [ -d "$material" ] || say "no test material at $material: tests that need it are skipped by name"
    [ -d "$fetched" ] || say "no fetched models: run escale models fetch first to test them, too"
}

# Models, their wheels and pictures are lent for the time of the run, in a mount namespace of its own.
run_tests() {
    case " $* " in *" tests/"*) tests="" ;; esac
    say "running the model tests (emulated: about twenty times slower)"
    began=$(date +%s)
    status=0
    # shellcheck disable=SC2016,SC2086
    unshare --mount sh -c '
        root=$1 material=$2 fetched=$3
        shift 3
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        [ ! -d "$material" ] || mount --bind -o ro "$material" "$root/srv/shared"
        [ ! -d "$fetched" ] || mount --bind -o ro "$fetched" "$root/srv/cache/escale"
        exec chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root LANG=C.UTF-8 \
            PYTHONPATH=/srv/site:/srv/escale PYTHONDONTWRITEBYTECODE=1 ORT_DISABLE_TELEMETRY=1 \
            XDG_CACHE_HOME=/srv/cache ESCALE_TEST_DATA=/srv/shared "$@"' \
        arm64 "$root" "$material" "$fetched" \
        sh -c 'uname -m; cd /srv/escale && exec python3 -m pytest -q -p no:cacheprovider \
            -o timeout=7200 "$@"' pytest $tests "$@" || status=$?
    say "finished in $(($(date +%s) - began)) s with exit code $status"
    return $status
}

check_tools
[ -d "$root" ] || make_root
install_packages
copy_project
run_tests "$@"
