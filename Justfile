# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
#
# The one list of verbs; `./run VERB` brings the tools and calls it.

export PATH := justfile_directory() / ".venv/bin:" + env("PATH")
# Compiled modules are kept, as on a station: start-up is measured, and tests start many programs.
export PYTHONDONTWRITEBYTECODE := ""
set positional-arguments

# List the verbs
default:
    @just --list --unsorted

# The whole story on one machine, headless, with progress (--json, --dir D, --camera PATH)
demo *ARGS:
    @escale demo "$@"

# The interactive station in this terminal, with a central of its own (--minutes-scale 0.1)
exam *ARGS:
    @escale demo exam "$@"

# All tests, in parallel
test *ARGS:
    pytest -n auto --dist loadgroup -q "$@"

# Formatting, lint, types, directions of imports, licence notes, translations
check:
    ruff format --check .
    ruff check .
    basedpyright
    lint-imports
    python -m tests.contracts.licences
    python -m tests.contracts.catalogues

# Format and mend what can be mended by machine
fmt:
    ruff check --fix .
    ruff format .

# Measurements (bench, bench cat, bench station, bench proctor); peers: uv pip install -r requirements-bench.lock
bench *ARGS:
    python -m tests.bench "$@"

# 1,000 kills at random moments and at every write point
torture *ARGS:
    python -m tests.torture "$@"

# The model tests on arm64, emulated: mmdebstrap and qemu-user, as root
arm64 *ARGS:
    @tests/arm64.sh "$@"

# Pictures of the screens and generated pages of docs/
docs:
    python -m docs.build

# Lock every dependency with hashes, for every platform
lock:
    uv pip compile -q --universal --generate-hashes --no-emit-index-url --upgrade \
        --extra station --extra central --extra dev pyproject.toml -o requirements.lock
    uv pip compile -q --universal --generate-hashes --no-emit-index-url --upgrade \
        pyproject.toml -o requirements-verifier.lock
    uv pip compile -q --universal --generate-hashes --no-emit-index-url --upgrade \
        --extra station --extra central --extra dev --extra bench pyproject.toml -o requirements-bench.lock
    printf 'uv\nrust-just\n' | uv pip compile -q --universal --generate-hashes --no-emit-index-url --upgrade \
        - -o requirements-tools.lock
