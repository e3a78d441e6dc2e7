"""Every way that a case of the sample goes, from one that nobody has looked at yet to one that was reopened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from events.assessment import HandedOver
from events.clearance import ClearanceRefused
from events.closing import Closed, ClosingAnnulled, NeedReported, OtherMeasure
from events.consent import ConsentWithdrawn
from events.contact import FirstContactMade, Tried, YouthConsidered
from events.correction import RegisteredByMistake
from events.guidance import GuideAccepted
from events.personal import Open
from events.values import Answer, Channel, LivesWith, PerpetratorIs, Source
from services.sample import scenes
from services.sample.tale import Tale


@dataclass(frozen=True, slots=True)
class Plot:
    """A way that a case goes. `share` of the cases go it, and each came between `newest` and `oldest` weeks ago."""

    tell: Callable[[Tale], None]
    share: float
    newest: int
    oldest: int
    came: Literal["row", "either", "referral"] = "row"
    """By a row of an extract, by a referral, or now and then by a referral."""
    up_to_now: bool = False
    """Whether most of these began so late that their last fact is a day or two old; the others lie there, overdue."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.tell.__name__


def untouched(tale: Tale) -> None:
    """Nobody has assessed it."""


def other_agency(tale: Tale) -> None:
    """Another measure is right (R53): closed at once."""
    scenes.not_offered(tale, "Trenger behandling mer enn følge.", "BUP")


def in_the_family(tale: Tale) -> None:
    """The perpetrator is at home (R17): handed over to barnevern."""
    tale.youth.perpetrator_is = PerpetratorIs.HOUSEHOLD
    scenes.tell_barnevern(tale)
    scenes.not_offered(tale, "Utsatt for en i husstanden.", "Barneverntjenesten")


def one_parent_unsafe(tale: Tale) -> None:
    """Offered all the same, and only the other parent is called (D4)."""
    if len(tale.youth.guardians) == 2:
        tale.youth.perpetrator_is = PerpetratorIs.GUARDIAN_2
        tale.youth.lives_with = LivesWith.GUARDIAN_1
    scenes.tell_barnevern(tale)
    scenes.offer(tale, reason="Bor nå trygt hos mor; barnevernet er varslet.")
    scenes.protect(tale)
    scenes.find_home(tale)
    scenes.clear(tale)
    scenes.begin_guidance(tale)
    scenes.follow(tale, 3)


def clearance_awaited(tale: Tale) -> None:
    """The investigator has not answered."""
    scenes.offer(tale)
    scenes.protect(tale)
    scenes.find_home(tale)
    scenes.ask_clearance(tale)


def clearance_refused(tale: Tale) -> None:
    """Not now, says the investigator (R48)."""
    clearance_awaited(tale)
    investigator = tale.youth.investigator or "ukjent"
    tale.later(workdays=2)
    tale.say(
        ClearanceRefused(
            incidents=("i1",),
            by=investigator,
            reason=Open("Avhør gjenstår."),
            ask_again_on=tale.today + timedelta(days=10),
        ),
        by=investigator,
        source=Source.POLICE,
    )


def called_too_early(tale: Tale) -> None:
    """Somebody phoned before the clearance: a breach (R47), and then it went on in order."""
    clearance_awaited(tale)
    party = scenes.callees(tale)[0]
    tale.later(workdays=1).say(
        FirstContactMade(parties=(Tried(party=party, reached=True),), answered_by=party, answer="wants_time"),
        by=tale.holder,
        source=Source.MUNICIPALITY,
        outcome="breached",
    )


def calling(tale: Tale) -> None:
    """Tried twice, nobody reached."""
    scenes.prepare(tale)
    for _ in range(2):
        tale.later(workdays=1)
        scenes.missed_call(tale)


def never_reached(tale: Tale) -> None:
    """Six tries over four weeks and a letter: closed as not reached."""
    scenes.prepare(tale)
    guardians = ("guardian_1", "guardian_2")[: len(tale.youth.guardians)]
    for n in range(6):
        tale.later(workdays=4)
        channel = Channel.SMS if n % 2 else Channel.PHONE
        scenes.missed_call(tale, channel, (*guardians, "participant"))  # type: ignore[arg-type]
    tale.later(workdays=2)
    tale.say(Closed(ground="not_reached", letter_sent_on=tale.today - timedelta(days=5)))


def safe_again(tale: Tale) -> None:
    """Safe after the first call (R159)."""
    scenes.prepare(tale)
    scenes.call(tale, "declined", "safe_again")
    tale.later(minutes=40).say(Closed(ground="safe_after_first_contact", said_by="participant"))


def declined(tale: Tale) -> None:
    """The guardian says no; after R76 it is left at that."""
    scenes.prepare(tale)
    scenes.call(tale, "declined")
    party = scenes.callees(tale)[0]
    if party != "participant":
        tale.later(workdays=1).say(YouthConsidered(talk_to_youth=False, why=Open("Ungdommen er spurt og vil ikke.")))
    tale.later(workdays=1).say(Closed(ground="offer_declined", said_by=party))


def no_not_answered(tale: Tale) -> None:
    """The guardian says no, and R76 is still open."""
    scenes.prepare(tale)
    scenes.call(tale, "declined")


def appointment(tale: Tale) -> None:
    """The conversation is agreed."""
    scenes.prepare(tale)
    scenes.call(tale, "accepted")


def without_guide(tale: Tale) -> None:
    """The conversation was held, a guide is asked."""
    appointment(tale)
    scenes.hold(tale)
    scenes.ask_guide(tale)


def without_consent(tale: Tale) -> None:
    """A guide is there, consent is not."""
    without_guide(tale)
    scenes.guide_accepts(tale)


def answer_before_question(tale: Tale) -> None:
    """The guide's yes came before anybody wrote that they were asked: it waits (R50)."""
    appointment(tale)
    scenes.hold(tale)
    tale.later(workdays=1).say(GuideAccepted(guide=tale.guide), outcome="waiting")


def no_guide_wanted(tale: Tale) -> None:
    """The conversation was enough (R32)."""
    appointment(tale)
    scenes.hold(tale, Answer.NO)
    tale.later(workdays=1).say(Closed(ground="no_guide_wanted", said_by="participant", parents_need_considered=True))


def followed(tale: Tale) -> None:
    """Followed up, contact within two weeks, up to today."""
    scenes.prepare(tale)
    scenes.begin_guidance(tale)
    scenes.follow(tale, 30)


def out_of_touch(tale: Tale) -> None:
    """Followed up, but the last contact is long ago (R155)."""
    scenes.prepare(tale)
    scenes.begin_guidance(tale)
    scenes.follow(tale, 2)


def no_longer_consented(tale: Tale) -> None:
    """Consent was taken back (D22), and one more contact was a breach (R139)."""
    scenes.prepare(tale)
    scenes.begin_guidance(tale)
    scenes.follow(tale, 2)
    tale.later(workdays=3).say(
        ConsentWithdrawn(by=scenes.callees(tale)[0], how=Channel.PHONE),
        by=tale.guide,
        source=Source.GUIDELOG,
        channel=Channel.PHONE,
    )
    tale.later(workdays=2)
    scenes.contact(tale, outcome="breached")


def need_in_an_open_case(tale: Tale) -> None:
    """The guide's system reports a need although the case is open: refused, and somebody owes it an answer."""
    scenes.prepare(tale)
    scenes.begin_guidance(tale)
    scenes.follow(tale, 1)
    tale.later(workdays=1).say(
        NeedReported(by="participant", channel=Channel.SMS),
        by=tale.guide,
        source=Source.GUIDELOG,
        channel=Channel.SMS,
        outcome="refused",
    )


def ended(tale: Tale) -> None:
    """Followed up until youth and guide agreed that it was enough (R133)."""
    scenes.prepare(tale)
    scenes.begin_guidance(tale)
    scenes.follow(tale, tale.chance.choice((3, 4, 5)))
    scenes.agree_to_end(tale)


def other_measures(tale: Tale) -> None:
    """Other measures took over (R134)."""
    scenes.prepare(tale)
    scenes.begin_guidance(tale)
    scenes.follow(tale, 2)
    measure = OtherMeasure(measure="Støttekontakt", owner="Barneverntjenesten")
    tale.later(workdays=2).say(Closed(ground="other_measures", other_measure=measure))


def moved_away(tale: Tale) -> None:
    """The family left the district."""
    scenes.prepare(tale)
    scenes.call(tale, "accepted")
    tale.later(workdays=2)
    handed = HandedOver(agency="Trygghetsprogrammet i Liksomby", on=tale.today)
    tale.say(Closed(ground="left_district", handed_over=handed))


def closed_by_mistake(tale: Tale) -> None:
    """The closing was recorded on the wrong case and annulled the next day."""
    scenes.prepare(tale)
    scenes.begin_guidance(tale)
    scenes.follow(tale, 2)
    scenes.agree_to_end(tale)
    tale.later(workdays=1).say(ClosingAnnulled(why=Open("Gjaldt en annen sak."), leader_told=tale.team.leader))
    scenes.follow(tale, 20)


def never_a_case(tale: Tale) -> None:
    """Registered by mistake."""
    tale.later(workdays=1).say(RegisteredByMistake(why=Open("Feil person i uttrekket.")))


def need_again(tale: Tale) -> None:
    """Closed, and the youth asks again (R136): to be assessed anew (R63)."""
    ended(tale)
    tale.later(workdays=15).say(
        NeedReported(by="participant", channel=Channel.SMS, note=Open("Gruer seg til rettssaken.")),
        by=tale.guide,
        source=Source.GUIDELOG,
        channel=Channel.SMS,
    )


def guided_again(tale: Tale) -> None:
    """Reopened, and followed up by the same guide again (D25)."""
    need_again(tale)
    scenes.offer(tale)
    scenes.protect(tale)
    scenes.clear(tale)
    scenes.ask_guide(tale)
    scenes.guide_accepts(tale)
    scenes.consent(tale)
    scenes.follow(tale, 20)


PLOTS: Final = (
    Plot(untouched, 0.03, 0, 0),
    Plot(untouched, 0.04, 0, 0, came="referral"),
    Plot(untouched, 0.01, 1, 2),
    Plot(followed, 0.14, 4, 16, came="either"),
    Plot(ended, 0.13, 13, 21, came="either"),
    Plot(safe_again, 0.08, 2, 20, came="either"),
    Plot(clearance_awaited, 0.05, 0, 0, up_to_now=True),
    Plot(appointment, 0.05, 1, 2, came="either", up_to_now=True),
    Plot(without_guide, 0.04, 2, 3, came="either", up_to_now=True),
    Plot(need_again, 0.02, 16, 20, up_to_now=True),
    Plot(other_agency, 0.05, 1, 20, came="either"),
    Plot(declined, 0.05, 2, 20, came="either"),
    Plot(out_of_touch, 0.04, 8, 9, came="either"),
    Plot(calling, 0.04, 0, 1, up_to_now=True),
    Plot(called_too_early, 0.01, 1, 3, up_to_now=True),
    Plot(answer_before_question, 0.01, 3, 3, up_to_now=True),
    Plot(need_in_an_open_case, 0.01, 6, 8, up_to_now=True),
    Plot(guided_again, 0.02, 18, 21),
    Plot(without_consent, 0.03, 3, 4, up_to_now=True),
    Plot(clearance_refused, 0.02, 1, 2, up_to_now=True),
    Plot(no_guide_wanted, 0.02, 4, 20, came="either"),
    Plot(no_not_answered, 0.01, 2, 3, up_to_now=True),
    Plot(never_reached, 0.01, 9, 20),
    Plot(other_measures, 0.01, 9, 20),
    Plot(moved_away, 0.01, 4, 20),
    Plot(no_longer_consented, 0.01, 9, 12),
    Plot(in_the_family, 0.02, 1, 20),
    Plot(one_parent_unsafe, 0.01, 8, 10),
    Plot(closed_by_mistake, 0.01, 10, 14),
    Plot(never_a_case, 0.01, 3, 20),
)
"""The shares add up to nearly one; what is left is followed up."""


def cast(cases: int) -> list[Plot]:
    """A plot for each of so many cases: each kind at least once while there is room, then by its share."""
    wanted = [max(1, round(plot.share * cases)) for plot in PLOTS]
    chosen = [plot for plot, count in zip(PLOTS, wanted, strict=True) for plot in [plot] * count]
    firsts = list(dict.fromkeys(chosen))
    rest = [plot for n, plot in enumerate(chosen) if plot in chosen[:n]]
    return [*firsts, *rest, *[next(plot for plot in PLOTS if plot.tell is followed)] * cases][:cases]
