#!/usr/bin/env bash
# Writes the locks anew: hashes, no registry address, one lock for Linux x86_64 and aarch64. UPGRADE=--upgrade takes newer versions.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
compile() { .venv/bin/uv pip compile --system-certs --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 ${UPGRADE:-} "$@"; }

compile requirements/run.in --output-file requirements/run.txt
compile requirements/dev.in --constraint requirements/run.txt --output-file requirements/dev.txt
echo uv | compile - --constraint requirements/dev.txt --no-annotate --output-file requirements/uv.txt
