"""What happens around the guide: asked, accepted, consent, made known; away and stood in for; another one."""

from datetime import timedelta
from typing import Final

from events.consent import ConsentGiven
from events.guidance import (
    AbsenceTold,
    BlConfirmed,
    Considered,
    Disclosed,
    GuidanceAsked,
    GuidanceGiven,
    GuideAccepted,
    GuideAsked,
    GuideDeclined,
    GuideEnded,
    GuideInformed,
    GuideReplaced,
    InvestigatorTold,
    ProsecutorTold,
    Reason,
    SubstituteConsidered,
    WishesTold,
)
from events.measure import AgencyFollowedThrough
from events.personal import Open
from events.refs import Party
from events.values import Answer, Channel, Source
from services.sample import first, home
from services.sample.calendar import Away
from services.sample.tale import Tale

ABOUT: Final = ("Usikker på om skolen bør kobles på.", "Hvordan snakke om rettssaken?", "Ungdommen trekker seg unna.")


def choose(tale: Tale, *but: str) -> str:
    """Somebody who may be a guide now: not away, not gone."""
    there = [
        slug
        for slug in tale.team.guides
        if slug not in but
        and slug not in tale.unwanted
        and tale.calendar.here(slug, tale.today)
        and tale.calendar.absence(slug, tale.today + timedelta(days=4)) is None
    ]
    if tale.wish in there:
        return tale.wish
    return tale.chance.choice(there or [slug for slug in tale.team.guides if slug not in (*but, *tale.unwanted)])


def ask_guide(tale: Tale, *but: str) -> None:
    """Somebody suited is asked (R2, R49, R50); one in eight says no, and another is asked."""
    tale.later(workdays=1)
    tale.guide = choose(tale, *but)
    considered = (Considered(candidate="Kontaktlæreren", why_not=Open("Kjenner ikke ungdommen.")),)
    tale.say(
        GuideAsked(
            guide=tale.guide,
            basis=(tale.chance.choice(("relation", "competence")),),
            belongs="external" if tale.guide.startswith("n") else "internal",
            considered=considered if tale.chance.random() < 0.2 else (),
            may_be_witness_told=tale.chance.random() < 0.6,
        )
    )
    if not but and tale.chance.random() < 0.12:
        tale.later(workdays=1).logged(GuideDeclined(guide=tale.guide, why=Open("Har for mange fra før.")))
        ask_guide(tale, tale.guide)


def guide_accepts(tale: Tale) -> None:
    """The guide says yes (R50)."""
    tale.later(workdays=tale.chance.choice((1, 2))).logged(GuideAccepted(guide=tale.guide))


def make_known(tale: Tale) -> None:
    """Investigator and BL know of the programme and its guide, the guide of the witness stand (R60-R67, R141)."""
    if not tale.reported:
        return
    incidents = tale.incidents
    tale.later(minutes=30).say(InvestigatorTold(incidents=incidents, guide=tale.guide, told=tale.investigator))
    tale.say(GuideInformed(guide=tale.guide))
    tale.later(workdays=1).say(BlConfirmed(incidents=incidents, of="guide", guide=tale.guide))


def make_programme_known(tale: Tale) -> None:
    """The investigator sees to it that the programme stands in BL and that the prosecutor knows (R66, R67)."""
    if tale.reported:
        programme = BlConfirmed(incidents=tale.incidents, of="programme")
        told = ProsecutorTold(incidents=tale.incidents, told=tale.team.prosecutor)
        tale.later(minutes=30).say(programme, by=tale.investigator, source=Source.POLICE)
        tale.say(told, by=tale.investigator, source=Source.POLICE)


def consent(tale: Tale) -> None:
    """The guardian, or the participant from 18, consents to ongoing contact (R139)."""
    tale.later(workdays=1).logged(
        ConsentGiven(by=first.callees(tale)[0], how=Channel.PHONE, interpreter=tale.youth.interpreter)
    )


def begin(tale: Tale) -> None:
    """A guide and a consent: the case is followed up."""
    if tale.chance.random() < 0.3:
        wishes = WishesTold(by="participant", a_guide=Answer.YES, wishes=Open("Helst en dame."))
        tale.later(minutes=20).say(wishes, by=tale.holder)
    ask_guide(tale)
    guide_accepts(tale)
    make_known(tale)
    consent(tale)


def hold(tale: Tale) -> None:
    """The family is called and accepts, the programme is made known, the conversation is held."""
    if tale.youth.interpreter:
        home.needs_interpreter(tale)
    when = first.accept(tale)
    if tale.youth.interpreter:
        home.book_interpreter(tale, when, *dict.fromkeys((first.callees(tale)[0], "participant")))
    make_programme_known(tale)
    first.hold(tale, when)


def begin_guidance(tale: Tale) -> None:
    """Call, conversation, guide, consent: the case is followed up."""
    hold(tale)
    begin(tale)


def ask_advice(tale: Tale) -> None:
    """The guide asks for advice, and gets it (R143, R144)."""
    about = Open(tale.chance.choice(ABOUT))
    tale.logged(GuidanceAsked(guide=tale.guide, about=about))
    advice = GuidanceGiven(guide=tale.guide, contacted=("BUP",), advice=Open("Ta det opp i møte."))
    tale.later(workdays=1).say(advice)
    asked = tale.last
    tale.later(workdays=3).say(AgencyFollowedThrough(referral=asked, outcome="helped"))


def disclose(tale: Tale) -> None:
    """The investigator tells a guide what they need to know, and imposes secrecy (R148)."""
    tale.say(
        Disclosed(
            guide=tale.guide, secrecy_imposed=True, what=Open("Navn på gjerningsperson."), why=Open("Unngå møte.")
        ),
        by=tale.investigator,
        source=Source.POLICE,
    )


def replace_guide(tale: Tale, reason: Reason = "better_suited") -> None:
    """Another guide is asked and takes over (R161)."""
    before = tale.guide
    ask_guide(tale, before)
    tale.later(workdays=1).say(
        GuideReplaced(guide=before, successor=tale.guide, reason=reason, promised=Open("Følge til skolen mandag."))
    )
    make_known(tale)


def not_this_one(tale: Tale) -> None:
    """The youth does not feel safe with this guide (R161)."""
    tale.unwanted.add(tale.guide)
    told = WishesTold(by="participant", guide=tale.guide, this_guide=Answer.NO)
    tale.say(told, channel=Channel.SMS)
    replace_guide(tale, "participants_wish")


def end_guide(tale: Tale) -> None:
    """The guide cannot go on; the coordinator finds another one."""
    before = tale.guide
    tale.logged(GuideEnded(guide=before, reason="no_capacity", promised=Open("Treff på torsdag.")))
    ask_guide(tale, before)
    guide_accepts(tale)
    make_known(tale)


def follow_one_who_left(tale: Tale) -> None:
    """The guide has left the programme: another one."""
    ask_guide(tale, tale.guide)
    guide_accepts(tale)
    make_known(tale)


def prepare_absence(tale: Tale, away: Away) -> None:
    """The guide will be away for long: a substitute is found, the family told (R57-R59)."""
    tale.say(SubstituteConsidered(guide=tale.guide, first_day=away.first, needed=True, with_guide=True))
    there = [
        s
        for s in tale.team.guides
        if s not in (tale.guide, *tale.unwanted) and tale.calendar.covers(s, max(away.first, tale.today), away.last)
    ]
    if there:
        substitute = tale.chance.choice(there)
        asked = GuideAsked(guide=substitute, basis=("competence",), first_day=away.first, last_day=away.last)
        tale.later(minutes=30).say(asked.model_copy(update={"may_be_witness_told": True}))
        tale.later(workdays=1).logged(GuideAccepted(guide=substitute), by=substitute)
        tale.substitutes[away.first] = substitute
    parents: tuple[Party, ...] = (tale.youth.home,) if tale.minor else ()
    told = AbsenceTold(guide=tale.guide, parties=tuple(dict.fromkeys(("participant", *parents))), channel=Channel.PHONE)
    tale.later(minutes=40).say(told)
