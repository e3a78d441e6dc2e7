"""Stories of cases that a guide follows up, and what befalls them meanwhile."""

from datetime import timedelta

from events.closing import Closed, OtherMeasure
from events.consent import ConsentDecided, ConsentGiven, ConsentRefused, ConsentWithdrawn, ParticipantEnds
from events.contact import AnswersResolved, FirstContactMade, Tried
from events.correction import Answered
from events.guidance import GuideAccepted, GuideAsked
from events.person import Died
from events.personal import Open
from events.refs import GuardianParty, Party
from events.values import Channel
from services.sample import first, following, guiding, home, matters, safety
from services.sample.following import Happens, follow
from services.sample.plots_early import end_as_wished
from services.sample.staffing import LEAVES
from services.sample.tale import Tale

USUAL: tuple[Happens, ...] = (
    (0.4, following.agree_frequency),
    (1.5, following.agree_measure),
    (3, following.refer),
    (2.5, guiding.ask_advice),
    (2, guiding.disclose),
    (5, following.add),
    (6, following.pause),
    (4, following.correct),
    (7, following.log_late),
    (5.5, following.send_twice),
    (4.5, home.change_phone),
    (1, home.tell_guardian),
)
"""What befalls many cases; each of them one or two of these."""


def _followed(tale: Tale, *happens: Happens, weeks: float | None = None) -> None:
    """Followed up so many weeks (8 to 30, mostly 14), with one or two usual things."""
    first.prepare(tale)
    guiding.begin_guidance(tale)
    usual = [USUAL[n % len(USUAL)] for n in (tale.number, 3 * tale.number + 1)]
    usual = [one for one in usual if tale.reported or one[1] is not guiding.disclose]
    follow(tale, weeks or tale.chance.triangular(8, 30, 14), *happens, *usual)


def ended(tale: Tale) -> None:
    """Followed up until youth and guide agreed that it was enough (R133)."""
    _followed(tale)
    following.agree_to_end(tale)


def other_measures(tale: Tale) -> None:
    """Other measures took over (R134)."""
    _followed(tale, weeks=10)
    measure = OtherMeasure(measure="Støttekontakt", owner="Barneverntjenesten")
    tale.later(workdays=2).say(Closed(ground="other_measures", other_measure=measure))


def out_of_touch(tale: Tale) -> None:
    """Followed up, and then nobody has been in contact for weeks (R155)."""
    lately = tale.calendar.today - timedelta(days=20)
    _followed(tale, weeks=max(2.0, (lately - tale.today).days / 7 - 5))


def threatened(tale: Tale) -> None:
    """A threat in follow-up (R149-R151)."""
    _followed(tale, (4, safety.threaten), weeks=16)
    following.agree_to_end(tale)


def about_to_happen(tale: Tale) -> None:
    """A threat that could still be averted (R171)."""
    _followed(tale, (3, safety.threaten_at_once), weeks=18)
    following.agree_to_end(tale)


def serious(tale: Tale) -> None:
    """A serious case (R37, R117), calmer after two months."""
    first.offer(tale, serious=True)
    first.protect(tale, needed=True)
    safety.handle_serious(tale)
    first.find_home(tale)
    first.clear(tale)
    guiding.begin_guidance(tale)
    follow(tale, 20, (3, following.refer), (8, safety.serious_no_more))
    following.agree_to_end(tale)


def worried(tale: Tale) -> None:
    """The guide is worried for the youth at home (R164-R170)."""
    _followed(tale, (3, safety.worry))
    following.agree_to_end(tale)


def address_protected(tale: Tale) -> None:
    """The family gets a protected address while follow-up goes on."""
    _followed(tale, (5, safety.threaten), (6, home.protect_address), weeks=17)
    following.agree_to_end(tale)


def brother(tale: Tale) -> None:
    """The perpetrator turns out to be the brother, in week five (D4)."""
    _followed(tale, (5, home.learn_relation), weeks=16)
    following.agree_to_end(tale)


def stagnated(tale: Tale) -> None:
    """Nothing gets better for a while (R152)."""
    _followed(tale, (9, following.stagnate), weeks=20)
    following.agree_to_end(tale)


def another_guide(tale: Tale) -> None:
    """Somebody else suits better (R161)."""
    _followed(tale, (5, guiding.replace_guide))
    following.agree_to_end(tale)


def not_this_guide(tale: Tale) -> None:
    """The youth wants another guide (R161)."""
    _followed(tale, (3, guiding.not_this_one))
    following.agree_to_end(tale)


def guide_gone(tale: Tale) -> None:
    """The guide has no time any more."""
    _followed(tale, (6, guiding.end_guide))
    following.agree_to_end(tale)


def guide_leaves(tale: Tale) -> None:
    """The guide leaves the programme, and another takes over."""
    tale.wish = LEAVES[1]
    _followed(tale, weeks=16)
    following.agree_to_end(tale)


def ends_it(tale: Tale) -> None:
    """The youth ends it in follow-up."""
    _followed(tale, weeks=7)
    tale.later(workdays=2).logged(ParticipantEnds(how=Channel.SMS, reason=Open("Vil ikke mer.")))
    end_as_wished(tale, "participant")


def consent_lost(tale: Tale) -> None:
    """Consent is taken back; asked again, it is given (D22)."""
    _followed(tale, (4, _loses_consent), weeks=14)
    following.agree_to_end(tale)


def _loses_consent(tale: Tale) -> None:
    by = first.callees(tale)[0]
    tale.logged(ConsentWithdrawn(by=by, how=Channel.PHONE))
    tale.later(workdays=1).say(ConsentDecided(decision="ask_again", why=Open("Mor var sint på politiet, ikke på oss.")))
    tale.later(workdays=2).logged(ConsentGiven(by=by, how=Channel.PHONE))


def no_longer_consented(tale: Tale) -> None:
    """Consent was taken back, one more contact was a breach (R139), and the case is closed."""
    _followed(tale, weeks=6)
    by = first.callees(tale)[0]
    tale.later(workdays=1).logged(ConsentWithdrawn(by=by, how=Channel.PHONE))
    tale.later(workdays=1)
    following.contact(tale, outcome="breached")
    breach = tale.last
    tale.later(workdays=1).say(Answered(what="breach", fact=breach, note=Open("Guiden hadde ikke sett meldingen.")))
    tale.say(ConsentDecided(decision="hand_over", why=Open("Følges opp av skolen.")))
    measure = OtherMeasure(measure="Samtaler", owner="Helsesykepleier")
    tale.later(workdays=2).say(Closed(ground="other_measures", other_measure=measure))


def parents_differ(tale: Tale) -> None:
    """One guardian consents and the other does not (D13)."""
    first.prepare(tale)
    guiding.begin_guidance(tale)
    yes = first.callees(tale)[0]
    other: Party = "guardian_1" if yes == "guardian_2" else "guardian_2"
    if len(tale.youth.guardians) == 2:
        tale.later(workdays=1).say(ConsentRefused(by=other, how=Channel.PHONE, reason=Open("Ser ikke behovet.")))
        why = Open("Bor fast hos den som samtykker.")
        tale.later(workdays=1).say(ConsentDecided(decision="follow_one", guardian=yes, why=why))
    follow(tale, 12)
    following.agree_to_end(tale)


def better_known(tale: Tale) -> None:
    """More is learned of the family on the way: who the perpetrator is, when to phone, a guardian more (D4, D16)."""
    _followed(tale, (2, home.no_stranger), (6, home.appoint), weeks=14)
    following.agree_to_end(tale)


def answers_differ(tale: Tale) -> None:
    """One guardian accepts the offer and the other says no; the coordinator decides whose answer counts (D13)."""
    first.prepare(tale)
    first.call(tale, "accepted")
    yes = first.callees(tale)[0]
    other: GuardianParty = "guardian_1" if yes == "guardian_2" else "guardian_2"
    called = FirstContactMade(
        parties=(Tried(party=other, reached=True),),
        answered_by=other,
        outcome="need",
        answer="declined",
        deviation=Open("Ringte tilbake selv."),
    )
    tale.later(minutes=90).say(called)
    why = Open("Ungdommen bor der og vil gjerne.")
    theirs: GuardianParty = "guardian_2" if yes == "guardian_2" else "guardian_1"
    tale.later(workdays=1).say(AnswersResolved(guardian=theirs, why=why))
    when = first.book(tale)
    guiding.make_programme_known(tale)
    first.hold(tale, when)
    guiding.begin(tale)
    follow(tale, 11)
    following.agree_to_end(tale)


def comes_of_age(tale: Tale) -> None:
    """The youth turns 18 in follow-up and says yes themselves (R140, D3)."""
    _followed(tale, (2.2, _own_consent), weeks=18)
    following.agree_to_end(tale)


def _own_consent(tale: Tale) -> None:
    tale.logged(ConsentGiven(by="participant", how=Channel.MEETING))


def answer_before_question(tale: Tale) -> None:
    """The guide's yes came before anybody wrote that they were asked: it waits, and then takes effect (R50)."""
    first.prepare(tale)
    guiding.hold(tale)
    tale.guide = guiding.choose(tale)
    tale.later(workdays=1)
    tale.say(GuideAsked(guide=tale.guide, basis=("relation",)), late=timedelta(days=2))
    tale.later(minutes=50).say(GuideAccepted(guide=tale.guide), outcome="waiting")
    tale.later(workdays=2)
    guiding.make_known(tale)
    guiding.consent(tale)
    follow(tale, 12)
    following.agree_to_end(tale)


def still_asked(tale: Tale) -> None:
    """The guide's yes came, and nobody has written yet that they were asked."""
    first.prepare(tale)
    guiding.hold(tale)
    tale.later(workdays=1).say(GuideAccepted(guide=guiding.choose(tale)), outcome="waiting")


def goes_to_court(tale: Tale) -> None:
    """Charged, a hearing set, moved and held, judged (R36, R119)."""
    _followed(tale, (2, matters.charge), (5, matters.go_to_court), (8, matters.postpone), (14, matters.judge), weeks=18)
    following.agree_to_end(tale)


def hearing_ahead(tale: Tale) -> None:
    """A hearing is some weeks ahead, and support is considered."""
    _followed(tale, (1, matters.charge), (4, matters.go_to_court), weeks=14)
    following.agree_to_end(tale)


def hearing_called_off(tale: Tale) -> None:
    """The hearing is set, and called off."""
    _followed(tale, (2, matters.charge), (4, matters.go_to_court), (7, matters.call_off), weeks=12)
    following.agree_to_end(tale)


def dismissed(tale: Tale) -> None:
    """The matter is dismissed while follow-up goes on."""
    _followed(tale, (5, matters.dismiss), weeks=15)
    following.agree_to_end(tale)


def appealed(tale: Tale) -> None:
    """The matter is dismissed, and the family appeals."""
    _followed(tale, (5, matters.dismiss), (6, matters.appeal), weeks=15)
    following.agree_to_end(tale)


def report_withdrawn(tale: Tale) -> None:
    """The report is withdrawn while follow-up goes on."""
    _followed(tale, (4, matters.withdraw_report), weeks=12)
    following.agree_to_end(tale)


def another_investigator(tale: Tale) -> None:
    """Another investigator has the matter (D7)."""
    _followed(tale, (4, matters.name_investigator), weeks=13)
    following.agree_to_end(tale)


def guide_investigates(tale: Tale) -> None:
    """The guide is to investigate the matter: another guide the same day (R51, D7)."""
    first.prepare(tale)
    guiding.hold(tale)
    matters.guide_by_investigator(tale)
    follow(tale, 13, (4, matters.guide_in_conflict))
    following.agree_to_end(tale)


def clearance_taken_back(tale: Tale) -> None:
    """The clearance is taken back, and given again some days later (D23)."""
    _followed(tale, (4, matters.take_clearance_back), weeks=12)
    following.agree_to_end(tale)


def cleared_for_a_while(tale: Tale) -> None:
    """The clearance has an end, and is renewed before it (D23)."""
    first.offer(tale)
    first.protect(tale)
    first.find_home(tale)
    matters.clear_for_a_while(tale)
    guiding.begin_guidance(tale)
    follow(tale, 14, (1, matters.clear_again))
    following.agree_to_end(tale)


def never_said_so(tale: Tale) -> None:
    """A clearance was written that nobody had given (D23)."""
    first.offer(tale)
    first.protect(tale)
    first.find_home(tale)
    matters.contradict(tale)
    guiding.begin_guidance(tale)
    follow(tale, 11)
    following.agree_to_end(tale)


def reported_after_all(tale: Tale) -> None:
    """Not reported, until the youth wants to: cleared the same day, and follow-up goes on (D8)."""
    first.prepare(tale)
    guiding.begin_guidance(tale)
    follow(tale, 13, (5, matters.report_after_all))
    following.agree_to_end(tale)


def died(tale: Tale) -> None:
    """The youth dies; nobody contacts the family because of the case."""
    _followed(tale, weeks=7)
    tale.later(workdays=1).say(Died(found_by=tale.coordinator, note=Open("Stod i dødsannonse.")))
