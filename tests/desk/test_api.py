"""The interface for programs: the same facts and questions as the pages, the same rules, the same denials."""

from typing import Any

import httpx
import orjson
import psycopg
import pytest
from jsonschema import Draft202012Validator

from events.catalogue import CATALOGUE, to_wire
from events.contact import FirstContactMade, Tried
from events.fact import Fact
from events.guidance import GuideAccepted
from events.protection import UrgedToReport
from events.values import Role, Source
from services.contracts.schemas import fact_schema
from services.desk.api.app import OPERATIONS
from services.desk.api.asking import MOST_BYTES
from tests.support.happenings import assessed, fact, guide_asked, hearing, referral, someone, staff
from tests.support.room import Browser, Room

ANNA = someone(1)
API = "/api/v1"
ASSESSED = b"trygghet.assessment.assessed.v1"


@pytest.fixture(scope="module")
def case(room: Room) -> str:
    """A case of ost that has been referred."""
    room.take(
        staff("drift", Role.OPERATOR, "ost", "vest"), staff("r-ost", Role.REFERRER, "ost"),
        staff("j-ost", Role.PROSECUTOR, "ost"), staff("h-ost", Role.HOLDER, "ost"), staff("salto", Role.SALTO, "ost"),
    )  # fmt: skip
    return room.case(referral(ANNA))


def told(browser: Browser, what: Fact | bytes, path: str = "/facts", **headers: str) -> httpx.Response:
    """A fact as a program sends it."""
    content = what if isinstance(what, bytes) else to_wire(what)
    return browser.post(f"{API}{path}", content=content, headers={"content-type": "application/json", **headers})


def called(case: str, name: str, by: str = "staff/k-ost") -> Fact:
    """The first call: without an assessment before it it is a breach."""
    answered = FirstContactMade(
        parties=(Tried(party="guardian_1", reached=True),), answered_by="guardian_1", answer="wants_time"
    )
    return fact(answered, f"case/{case}", by=by, fact_id=name)


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """What is wrong, as RFC 9457 has it."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    assert found["title"]
    assert found["detail"]
    assert found["mend"]
    return found


def test_a_fact_is_recorded_once_whoever_often_it_is_sent(room: Room, case: str):
    k = room.sit("k-ost")
    first = told(k, fact_again := assessed(case))
    assert first.status_code == 201, first.text
    assert first.json()["outcome"] == "recorded"
    (line,) = first.json()["results"]
    assert line == {"subject": f"case/{case}", "verb": "recorded", "sequence": line["sequence"]}
    again = told(k, orjson.dumps({**orjson.loads(to_wire(fact_again)), "unknown": 1}))
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    assert again.json()["results"] == [line]
    where = first.headers["location"]
    assert k.get(where).json() == {**first.json(), "repeated": False}
    assert room.sit("k-vest").get(where).status_code == 404


def test_the_same_id_with_another_content_is_put_aside(room: Room, case: str):
    k = room.sit("k-ost")
    k_first = guide_asked(case)
    assert told(k, k_first).status_code in (201, 409)
    other = orjson.loads(to_wire(k_first)) | {"time": "2026-11-23T07:00:00Z"}
    found = problem(told(k, orjson.dumps(other)), 409)
    assert found["type"] == "urn:trygghet:problem:quarantined"
    assert found["outcome"]["quarantine"] > 0


def test_may_i_do_this_now_is_answered_by_the_same_rules_and_writes_nothing(room: Room):
    ref = room.case(referral(someone(2)))
    before = room.ask("SELECT count(*) FROM inbox")
    tried = told(room.sit("k-ost"), called(ref, "may-i"), "/facts/dry-run")
    assert tried.status_code == 200
    assert (tried.json()["outcome"], tried.json()["tried"]) == ("breached", True)
    assert room.ask("SELECT count(*) FROM inbox") == before
    done = told(room.sit("k-ost"), called(ref, "may-i"))
    assert (done.status_code, done.json()["outcome"]) == (201, "breached")
    assert done.json()["reasons"] == tried.json()["reasons"]
    reason = done.json()["reasons"][0]
    assert {rule["rule"] for rule in reason["why"]["rules"]} == set(reason["rules"])
    assert all(rule["says"] for rule in reason["why"]["rules"])
    assert [one["type"] for one in reason["why"]["cleared_by"]] == (reason["cleared_by"] or reason["waits_for"])


def test_what_waits_and_what_is_refused_say_every_reason(room: Room, case: str):
    ref = room.case(referral(someone(3)))
    k = room.sit("k-ost")
    waits = told(k, fact(GuideAccepted(guide="g-ost"), f"case/{ref}", by="staff/k-ost", fact_id="early"))
    assert (waits.status_code, waits.json()["outcome"]) == (202, "waiting")
    assert waits.json()["reasons"][0]["waits_for"] == ["trygghet.guidance.guide_asked.v1"]
    refused = problem(told(k, guide_asked(ref, "e1")), 409)
    assert refused["type"] == "urn:trygghet:problem:refused"
    assert refused["outcome"]["reasons"][0]["says"]
    early = f"{API}/facts/desk/early"
    assert k.get(early).json()["outcome"] == "waiting"
    assert told(k, guide_asked(ref)).status_code == 201
    assert k.get(early).json()["outcome"] == "recorded"
    # The guide sees no unit as a whole, and hears of it by their part in the case.
    assert room.sit("g-ost").get(early).json()["results"][0]["subject"] == f"case/{ref}"
    assert problem(room.sit("e1").get(early), 404)
    assert problem(room.sit("k-vest").get(early), 404)
    assert problem(room.sit("salto").get(early), 404)


def test_nobody_reports_as_somebody_else_or_from_another_system(room: Room, case: str):
    k = room.sit("k-ost")
    other = problem(told(k, assessed(case, unit="vest")), 403)
    assert [(one["pointer"], one["expected"]) for one in other["errors"]] == [
        ("#/reportedby", "staff/k-ost"), ("#/recordedby", "staff/k-ost")
    ]  # fmt: skip
    system = problem(told(k, hearing("12345678")), 403)
    assert ("#/source", "desk") in [(one["pointer"], one["expected"]) for one in system["errors"]]
    own = to_wire(fact(assessed(case).data, f"case/{case}", by="staff/g-ost", fact_id="no-right"))
    assert problem(told(room.sit("g-ost"), own), 403)["type"] == "urn:trygghet:problem:not_allowed"


def test_a_case_of_another_unit_is_as_if_there_were_none(room: Room, case: str):
    vest = room.sit("k-vest")
    mine = to_wire(fact(assessed(case).data, f"case/{case}", by="staff/k-vest", fact_id="far"))
    none = to_wire(fact(assessed("T-0000-00").data, "case/T-0000-00", by="staff/k-vest", fact_id="none"))
    assert problem(told(vest, mine), 404) == problem(told(vest, none), 404)
    assert problem(vest.get(f"{API}/cases/{case}"), 404) == problem(vest.get(f"{API}/cases/T-0000-00"), 404)
    assert problem(vest.get(f"{API}/cases/{case}/eligible"), 404)


def test_whoever_refers_is_told_that_it_was_received_and_of_no_case(room: Room, case: str):
    mine = fact(referral(ANNA).data, "unit/ost", by="staff/r-ost", fact_id="referred-by-r")
    answer = told(room.sit("r-ost"), mine)
    assert answer.status_code in (200, 201), answer.text
    assert case not in answer.text
    assert ANNA.name not in answer.text


@pytest.mark.parametrize(
    ("content", "status", "code", "pointer"),
    [
        (b'{"id": "x",', 400, "not_json", None),
        (b"[]", 422, "not_an_object", None),
        (b'{"type": "trygghet.none.v1"}', 422, "unknown_type", "#/type"),
        (
            b'{"type": "trygghet.assessment.assessed.v1", "data": {"decision": "hemmelig"}}',
            422,
            "wrong_shape",
            "#/data/decision",
        ),
    ],
)
def test_what_cannot_be_read_says_what_where_and_how_to_mend_it(
    room: Room, case: str, content: bytes, status: int, code: str, pointer: str | None
):
    before = room.ask("SELECT count(*) FROM quarantine")
    found = problem(told(room.sit("k-ost"), content), status)
    assert found["type"] == f"urn:trygghet:problem:{code}"
    assert pointer is None or pointer in [one["pointer"] for one in found["errors"]]
    assert "hemmelig" not in orjson.dumps(found).decode()
    assert room.ask("SELECT count(*) FROM quarantine") == before


def test_every_place_that_is_wrong_is_told_at_once(room: Room, case: str):
    message = orjson.loads(to_wire(assessed(case))) | {"time": "2026-11-23T07:00:00", "subject": "case/none"}
    message["data"] |= {"incident": "first", "decision": 7}
    found = problem(told(room.sit("k-ost"), orjson.dumps(message)), 422)
    assert {one["pointer"] for one in found["errors"]} == {"#/data/decision", "#/data/incident", "#/subject", "#/time"}
    assert next(one["expected"] for one in found["errors"] if one["pointer"] == "#/data/incident").startswith("^i")
    kind = problem(
        told(room.sit("k-ost"), orjson.dumps(orjson.loads(to_wire(assessed(case))) | {"subject": "unit/ost"})), 422
    )
    assert kind["errors"][0]["expected"] == "case/…"


def test_the_body_is_json_and_not_larger_than_a_fact(room: Room, case: str):
    k = room.sit("k-ost")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        assert problem(told(k, assessed(case), **{"content-type": kind}), 415)
    assert problem(told(k, b" " * (MOST_BYTES + 1)), 413)
    assert told(
        k, to_wire(assessed(case)), **{"content-type": "application/cloudevents+json; charset=utf-8"}
    ).is_success


def test_the_case_is_told_as_its_page_shows_it_and_the_ledger_knows(room: Room, case: str):
    before = room.ask("SELECT coalesce(max(id), 0) FROM ledger")[0]
    answer = room.sit("k-ost").get(f"{API}/cases/{case.lower()}")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["case"], found["personal"]) == (case, True)
    assert found["timeline"][0]["data"]["person"]["name"] == ANNA.name
    assert all(duty["why"]["rules"] for duty in found["duties"])
    assert {move["type"] for move in found["moves"]}
    noted = room.ask("SELECT actor, act, subject FROM ledger WHERE id > %s", before)
    assert noted == [("staff/k-ost", "read_case", f"case/{case}")]
    assert ANNA.name not in room.sit("drift").get(f"{API}/cases/{case}").text


def test_the_other_questions(room: Room, case: str):
    k = room.sit("k-ost")
    me = k.get(f"{API}/me").json()
    assert (me["staff"], me["units"]) == ("staff/k-ost", [{"unit": "ost", "name": "Ost"}])
    assert "trygghet.assessment.assessed.v1" in me["facts"]
    work = k.get(f"{API}/worklist?each=true").json()
    assert f"case/{case}" in {row["duty"]["subject"] for row in work["rows"]}
    assert ANNA.name not in orjson.dumps(work).decode()
    candidates = k.get(f"{API}/cases/{case}/eligible").json()["candidates"]
    assert ("g-ost", "guide") in {(one["staff"], one["part"]) for one in candidates}
    assert [rule["rule"] for rule in k.get(f"{API}/rules").json()["rules"]][:3] == [1, 2, 3]
    wrong = problem(k.get(f"{API}/worklist?pile=none"), 422)
    assert wrong["errors"][0]["pointer"] == "#/query/pile"
    assert problem(k.get(f"{API}/none"), 404)["type"].endswith("no_address")
    assert problem(k.post(f"{API}/me"), 405)["type"].endswith("wrong_method")


def test_nobody_asks_without_saying_who_they_are(room: Room):
    nobody = Browser(room.app, room.loop)
    for one in OPERATIONS:
        path = API + one.path.format(ref="T-0000-00", source="desk", fact_id="x")
        answer = nobody.get(path) if one.method == "GET" else nobody.post(path, content=b"{}")
        assert problem(answer, 401)["type"].endswith("who_are_you")


def test_the_document_is_made_of_the_code_and_every_answer_fits_it(room: Room, case: str):
    nobody, k = Browser(room.app, room.loop), room.sit("k-ost")
    document = nobody.get(f"{API}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {one.path for one in OPERATIONS}
    schemas = document["components"]["schemas"]
    assert {model.TYPE for model in CATALOGUE} <= set(schemas)
    for name, schema in schemas.items():
        for field, told_of in schema.get("properties", {}).items():
            if name.endswith("Told"):
                assert {"description", "$ref"} & set(told_of), f"{name}.{field} is not described"
    for path in ("/me", "/worklist", f"/cases/{case}", f"/cases/{case}/eligible", "/rules"):
        described = document["paths"][path.replace(case, "{ref}")]["get"]["responses"]["200"]
        schema = {**described["content"]["application/json"]["schema"], "components": document["components"]}
        Draft202012Validator(schema).validate(k.get(f"{API}{path}").json())
    whole = {"$ref": "#/components/schemas/trygghet.assessment.assessed.v1", "components": document["components"]}
    Draft202012Validator(whole).validate(orjson.loads(to_wire(assessed(case))))
    wrong = Draft202012Validator({"$ref": "#/components/schemas/ProblemTold", "components": document["components"]})
    wrong.validate(told(k, b"[]").json())


def test_the_contracts_are_open_to_whoever_is_here(room: Room):
    nobody = Browser(room.app, room.loop)
    listed = nobody.get(f"{API}/schemas").json()["facts"]
    assert set(listed) == {model.TYPE for model in CATALOGUE}
    for model in CATALOGUE[:3]:
        assert nobody.get(listed[model.TYPE]).json() == fact_schema(model)
    assert nobody.get(f"{API}/asyncapi.json").json()["asyncapi"] == "3.0.0"
    assert problem(nobody.get(f"{API}/schemas/none"), 404)
    assert Source.DESK.value in nobody.get(f"{API}/openapi.json").json()["info"]["description"]


def test_while_the_record_is_away_the_same_may_be_sent_again(
    room: Room, case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    ref = room.case(referral(someone(9)))
    sent = called(ref, "while-away")
    with monkeypatch.context() as away:
        away.setattr(room.service.casework, "take", _away)
        answer = told(room.sit("k-ost"), sent)
        assert problem(answer, 503)["type"].endswith("away")
        assert answer.headers["retry-after"]
    heard = capsys.readouterr()
    assert "OperationalError" in heard.out + heard.err
    assert "hemmelig" not in heard.out + heard.err
    assert told(room.sit("k-ost"), sent).status_code == 201


def _away(*_: object) -> None:
    raise psycopg.OperationalError("hemmelig")


def test_what_has_come_in_since_one_looked_is_told_where_it_touches_what_is_told(room: Room):
    k, ref = room.sit("k-ost"), room.case(referral(someone(21)))
    looked = k.get(f"{API}/cases/{ref}").json()["sequence"]
    room.clock.forward(minutes=1)
    room.take(assessed(ref, at=room.clock.at))
    since = k.get(f"{API}/cases/{ref}").json()["sequence"]
    sent = called(ref, "seen-before").model_copy(update={"seen": looked, "time": room.clock.at})
    for path in ("/facts", "/facts/dry-run"):  # before the assessment the call was a breach, now it is none
        found = problem(told(k, sent, path), 409)
        assert found["type"].endswith("changed")
        assert [one["sequence"] for one in found["changed"]] == list(range(looked + 1, since + 1))
        assert "trygghet.assessment.assessed.v1" in [one["type"] for one in found["changed"]]
    assert all(verb != "breached" for verb in room.ask("SELECT verb FROM events WHERE subject_id = %s", ref))
    again = sent.model_copy(update={"seen": since})
    assert told(k, again).status_code == 201
    assert told(k, again).json()["repeated"]  # its own line is nothing that came in between
    noticed = fact(UrgedToReport(), f"case/{ref}", by="staff/k-ost")  # which the call does not touch
    assert told(k, noticed.model_copy(update={"seen": since})).status_code == 201


def test_nobody_has_seen_more_of_a_case_than_there_is(room: Room):
    k, ref = room.sit("k-ost"), room.case(referral(someone(22)))
    ahead = assessed(ref).model_copy(update={"seen": 999})
    found = problem(told(k, ahead), 409)
    assert [one["code"] for one in found["outcome"]["reasons"]] == ["seen_ahead"]


@pytest.mark.parametrize("slug", ["r-ost", "j-ost", "h-ost"])
def test_whoever_told_a_fact_asks_what_became_of_it(room: Room, case: str, slug: str):
    browser = room.sit(slug)
    referred = referral(someone(30 + len(slug) + ord(slug[0])))
    own = {"reported_by": f"staff/{slug}", "recorded_by": f"staff/{slug}", "source": Source.DESK}
    sent = told(browser, referred.model_copy(update=own))
    assert sent.status_code == 201, sent.text
    where = sent.headers["location"]
    found = browser.get(where).json()
    assert (found["outcome"], found["results"]) == ("recorded", [])  # of no case
    for other in ("r-ost", "j-ost", "h-ost", "g-vest"):
        if other != slug:
            assert room.sit(other).get(where).status_code == 404
    assert room.sit("k-ost").get(where).json()["results"]
