"""What deploy/ says is true: every command, service, port, setting, figure, file and chapter that it names exists."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, cast, get_args

import pytest
import typer.main
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

from services.bus.meters import Meters
from services.casework.incoming import Result
from services.cli.app import app
from services.ops.probes import app as probes
from services.ops.standing import Record, Standing
from services.parts import PARTS as EVERY_PART
from services.reminders.post import Sent
from services.settings import Settings
from services.store.connect import Role
from tests.architecture.source import ROOT, text

DEPLOY = ROOT / "deploy"
SYSTEMD = DEPLOY / "systemd"
RUNBOOK = (DEPLOY / "runbook.md").read_text()
MANUALS = (RUNBOOK, (DEPLOY / "README.md").read_text(), (DEPLOY / "postgres" / "README.md").read_text())
SETTINGS = {f"TRYGGHET_{name.upper()}" for name in Settings.model_fields}
PORT = 8080

PARTS = tuple(part for part in EVERY_PART if part != "desk")
"""The desk answers its own machine only until it has a login: it is started by hand there, and no manifest names it."""
OPS_PATHS = {"/healthz", "/readyz"}
COMMANDS = typer.main.get_command(app)
UNITS = sorted(SYSTEMD.glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
MANIFESTS = [
    document
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for document in yaml.safe_load_all(path.read_text())
]
(ALERT_GROUP,) = yaml.safe_load((DEPLOY / "alerts" / "trygghet.rules.yaml").read_text())["groups"]


# ------------------------------------------------------------------------------------------------ commands


def commands_in(manual: str) -> Iterator[list[str]]:
    """Every `trygghet ...` of a text: lines of code blocks, and code within a sentence."""
    fenced = re.findall(r"^ *[#$] (?:.*(?:&&|[|]) )?trygghet (.*)$", manual, re.MULTILINE)
    inline = re.findall(r"`trygghet ([^`]+)`", manual)
    for found in fenced + inline:
        yield re.findall(r'"[^"]*"|\S+', " ".join(found.split()))


def unknown_in(words: list[str], command: Any = COMMANDS) -> list[str]:
    """The words of a command line that the command line does not know."""
    options = {name: option for option in command.params for name in option.opts if option.param_type_name == "option"}
    options |= {name: option for option in COMMANDS.params for name in option.opts}  # --json, --as, --data: everywhere
    values = 0
    for place, word in enumerate(words):
        if values:
            values -= 1
        elif word.startswith("--"):
            if word != "--help" and word not in options:
                return [word]
            values = 0 if word == "--help" or options[word].is_flag else 1
        elif hasattr(command, "commands"):
            return unknown_in(words[place + 1 :], command.commands[word]) if word in command.commands else [word]
    return []


def test_every_command_of_the_manuals_exists():
    found = [words for manual in MANUALS for words in commands_in(manual)]
    assert len(found) > 30, "the test does not see the commands"
    assert {" ".join(words): unknown for words in found if (unknown := unknown_in(words))} == {}


@pytest.mark.parametrize("line", ["mend", "quarantine burn 17", "refusals --closed", "verify --fast"])
def test_a_command_that_does_not_exist_is_seen(line: str):
    assert unknown_in(line.split())


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.md")), ids=lambda path: path.name)
def test_every_chapter_and_file_that_a_manual_points_to_exists(path: Path):
    links = re.findall(r"\]\(([^)]+)\)", path.read_text())
    assert links
    for link in links:
        target, _, chapter = link.partition("#")
        file = (path.parent / target) if target else path
        assert file.exists(), link
        assert not chapter or chapter in chapters(file.read_text()), link


def chapters(manual: str) -> set[str]:
    """The anchors of a text's headings."""
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"^ *```.*?^ *```", "", manual, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_message_that_the_runbook_quotes_is_said_by_the_service():
    quotes = re.findall(r"^> (.+)$", RUNBOOK, re.MULTILINE)
    assert len(quotes) >= 8
    sources = (*(ROOT / "services").rglob("*.py"), ROOT / "services/texts/nb.toml")
    said = " ".join(" ".join(text(path).split()) for path in sources)
    for quote in quotes:
        pattern = ".{1,40}?".join(re.escape(piece.strip()) for piece in quote.split("…"))
        assert re.search(pattern, said), quote


def test_every_line_of_the_log_that_the_runbook_names_is_written():
    said = " ".join(text(path) for path in (ROOT / "services").rglob("*.py"))
    for event in ("batch_not_committed", "relay_interrupted", "relay_stream_ahead_of_record", "mail_server_away"):
        assert f"`{event}`" in RUNBOOK
        assert f'"{event}"' in said


# ------------------------------------------------------------------------------------------------ systemd


def parsed(path: Path) -> dict[str, list[str]]:
    """Directives of a unit with what its drop-in for all services says after it, as systemd merges them."""
    found: dict[str, list[str]] = {}
    for source in (path, *sorted((SYSTEMD / "trygghet-.service.d").glob("*.conf"))):
        for line in source.read_text().splitlines():
            if line and not line.startswith(("#", "[")):
                name, value = line.split("=", 1)
                found.setdefault(name, []).append(value)
    return found


def served(command: str) -> list[str]:
    """The words after `trygghet`."""
    return command.partition("/trygghet ")[2].split()


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_what_exists_and_cannot_do_more_than_it_must(unit: Path):
    found = parsed(unit)
    (start,) = found["ExecStart"]
    words = served(start)
    assert start.startswith("/opt/trygghet/bin/with-credentials /opt/trygghet/venv/bin/trygghet ")
    assert unknown_in(words) == []
    assert words[0] in ("serve", "migrate")
    assert set(words[1:]) <= set(PARTS)
    assert found["User"] == ["trygghet"]
    for directive in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictNamespaces"):
        assert found[directive] == ["yes"]
    assert found["ProtectSystem"] == ["strict"]
    assert found["CapabilityBoundingSet"] == [""]
    assert found["LimitCORE"] == ["0"]
    assert "TRYGGHET:/etc/trygghet/credentials" in found["LoadCredential"]
    assert set(re.findall(r"TRYGGHET_[A-Z_]+", unit.read_text())) <= SETTINGS


def test_every_service_has_a_unit_and_a_port_of_its_own():
    apart = {unit.name: parsed(unit) for unit in UNITS if unit.stem not in ("trygghet-all", "trygghet-migrate")}
    assert sorted(served(found["ExecStart"][0])[1] for found in apart.values()) == sorted(PARTS)
    assert served(parsed(SYSTEMD / "trygghet-all.service")["ExecStart"][0])[1:] == list(PARTS)
    ports = [line for found in apart.values() for line in found["Environment"] if "_PORT=" in line]
    assert len(set(ports)) == len(apart)


# Whom a service goes to the record as; `ops` in the same process asks as the reader.
ROLES = {
    "casework": {Role.WRITER, Role.READER, Role.ERASER},  # its clock ends what an erasure left, and drops what is over
    "relay": {Role.WRITER, Role.READER},
    "reminders": {Role.REMINDERS, Role.READER},
    "audit": {Role.AUDITOR, Role.READER},
    "ops": {Role.READER},
}
WITHOUT_KEYS = {"relay", "ops"}


@pytest.mark.parametrize("part", PARTS)
def test_a_service_does_not_see_the_passwords_and_keys_that_it_does_not_need(part: str):
    (unit,) = [unit for unit in UNITS if served(parsed(unit)["ExecStart"][0])[1:2] == [part] and "all" not in unit.stem]
    hidden = {path.rpartition("/")[2] for path in parsed(unit)["InaccessiblePaths"]}
    wanted = {f"{role}.password" for role in Role if role not in ROLES[part]}
    assert hidden == wanted | ({"master.key"} if part in WITHOUT_KEYS else set())


def test_the_example_of_settings_names_settings_and_holds_no_secret(monkeypatch: pytest.MonkeyPatch):
    example = (SYSTEMD / "trygghet.env.example").read_text()
    values = dict(line.split("=", 1) for line in example.splitlines() if line and not line.startswith("#"))
    assert set(values) - {"SSL_CERT_FILE"} <= SETTINGS
    assert "@" not in values["TRYGGHET_DATABASE_URL"], "the address that all services have is without a password"
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    assert Settings().nats_max_bytes == int(values["TRYGGHET_NATS_MAX_BYTES"])


def test_secrets_come_as_files_and_reach_the_command_alone(tmp_path: Path):
    (tmp_path / "TRYGGHET_NATS_URL").write_text("tls://service:a'b c@bus.example.org\n")
    (tmp_path / "other").write_text("not ours")
    show = "import os; print(os.environ.get('TRYGGHET_NATS_URL'), os.environ.get('other'))"
    environment = {"PATH": os.environ["PATH"], "CREDENTIALS_DIRECTORY": str(tmp_path)}
    run = (DEPLOY / "with-credentials", "python3", "-c", show)
    told = subprocess.run(run, env=environment, capture_output=True, text=True, check=True, timeout=20)
    assert told.stdout == "tls://service:a'b c@bus.example.org None\n"
    environment["CREDENTIALS_DIRECTORY"] = str(tmp_path / "nowhere")
    told = subprocess.run(run, env=environment, capture_output=True, text=True, check=True, timeout=20)
    assert told.stdout == "None None\n"


# ------------------------------------------------------------------------------------------------ containers


def test_every_service_of_the_compose_file_starts_what_exists_as_nobody_in_particular():
    ours = {name: about for name, about in COMPOSE["services"].items() if about["image"] == "trygghet"}
    assert set(ours) == {*PARTS, "migrate"}
    for name, about in ours.items():
        assert unknown_in(about["command"]) == []
        assert name in about["command"]
        assert set(about["environment"]) - {"SSL_CERT_FILE"} <= SETTINGS
        assert about["user"] == "10001:10001"
        assert about["read_only"] is True
        assert about["cap_drop"] == ["ALL"]


def test_the_compose_file_names_only_secrets_configurations_volumes_and_files_that_there_are():
    for about in COMPOSE["services"].values():
        for kind in ("secrets", "configs"):
            named = {each if isinstance(each, str) else each["source"] for each in about.get(kind, [])}
            assert named <= set(COMPOSE[kind])
        volumes = {each.partition(":")[0] for each in about.get("volumes", [])}
        assert {each for each in volumes if not each.startswith(".")} <= set(COMPOSE["volumes"])
        assert all((DEPLOY / "container" / each).exists() for each in volumes if each.startswith("."))
    files = [each["file"] for each in COMPOSE["configs"].values() if "file" in each]
    assert all((DEPLOY / "container" / file).exists() for file in files if not file.startswith("./secrets/"))
    secrets = [each["file"] for each in (*COMPOSE["secrets"].values(), *COMPOSE["configs"].values()) if "file" in each]
    named = {file.removeprefix("./secrets/") for file in secrets if file.startswith("./secrets/")}
    assert [name for name in named if f"`{name}`" not in MANUALS[1]] == []
    assert {name for name in COMPOSE["secrets"] if name.startswith("TRYGGHET_")} <= SETTINGS


def test_the_image_holds_what_it_copies_and_runs_as_nobody_in_particular():
    lines = (DEPLOY / "container" / "Containerfile").read_text()
    copied = [line.split()[1:-1] for line in lines.splitlines() if line.startswith("COPY ") and "--from" not in line]
    assert copied
    assert [path for paths in copied for path in paths if not (ROOT / path).exists()] == []
    assert lines.index("USER 10001:10001") < lines.index("ENTRYPOINT")
    assert set(re.findall(r"(TRYGGHET_\w+)=", lines)) <= SETTINGS
    assert "ARG BASE=debian:12-slim" in lines


def test_every_pod_starts_what_exists_and_may_write_to_its_volumes_only():
    specs = [each["spec"]["template"]["spec"] for each in MANIFESTS if each["kind"] in ("Deployment", "Job")]
    started = []
    for spec in specs:
        (container,) = spec["containers"]
        assert unknown_in(container["args"]) == []
        started.append(container["args"][1] if container["args"][0] == "serve" else container["args"][0])
        assert set(container["args"][1:]) <= set(PARTS)
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert spec["enableServiceLinks"] is False
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in spec["volumes"]}
        if container["args"][0] == "serve":
            probes = [container[probe]["httpGet"] for probe in ("livenessProbe", "readinessProbe")]
            assert {probe["path"] for probe in probes} == OPS_PATHS
            assert {probe["port"] for probe in probes} == {container["ports"][0]["containerPort"]} == {PORT}
    assert sorted(started) == sorted((*PARTS, "migrate"))


def test_the_settings_of_pods_and_containers_exist_and_are_their_page_s():
    (settings,) = [each["data"] for each in MANIFESTS if each["kind"] == "ConfigMap"]
    assert set(settings) - {"SSL_CERT_FILE", "CREDENTIALS_DIRECTORY"} <= SETTINGS
    assert "@" not in settings["TRYGGHET_DATABASE_URL"]
    composed = COMPOSE["services"]["ops"]["environment"]
    assert settings["TRYGGHET_OPS_PORT"] == composed["TRYGGHET_OPS_PORT"] == str(PORT)
    (policy,) = [each["spec"] for each in MANIFESTS if each["kind"] == "NetworkPolicy"]
    assert [port for rule in policy["ingress"] for port in rule["ports"]] == [{"port": PORT}]


def test_the_paths_of_the_probes_are_answered():
    said = " ".join(text(path) for path in (ROOT / "services" / "ops").rglob("*.py"))
    assert [path for path in sorted(OPS_PATHS | {"/metrics"}) if f'"{path}"' not in said] == []


# ------------------------------------------------------------------------------------------------ alerts


def figures() -> dict[str, set[str]]:
    """Name of every sample that a process of ours shows, with its labels."""
    registry = CollectorRegistry()
    Meters(registry)
    probes(cast(Standing, None), registry)  # makes its own; looks at nothing until it is asked
    found: dict[str, set[str]] = {}
    for meter, names in registry._collector_to_names.items():
        assert isinstance(meter, MetricWrapperBase)
        for name in names:
            found[name] = set(meter._labelnames) | ({"le"} if name.endswith("_bucket") else set())
    return found


VALUES = {
    ("trygghet_facts_total", "outcome"): set(get_args(Result)),
    ("trygghet_mails_total", "outcome"): set(get_args(Sent)),
    ("trygghet_open", "what"): {field.name for field in fields(Record)},
}


@pytest.mark.parametrize("rule", ALERT_GROUP["rules"], ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_figures_that_there_are_and_says_where_to_read_on(rule: dict[str, Any]):
    known = figures()
    named = re.findall(r"\b(trygghet_\w+|up)(?:\{([^}]*)\})?", rule["expr"])
    assert named
    for name, matchers in named:
        assert name == "up" or name in known, name
        for label, value in re.findall(r'(\w+)=~?"([^"]*)"', matchers):
            assert name == "up" or label in known[name], (name, label)
            assert name == "up" or set(value.split("|")) <= VALUES[name, label], value
    grouped = {label for labels in re.findall(r"by \(([^)]*)\)", rule["expr"]) for label in labels.split(", ")}
    shown = set(re.findall(r"\$labels[.](\w+)", rule["annotations"]["summary"]))
    assert grouped | shown <= {"instance"}.union(*(known.get(name, set()) for name, _ in named))
    assert rule["labels"]["severity"] in ("page", "ticket")
    file, _, chapter = rule["annotations"]["runbook"].partition("#")
    assert chapter in chapters((DEPLOY / file).read_text())
    assert set(rule["annotations"]) == {"summary", "runbook"}


def test_every_alert_that_the_runbook_names_exists():
    assert set(re.findall(r"`(Trygghet[A-Z]\w+)`", RUNBOOK)) <= {rule["alert"] for rule in ALERT_GROUP["rules"]}
