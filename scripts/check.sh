#!/usr/bin/env bash
# The gate without tests: runs every tool, tells all that is wrong, fails if one of them does.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
BIN=.venv/bin
failed=()

gate() {
    local name=$1 began=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    "$@" || failed+=("$name")
    printf -- '-- %s: %s s\n' "$name" $((SECONDS - began))
}

gate "ruff check" $BIN/ruff check --quiet .
gate "ruff format" $BIN/ruff format --check --quiet .
gate "mypy" $BIN/mypy
gate "import-linter" $BIN/lint-imports --no-logo
gate "deptry" $BIN/deptry --no-ansi events workflows services

if ((${#failed[@]})); then
    printf '\nNOT in order: %s\n' "$(IFS=,; echo "${failed[*]}")"
    exit 1
fi
printf '\nall in order\n'
