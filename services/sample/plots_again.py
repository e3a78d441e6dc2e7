"""Stories that begin again, are two, go over to others, or have something wrong in them."""

from dataclasses import replace
from datetime import timedelta

from events.assessment import Assessed
from events.closing import ClosingAnnulled, NeedReported
from events.contact import ContactLogged, Tried
from events.correction import Answered, CasesJoined, CasesSeparated, NotTheSame, WrongCase
from events.fact import FactRef
from events.move import MoveAccepted, MoveDeclined, MoveOffered, MoveWithdrawn
from events.personal import Open
from events.values import Channel
from services.sample import first, following, guiding
from services.sample.following import follow
from services.sample.plots_early import declined, safe_again
from services.sample.plots_followed import ended
from services.sample.staff import UNITS, team
from services.sample.tale import Tale


def _asks_again(tale: Tale) -> None:
    tale.logged(NeedReported(by="participant", channel=Channel.SMS, note=Open("Gruer seg til rettssaken.")))


def guided_again(tale: Tale) -> None:
    """Closed, asked for again by the youth (R136), assessed anew (R63), and followed up until it is enough."""
    ended(tale)
    tale.later(workdays=tale.chance.randrange(15, 40))
    _asks_again(tale)
    first.prepare(tale)
    guiding.ask_guide(tale)
    guiding.guide_accepts(tale)
    guiding.make_known(tale)
    guiding.consent(tale)
    follow(tale, 8)
    following.agree_to_end(tale)


def not_again(tale: Tale) -> None:
    """Asked for again; by now another agency is right (R63)."""
    ended(tale)
    tale.later(workdays=20)
    _asks_again(tale)
    first.not_offered(tale, "Behandling i BUP er i gang.", "BUP")


def need_again(tale: Tale) -> None:
    """Closed, and the youth has asked again these days."""
    ended(tale)
    lately = tale.calendar.workday_before(tale.chance.choice((1, 1, 2)))
    tale.until(max(lately, tale.today + timedelta(days=15)))
    _asks_again(tale)


def closed_by_mistake(tale: Tale) -> None:
    """The closing was recorded on the wrong case and annulled the next day."""
    ended(tale)
    tale.later(workdays=1).say(ClosingAnnulled(why=Open("Gjaldt en annen sak."), leader_told=tale.team.leader))
    follow(tale, 5)
    following.agree_to_end(tale)


def referred_again(tale: Tale) -> None:
    """A teacher refers again after a closed no: a new case that follows the old one (D24)."""
    declined(tale)
    tale.later(workdays=25)
    if not tale.over:
        tale.youth = replace(tale.youth, second=True)
        tale.about, tale.reported = tale.youth.handle, False
        first.referred(tale)
    first.prepare(tale)
    guiding.begin_guidance(tale)
    follow(tale, 10)
    following.agree_to_end(tale)


def robbed_again(tale: Tale) -> None:
    """A new robbery in follow-up: a further incident with its own assessment and clearance (R14)."""
    first.prepare(tale)
    guiding.begin_guidance(tale)
    follow(tale, 5)
    _another_incident(tale)
    follow(tale, 12)
    following.agree_to_end(tale)


def reported_midway(tale: Tale) -> None:
    """Referred without a report; while followed up it is reported, and comes in the extract (D8)."""
    first.prepare(tale)
    guiding.begin_guidance(tale)
    follow(tale, 4)
    _another_incident(tale)
    follow(tale, 10)
    following.agree_to_end(tale)


def _another_incident(tale: Tale) -> None:
    again = tale.cradle.again(tale.youth, tale.today, investigator=tale.team.investigators[1])
    tale.row(again)
    tale.youth = replace(tale.youth, investigator=again.investigator)
    before = tale.incidents if tale.reported else ()
    tale.reported, tale.incidents = True, ("i2",)
    _decide_second(tale)
    guiding.make_programme_known(tale)
    guiding.make_known(tale)
    tale.incidents = (*before, "i2")


def _decide_second(tale: Tale) -> None:
    first.offer(tale, "i2")
    first.protect(tale, "i2")
    first.clear(tale, "i2")
    tale.incidents = tuple(dict.fromkeys((*tale.incidents, "i2")))


def twice_in_extracts(tale: Tale) -> None:
    """The same child came first without and then with a national number: compared, and joined (D28)."""
    other = _alike(tale)
    tale.say(
        lambda seen: CasesJoined(joined=seen.case(other), into=seen.case(tale.youth.name), why=Open("Samme barn.")),
        about=other,
    )
    _decide_second(tale)
    guiding.begin_guidance(tale)
    follow(tale, 10)
    following.agree_to_end(tale)


def joined_wrongly(tale: Tale) -> None:
    """Two of the same name and birth date were joined, and separated again."""
    other = _alike(tale)
    why = Open("Samme navn og fødselsdato.")
    tale.say(lambda seen: CasesJoined(joined=seen.case(other), into=seen.case(tale.youth.name), why=why), about=other)
    why_not = Open("To tvillinger med samme fornavn.")
    tale.later(workdays=1).say(lambda seen: CasesSeparated(separated=seen.case(other), why=why_not), about=other)
    _goes_elsewhere(tale, other)
    guiding.begin_guidance(tale)
    follow(tale, 9)
    following.agree_to_end(tale)


def not_the_same_child(tale: Tale) -> None:
    """Two of the same name and birth date, and they are two."""
    other = _alike(tale)
    tale.say(lambda seen: NotTheSame(other=seen.case(tale.youth.name), why=Open("Ulike foreldre.")), about=other)
    _goes_elsewhere(tale, other)
    guiding.begin_guidance(tale)
    follow(tale, 12)
    following.agree_to_end(tale)


def assessed_as_duplicate(tale: Tale) -> None:
    """The police send the child from another unit's district as well: the same matter, one case is enough (D26)."""
    first.prepare(tale)
    there = team(_other_unit(tale))
    same = tale.cradle.again(tale.youth, tale.today, unit=there.unit, second=True)
    tale.row(same)
    tale.later(workdays=1).say(
        lambda seen: Assessed(decision="duplicate", duplicate_of=seen.case(tale.youth.name)),
        by=there.coordinators[0],
        about=same.handle,
    )
    guiding.begin_guidance(tale)
    follow(tale, 14)
    following.agree_to_end(tale)


def _alike(tale: Tale) -> str:
    """Somebody of the same name and birth date comes in a row without number; tells what their case is called."""
    first.prepare(tale)
    same = tale.cradle.again(tale.youth, tale.today, number=None, second=True, once=True)
    tale.row(same)
    first.identify(tale, same)
    return same.handle


def _goes_elsewhere(tale: Tale, other: str) -> None:
    own, tale.about = tale.about, other
    first.not_offered(tale, "Følges opp av skolen.", "Skolehelsetjenesten")
    tale.about = own


def moves_unit(tale: Tale) -> None:
    """The family moves to another unit, which takes over; the guide goes on (D9)."""
    first.prepare(tale)
    guiding.begin_guidance(tale)
    follow(tale, 5)
    offered = _offers_move(tale)
    there = team(_other_unit(tale))
    accepted = MoveAccepted(offer=offered, note=Open("Velkommen til oss."))
    tale.later(workdays=2).say(accepted, by=there.coordinators[0])
    tale.goes_over(there)
    follow(tale, 9)
    following.agree_to_end(tale)


def moves_not(tale: Tale) -> None:
    """The other unit says no, since the family stays after all."""
    first.prepare(tale)
    guiding.begin_guidance(tale)
    follow(tale, 4)
    offered = _offers_move(tale)
    no = MoveDeclined(offer=offered, why=Open("Familien har ikke flyttet."))
    tale.later(workdays=2).say(no, by=team(_other_unit(tale)).coordinators[0])
    tale.later(workdays=1).say(MoveWithdrawn(offer=offered, why=Open("Flytter ikke likevel.")))
    follow(tale, 8)
    following.agree_to_end(tale)


def _other_unit(tale: Tale) -> str:
    units = list(UNITS)
    return units[(units.index(tale.youth.unit) + 1) % len(units)]


def _offers_move(tale: Tale) -> FactRef:
    tale.later(workdays=1).say(MoveOffered(to_unit=_other_unit(tale), moves_on=tale.today + timedelta(days=7)))
    return tale.last


def wrong_case(tale: Tale) -> None:
    """A contact was written on the wrong case, and struck."""
    first.prepare(tale)
    guiding.begin_guidance(tale)
    follow(tale, 9, (3, _writes_on_wrong_case))
    following.agree_to_end(tale)


def _writes_on_wrong_case(tale: Tale) -> None:
    tale.logged(ContactLogged(direction="in", channel=Channel.SMS, parties=(Tried(party="participant", reached=True),)))
    wrong = tale.last
    tale.later(workdays=1).say(WrongCase(fact=wrong, why=Open("Gjaldt en annen ungdom.")))


def need_in_an_open_case(tale: Tale) -> None:
    """The guide's system reports a need although the case is open: refused, and somebody answers it."""
    first.prepare(tale)
    guiding.begin_guidance(tale)
    follow(tale, 9, (2, _reports_need_too_soon), (4, _logs_tomorrow), (6, _somebody_elses_guide))
    following.agree_to_end(tale)


def _reports_need_too_soon(tale: Tale) -> None:
    tale.logged(NeedReported(by="participant", channel=Channel.SMS), outcome="refused")
    _answer(tale, "Saken er åpen; guiden er informert.")


def _logs_tomorrow(tale: Tale) -> None:
    """A contact dated a day ahead."""
    tale.logged(
        ContactLogged(direction="out", channel=Channel.PHONE, parties=(Tried(party="participant", reached=True),)),
        outcome="refused",
        late=timedelta(days=-1),
    )
    _answer(tale, "Feil dato i guideloggen.")


def _somebody_elses_guide(tale: Tale) -> None:
    """A guide who has no part in the case writes on it."""
    tale.logged(
        ContactLogged(direction="out", channel=Channel.PHONE, parties=(Tried(party="participant", reached=True),)),
        by=guiding.choose(tale, tale.guide, *tale.substitutes.values()),
        outcome="refused",
    )
    _answer(tale, "Skrevet på feil sak.")


def _answer(tale: Tale, note: str) -> None:
    refused = tale.last
    tale.later(workdays=1).say(Answered(what="refusal", fact=refused, note=Open(note)))


def sent_under_one_id(tale: Tale) -> None:
    """Two contacts came under the same id: the second is put aside for somebody to look at."""
    first.prepare(tale)
    guiding.begin_guidance(tale)
    follow(tale, 2)
    following.contact(tale)
    called = (Tried(party="participant", reached=False),)
    tale.twice(ContactLogged(direction="out", channel=Channel.PHONE, parties=called))
    follow(tale, 8)
    following.agree_to_end(tale)


def two_units(tale: Tale) -> None:
    """The family has moved, and the police send the child's next row from the other unit: known elsewhere (D9)."""
    safe_again(tale)
    tale.later(workdays=20)
    other = team(_other_unit(tale))
    again = tale.cradle.again(tale.youth, tale.today, unit=other.unit, second=True, investigator=other.investigators[0])
    tale.row(again)
    tale.goes_over(other)
    tale.youth, tale.about = again, again.handle
    first.prepare(tale)
    guiding.begin_guidance(tale)
    follow(tale, 10)
    following.agree_to_end(tale)
