"""Stories that end before a guide follows up: at the assessment, the first call, the conversation."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from events.assessment import HandedOver
from events.clearance import ClearanceAsked
from events.closing import Closed, Ground, View
from events.consent import ParticipantEnds
from events.contact import ContactLogged, FirstContactMade, Tried, YouthConsidered
from events.conversation import ConversationAccepted
from events.correction import Answered, MistakeAnnulled, RegisteredByMistake
from events.move import LeftDistrict
from events.personal import Open
from events.refs import Party
from events.values import Answer, Channel, Source
from services.sample import first, following, guiding, home, safety
from services.sample.tale import Tale

AGENCIES: Final = (
    ("Trenger behandling mer enn følge.", "BUP"),
    ("Følges alt opp av skolen og helsesykepleier.", "Skolehelsetjenesten"),
    ("Har fått støttekontakt gjennom barnevernet.", "Barneverntjenesten"),
    ("Ønsker hjelp med erstatning.", "Støttesenteret"),
)


def untouched(tale: Tale) -> None:
    """Nobody has assessed it yet."""


def other_agency(tale: Tale) -> None:
    """Another measure is right (R53): closed at once."""
    first.not_offered(tale, *tale.chance.choice(AGENCIES))


def in_the_family(tale: Tale) -> None:
    """The perpetrator is at home (R17): barnevern is told the same day, and takes over."""
    safety.judge_report(tale)
    first.not_offered(tale, "Utsatt for en i familien.", "Barneverntjenesten")


def never_a_case(tale: Tale) -> None:
    """Registered by mistake."""
    tale.later(workdays=1).say(RegisteredByMistake(why=Open("Feil person i uttrekket.")))


def a_case_after_all(tale: Tale) -> None:
    """Taken for a mistake, and annulled the next day."""
    never_a_case(tale)
    tale.later(workdays=1).say(MistakeAnnulled(why=Open("Riktig person likevel."), leader_told=tale.team.leader))
    safe_again(tale)


def refused_for_now(tale: Tale) -> None:
    """Not yet, says the investigator, and names the day to ask again (R48)."""
    first.offer(tale)
    first.protect(tale)
    first.find_home(tale)
    first.ask_clearance(tale)
    first.refuse(tale, days=9)


def clearance_never_given(tale: Tale) -> None:
    """Asked, refused, asked of the prosecutor, refused: closed by coordinator and leader after weeks (R48)."""
    first.offer(tale)
    first.protect(tale)
    first.find_home(tale)
    first.ask_clearance(tale)
    first.refuse(tale, days=3)
    for _ in range(2):
        tale.later(workdays=3)
        first.ask_clearance(tale)
    tale.later(workdays=1)
    prosecutor = tale.team.prosecutor
    tale.say(ClearanceAsked(incidents=("i1",), asked=prosecutor, capacity="prosecutor", channel=Channel.EMAIL))
    tale.later(workdays=3).say(
        ClearanceAsked(incidents=("i1",), asked=prosecutor, capacity="leader_of_investigation", channel=Channel.PHONE)
    )
    tale.later(workdays=3).say(Closed(ground="clearance_never_given", leader=tale.team.leader))


def never_reached(tale: Tale) -> None:
    """Six tries over four weeks and a letter: closed as not reached."""
    first.prepare(tale)
    parties: tuple[Party, ...] = ("participant",)
    if tale.minor:
        guardians: tuple[Party, ...] = ("guardian_1", "guardian_2")
        parties = (*guardians[: len(tale.youth.guardians)], "participant")
    for n in range(6):
        tale.later(workdays=1 if n < 4 else 9)
        first.missed_call(tale, Channel.SMS if n % 2 else Channel.PHONE, parties)
    tale.later(workdays=2)
    tale.say(Closed(ground="not_reached", letter_sent_on=tale.today - timedelta(days=5)))


def safe_again(tale: Tale) -> None:
    """Safe after the first call (R159)."""
    first.prepare(tale)
    first.call(tale, "declined", "safe_again")
    tale.later(minutes=40).say(Closed(ground="safe_after_first_contact", said_by="participant"))


def declined(tale: Tale) -> None:
    """The guardian, or an adult, says no; after R76 it is left at that."""
    first.prepare(tale)
    first.call(tale, "declined")
    party = first.callees(tale)[0]
    if party != "participant":
        tale.later(workdays=1).say(YouthConsidered(talk_to_youth=False, why=Open("Ungdommen er spurt og vil ikke.")))
    tale.later(workdays=1).say(Closed(ground="offer_declined", said_by=party))


def closed_too_early(tale: Tale) -> None:
    """Closed on the guardian's no before R76 was answered: that waits, and takes effect with the answer."""
    first.prepare(tale)
    first.call(tale, "declined")
    party = first.callees(tale)[0]
    tale.later(workdays=1).say(Closed(ground="offer_declined", said_by=party), outcome="waiting")
    tale.later(workdays=1).say(YouthConsidered(talk_to_youth=False, why=Open("Har sagt nei til skolen også.")))


def called_too_early(tale: Tale) -> None:
    """Somebody phoned before the clearance: a breach (R47), answered for; then it goes on in order."""
    first.offer(tale)
    first.protect(tale)
    first.find_home(tale)
    first.ask_clearance(tale)
    _calls_uncleared(tale)
    breach = tale.last
    tale.later(workdays=1).say(Answered(what="breach", fact=breach, note=Open("Tatt opp med den som ringte.")))
    _is_cleared(tale)
    guiding.begin_guidance(tale)
    following.follow(tale, 10)
    following.agree_to_end(tale)


def cleared_and_not_written(tale: Tale) -> None:
    """The call was cleared, but nobody had written so: the breach is lifted when they do."""
    first.offer(tale)
    first.protect(tale)
    first.find_home(tale)
    first.ask_clearance(tale)
    tale.later(workdays=1)
    _is_cleared(tale, late=timedelta(days=4))
    _calls_uncleared(tale)
    tale.later(workdays=4)
    guiding.begin_guidance(tale)
    following.follow(tale, 8)
    following.agree_to_end(tale)


def _is_cleared(tale: Tale, late: timedelta = timedelta(0)) -> None:
    given = first.given(tale)
    tale.later(minutes=20).say(given, by=tale.investigator, source=Source.POLICE, late=late)


def _calls_uncleared(tale: Tale) -> None:
    party = first.callees(tale)[0]
    called = FirstContactMade(parties=(Tried(party=party, reached=True),), answered_by=party, answer="wants_time")
    tale.later(workdays=1).say(called, by=tale.holder, source=Source.MUNICIPALITY, outcome="breached")


def moved_away(tale: Tale) -> None:
    """The family left the district, and is handed over."""
    first.prepare(tale)
    first.call(tale, "accepted")
    tale.later(workdays=2)
    handed = HandedOver(agency="Trygghetsprogrammet i Liksomby", on=tale.today)
    tale.say(LeftDistrict(to=Open("Liksomby"), told_by=first.callees(tale)[0], handed_over=handed))
    tale.later(workdays=1).say(Closed(ground="left_district", handed_over=handed))


def no_guide_wanted(tale: Tale) -> None:
    """The conversation was enough (R32)."""
    first.prepare(tale)
    when = first.accept(tale)
    guiding.make_programme_known(tale)
    first.hold(tale, when, Answer.NO)
    tale.later(workdays=1).say(Closed(ground="no_guide_wanted", said_by="participant", parents_need_considered=True))


def comes_into_group(tale: Tale) -> None:
    """An adult outside the target group, until the police see a motive of hate: now somebody must decide (D26)."""
    tale.youth = replace(tale.youth, hate=Answer.YES, once=False)
    tale.row(tale.youth)
    safe_again(tale)


def safe_after_all(tale: Tale) -> None:
    """They wanted time, and by then were safe again (R159)."""
    first.prepare(tale)
    first.call(tale, "wants_time")
    first.call(tale, "declined", "safe_again")
    tale.later(minutes=40).say(Closed(ground="safe_after_first_contact", said_by="participant"))


def accepted_later(tale: Tale) -> None:
    """They wanted time, and say yes two days later."""
    first.prepare(tale)
    first.call(tale, "wants_time")
    tale.later(workdays=1).say(ConversationAccepted(by=first.callees(tale)[0]))
    when = first.book(tale)
    guiding.make_programme_known(tale)
    first.hold(tale, when)
    guiding.begin(tale)
    following.follow(tale, 12)
    following.agree_to_end(tale)


def youth_wants_it(tale: Tale) -> None:
    """The guardian says no and the youth yes (R76); in the end the guardian consents (R139)."""
    first.prepare(tale)
    first.call(tale, "declined")
    tale.later(workdays=1).say(YouthConsidered(talk_to_youth=True, why=Open("Har selv bedt om hjelp på skolen.")))
    reached = (Tried(party="participant", reached=True),)
    tale.later(workdays=1).say(
        FirstContactMade(
            parties=reached, answered_by="participant", outcome="need", answer="accepted", participant_view="need"
        )
    )
    when = first.book(tale)
    guiding.make_programme_known(tale)
    first.hold(tale, when)
    guiding.begin(tale)
    following.follow(tale, 14)
    following.agree_to_end(tale)


def no_more(tale: Tale) -> None:
    """«Jeg vil ikke mer», soon after the conversation."""
    first.prepare(tale)
    guiding.hold(tale)
    tale.later(workdays=2).say(ParticipantEnds(how=Channel.SMS), by=tale.holder)
    end_as_wished(tale, "participant")


def end_as_wished(tale: Tale, by: Party, ground: Ground = "ended_by_participant") -> None:
    """Closed because they do not want any more."""
    tale.later(workdays=1)
    view = View(no_more_need=True, on=tale.today)
    wish = Open("Ønsket er tydelig; vet hvor de kan henvende seg.")
    tale.say(Closed(ground=ground, said_by=by, guide_view=view, assessment=wish))


def one_parent_unsafe(tale: Tale) -> None:
    """Offered all the same, and only the other parent is called (D4)."""
    safety.judge_report(tale)
    first.offer(tale, reason="Bor nå trygt hos mor; barnevernet er varslet.")
    first.protect(tale, needed=True)
    first.find_home(tale)
    home.contact_safely(tale)
    first.clear(tale)
    guiding.begin_guidance(tale)
    following.follow(tale, 16, (3, following.refer), (8, _hears_from_mother))
    following.agree_to_end(tale)


def _hears_from_mother(tale: Tale) -> None:
    parties = (Tried(party=tale.youth.home, reached=True),)
    tale.logged(ContactLogged(direction="in", channel=Channel.PHONE, parties=parties, kinds=("support",)))
