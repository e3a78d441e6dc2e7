"""What happens while a guide follows up: contact every other week at the latest, reviews, and whatever befalls them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, Literal

from events.closing import Closed, Restored, View
from events.contact import AddendumWritten, ContactLogged, FrequencyAgreed, PauseAgreed, Tried
from events.correction import Corrected
from events.guidance import ReviewHeld, StagnationSeen
from events.measure import AgencyFollowedThrough, AgencyReceived, AgencyReferred, Kind, MeasureAgreed, MeasureDone
from events.personal import Open
from events.values import Arena, Channel
from services.sample import guiding
from services.sample.tale import Tale

BY: Final = (Channel.PHONE, Channel.MEETING, Channel.PHONE, Channel.SOCIAL_MEDIA)
NOTES: Final = (
    "Går tryggere til skolen nå.",
    "Var med ut en tur.",
    "Har begynt på trening igjen.",
    "Litt urolig i uken.",
    "Tok T-banen alene for første gang.",
)
SAFER: Final = (2, 3, 3, 4, 4, 5)

Happens = tuple[float, Callable[[Tale], None]]
"""After so many weeks of follow-up something befalls the case."""


def contact(tale: Tale, reached: bool = True, safety: Literal[1, 2, 3, 4, 5] = 3, outcome: str = "recorded") -> None:
    """The guide is in touch with the youth, and now and then with the parents (R33, R142, R155)."""
    parties = [Tried(party="participant", reached=reached)]
    long = (tale.today - tale.contacted).days > 11
    tale.contacted = tale.today if reached else tale.contacted
    if tale.minor and tale.youth.guardians and (not reached or long or tale.chance.random() < 0.35):
        parties.append(Tried(party=tale.youth.home, reached=True))
    tale.logged(
        ContactLogged(
            direction="out",
            channel=tale.chance.choice(BY),
            parties=tuple(parties),
            kinds=(tale.chance.choice(("advice", "support", "wellbeing", "practical")),),
            interpreter=tale.youth.interpreter and len(parties) > 1,
            safety=safety if reached else None,
            note=Open(tale.chance.choice(NOTES)) if reached and tale.chance.random() < 0.7 else None,
        ),
        outcome=outcome,
    )


def follow(tale: Tale, weeks: float, *happens: Happens) -> None:
    """So many weeks of follow-up: a contact every 8 to 11 days, a review every 7 weeks, and safety comes back."""
    began, calls = tale.today, 0
    last = began + timedelta(weeks=weeks)
    coming = sorted(happens, key=lambda one: one[0])
    review = began + timedelta(weeks=7)
    while not tale.over:
        due = tale.today + timedelta(days=tale.chance.randrange(8, 12) if calls else tale.chance.randrange(3, 6))
        befalls = began + timedelta(weeks=coming[0][0]) if coming else date.max
        if _changes_guide(tale, min(due, befalls)):
            continue
        if befalls <= min(due, last):
            tale.until(befalls)
            coming.pop(0)[1](tale)
            continue
        if due >= last:
            break
        _in_touch(tale, due, SAFER[min(calls, 5)])
        calls += 1
        if tale.today >= review - timedelta(days=4):
            hold_review(tale, SAFER[min(calls, 5)])
            review = tale.today + timedelta(weeks=7)


def _changes_guide(tale: Tale, before: date) -> bool:
    """Whether the guide goes away for long, or leaves, before that day: then somebody else is found."""
    left = tale.calendar.left.get(tale.guide, date.max)
    if left <= before + timedelta(days=4):
        tale.until(left)
        guiding.follow_one_who_left(tale)
        return True
    for away in tale.calendar.ahead(tale.guide, tale.today):
        known = max(away.known_on, tale.today - timedelta(days=1)) + timedelta(days=1)
        if (tale.guide, away.first) not in tale.prepared and known <= before:
            tale.prepared.add((tale.guide, away.first))
            tale.until(known)
            guiding.prepare_absence(tale, away)
            return True
    return False


def _in_touch(tale: Tale, due: date, safety: int) -> None:
    """The next contact: by the guide, or by whoever stands in while the guide is away (R155); one in ten is vain."""
    tale.until(due)
    if tale.chance.random() < 0.1:
        contact(tale, reached=False)
        tale.later(workdays=1)
    contact(tale, safety=safety)  # type: ignore[arg-type]


def hold_review(tale: Tale, safety: int) -> None:
    """The follow-up is looked at, and goes on (R34); before it the guide hears how the matter stands (R146)."""
    if tale.reported:
        tale.later(minutes=20).logged(
            ContactLogged(
                direction="out",
                channel=Channel.PHONE,
                parties=(),
                professionals=("investigator",),
                kinds=("dialogue_with_investigator",),
            )
        )
    tale.later(minutes=30).say(
        ReviewHeld(
            outcome="go_on",
            next_on=tale.today + timedelta(weeks=8),
            safety=safety,
            unsafe=(tale.chance.choice(list(Arena)),),
            participant_view=Open("Vil gjerne fortsette litt til."),
            going_on_considered=True,
        )
    )


def agree_frequency(tale: Tale) -> None:
    """How often, as the youth wishes (R109)."""
    tale.logged(FrequencyAgreed(every_days=14, channels=(Channel.SMS, Channel.MEETING), contact_exchanged=True))


def agree_measure(tale: Tale) -> None:
    """Somebody goes along to school, and it is done (R102, R104)."""
    kinds: tuple[Kind, ...] = ("accompanied", "together", "school_and_helpers", "routines", "own_network")
    until = tale.today + timedelta(days=14)
    tale.logged(
        MeasureAgreed(
            kind=tale.chance.choice(kinds), done_by="the_family", until=until, what=Open("Følges til skolen.")
        )
    )
    agreed = tale.last
    tale.later(workdays=tale.chance.randrange(5, 9)).logged(MeasureDone(measure=agreed))
    contact(tale)


def refer(tale: Tale) -> None:
    """The youth is put in touch with an agency, which takes it and helps (R113, R144)."""
    tale.say(
        AgencyReferred(for_whom="participant", kind="bup", agency="BUP Prøvedal", agreed_by=tale.youth.home)
        if tale.minor
        else AgencyReferred(for_whom="participant", kind="health", agency="Fastlegen", agreed_by="participant")
    )
    referral = tale.last
    tale.later(workdays=4).say(AgencyReceived(referral=referral))
    tale.later(workdays=1)
    contact(tale)
    tale.later(workdays=3).say(AgencyFollowedThrough(referral=referral, outcome="helped"))


def pause(tale: Tale) -> None:
    """The family is on holiday and wishes to be left in peace; the duty stays (D10)."""
    tale.logged(
        PauseAgreed(
            by="participant",
            first_day=tale.today + timedelta(days=1),
            last_day=tale.today + timedelta(days=10),
            why=Open("Ferie."),
        )
    )


def add(tale: Tale) -> None:
    """An entry of the log is added to (R142)."""
    contact(tale)
    entry = tale.last
    tale.later(workdays=1).logged(AddendumWritten(entry=entry, text=Open("Det var mor som tok kontakt.")))


def correct(tale: Tale) -> None:
    """A figure in the log was wrong."""
    contact(tale, safety=1)
    wrong = tale.last
    tale.later(workdays=1).say(Corrected(fact=wrong, field="safety", value=Open(4), why=Open("Skrevet feil.")))


def log_late(tale: Tale) -> None:
    """A contact is written down more than a week after it took place."""
    tale.logged(
        ContactLogged(direction="in", channel=Channel.SMS, parties=(Tried(party="participant", reached=True),)),
        late=timedelta(days=tale.chance.randrange(7, 10)),
    )
    tale.later(workdays=7)


def send_twice(tale: Tale) -> None:
    """The guides' system sends a contact twice."""
    contact(tale)
    tale.twice()


def stagnate(tale: Tale) -> None:
    """The guide finds that nothing gets better; whether to go on is considered (R152)."""
    tale.logged(StagnationSeen(why=Open("Ingen endring på flere uker.")))
    tale.later(workdays=2).say(
        ReviewHeld(
            outcome="go_on",
            next_on=tale.today + timedelta(weeks=4),
            safety=2,
            going_on_considered=True,
            guide_view=Open("Prøver gruppetilbud i tillegg."),
        )
    )


def agree_to_end(tale: Tale) -> None:
    """Youth and guide agree that there is no more need (R133)."""
    tale.later(workdays=2)
    view = View(no_more_need=True, on=tale.today)
    tale.say(
        Closed(
            ground="youth_and_guide_agree",
            participant_view=view,
            guide_view=view,
            restored=(Restored(arena=Arena.SCHOOL, safe="yes"), Restored(arena=Arena.TRANSPORT, safe="partly")),
        )
    )
