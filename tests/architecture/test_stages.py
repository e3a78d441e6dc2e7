"""The driver of `make test` tells the truth about what failed, what took too long and what hangs."""

import os
import sys

from scripts.stages import Spent, Stage, run, stages, table
from tests.architecture.source import ROOT


def stage(code: str, budget: int = 60) -> Stage:
    return Stage("unit", "unit and properties", budget, (sys.executable, "-c", code))


def test_a_stage_that_fails_keeps_its_code():
    assert run(stage("raise SystemExit(3)")).code == 3


def test_a_stage_that_hangs_is_ended_and_has_failed(monkeypatch):
    monkeypatch.setattr("scripts.stages.HANGS_AFTER", 0.5)
    spent = run(stage("import time; time.sleep(60)", budget=1))
    assert spent.code != 0
    assert spent.seconds < 30


def test_a_stage_over_its_budget_is_shown_loudly():
    shown = table([Spent(stage("", budget=10), 12.0, 0), Spent(stage("", budget=10), 2.0, 1)])
    assert "OVER BUDGET by 2 s" in shown
    assert "FAILED (1)" in shown


def test_only_stages_that_have_tests_are_run():
    found = {entry.key: entry.command for entry in stages(["--collect-only"])}
    assert "tests/architecture" in found["unit"]
    assert all("--collect-only" in command for command in found.values())


def test_the_build_server_runs_what_the_readme_says():
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "exec make test"
