#!/usr/bin/env bash
# The browser of the tests, which nothing else needs: Debian's Chromium, installed where it is missing and may be.
set -euo pipefail

say() { printf 'setup: %s\n' "$*" >&2; }
there() { command -v chromium chromium-browser google-chrome >/dev/null; }

there && exit 0
if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    say "installing chromium, for the tests of the desk"
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2
    there && exit 0
fi
say "no browser here: the tests of the desk will fail. As root: apt-get install chromium; then make test again"
