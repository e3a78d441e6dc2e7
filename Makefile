# make help tells what there is. A fresh machine needs Python 3.11 or newer and make, nothing else.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup run test check format lock audit screens bench faults clean
BIN := .venv/bin
# What is compiled is kept, whatever this machine says: the tests start some hundred processes.
export PYTHONDONTWRITEBYTECODE :=

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## a working .venv/bin/trygghet, and a browser for the tests; nothing to do when the lock has not changed
	@scripts/setup.sh && scripts/browser.sh

run: ## the whole service on this machine with a synthetic district; Ctrl-C leaves nothing running
	@scripts/setup.sh && exec $(BIN)/trygghet up --sample

test: ## everything that must pass, in stages with budgets
	@began=$$EPOCHREALTIME; scripts/setup.sh && scripts/browser.sh && exec $(BIN)/python scripts/stages.py --began $$began

check: setup ## the gate without tests, under a minute
	@scripts/check.sh

format: setup ## put the code in the form that the gate asks for
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

lock: setup ## write requirements/*.txt anew from *.in
	@scripts/lock.sh

audit: setup ## known holes in what is locked (asks the network)
	@$(BIN)/pip-audit --require-hashes --disable-pip -r requirements/run.txt

screens: setup ## pictures of every page of the desk, in build/screens/index.html
	@exec $(BIN)/python -m pytest -q --numprocesses=2 --dist=worksteal tests/desk/browser/test_pages.py

bench: setup ## facts a second, rows a second, ready time, beside plain consumers; pages of the desk over 100,000 cases
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.desk

faults: setup ## long: exploring held against 100,000 single steps; rules changed that a test has to notice; many schedules of kill -9, lost streams, lost databases; the history is checked
	@$(BIN)/trygghet explore --compare 100000
	@$(BIN)/python -m tests.mutants
	@TRYGGHET_FAULTS_SEEDS=$${TRYGGHET_FAULTS_SEEDS:-15} exec $(BIN)/python -m pytest tests/faults --numprocesses=2 --dist=worksteal --timeout=1800

clean: ## remove what make setup and the tools have made (never data)
	@rm -rf .venv .setup.lock node_modules build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find events workflows services tests scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
