"""What is told of talking with the family: calls, the conversation, consent."""

from typing import Any, Final

from events.consent import ConsentDecided, ConsentGiven, ConsentRefused, ConsentWithdrawn, ParticipantEnds
from events.contact import (
    AddendumWritten,
    AnswersResolved,
    ContactLogged,
    FirstContactMade,
    FrequencyAgreed,
    PauseAgreed,
    YouthConsidered,
)
from events.conversation import (
    ConversationAccepted,
    ConversationBooked,
    ConversationCancelled,
    ConversationHeld,
    HolderAccepted,
    HolderAsked,
    HolderDeclined,
)
from events.refs import Party
from events.values import Answer, Channel
from workflows.exploring.telling import NOWHERE, TEXT, days, holder, last, moment, people, say
from workflows.exploring.world import Move

FIRST_CALL: Final = "first call"
TRIES: Final = "tries to call"
HOLDER: Final = "holder"
DECIDED: Final = "consent decided"
IN_VAIN: Final = "contact in vain"
AGREED: Final = "agreed contact"

PHONE: Final = Channel.PHONE

BOTH: Final = people("participant", "guardian_1")

EVERYBODY: Final[tuple[Party, ...]] = ("participant", "guardian_1", "guardian_2")


def _called(says: str, answer: str, by: Party | None = "guardian_1", part: str = FIRST_CALL, **about: Any) -> Move:
    told = {"parties": people(by) if by else people(vainly=("guardian_1",)), "answered_by": by, **about}
    return say(FirstContactMade, says, part=part, answer=answer, **told)


CALLS: Final = (
    _called("yes", "accepted", outcome="need"),
    _called("the participant's yes", "accepted", "participant", outcome="need"),
    _called("the other guardian's yes", "accepted", "guardian_2", outcome="need"),
    _called("a third guardian's yes", "accepted", "guardian_3", part=TRIES, outcome="need"),
    _called("time to think", "wants_time", part=TRIES),
    _called("a guardian's no", "declined"),
    _called("the participant's no", "declined", "participant", parties=BOTH),
    _called("safe again", "declined", "participant", parties=BOTH, outcome="safe_again", participant_view="safe_again"),
    _called("conversation at once", "held", "guardian_1", parties=BOTH, follow_up_wanted=Answer.YES),
    _called("nobody answers", "not_reached", None, part=TRIES),
    _called("no answer by SMS", "not_reached", None, part=TRIES, channel=Channel.SMS, parties=people(vainly=EVERYBODY)),
    _called("no guardian may be called", "wants_time", "participant", part=TRIES, deviation=TEXT),
    say(AnswersResolved, part=FIRST_CALL, guardian="guardian_1", why=TEXT),
    say(YouthConsidered, "talk to the youth", part=FIRST_CALL, talk_to_youth=True, why=TEXT),
    say(YouthConsidered, "leave it at that", part=FIRST_CALL, talk_to_youth=False, why=TEXT),
)


def _contact(says: str, *reached: Party, vainly: tuple[Party, ...] = (), by: str = "g1", **about: Any) -> Move:
    part = "" if reached else IN_VAIN
    told = {"direction": "out", "channel": PHONE, **about}
    return say(ContactLogged, says, part=part, who=by, parties=people(*reached, vainly=vainly), **told)


CONTACT: Final = (
    _contact("youth", "participant"),
    _contact("youth and parent", "participant", "guardian_1"),
    _contact("parent", "guardian_1"),
    _contact("the other parent", "guardian_2"),
    _contact("youth in vain", vainly=("participant",)),
    _contact("youth rings", "participant", direction="in"),
    _contact("about consent", "participant", purpose="consent"),
    _contact("starts something", "participant", initiative="starts"),
    _contact("by the coordinator", "participant", by="k1"),
    _contact("nobody"),
    _contact("by letter in vain", vainly=EVERYBODY, channel=Channel.LETTER),
    say(AddendumWritten, entry=last(ContactLogged), text=TEXT),
    say(AddendumWritten, "to nothing", part=AGREED, entry=NOWHERE, text=TEXT),
    say(FrequencyAgreed, part=AGREED, every_days=7),
    say(PauseAgreed, part=AGREED, by="participant", first_day=days(1), last_day=days(20)),
    say(PauseAgreed, "backwards", part=AGREED, by="participant", first_day=days(2), last_day=days(1)),
)


def _held(says: str, parties: tuple[Party, ...] = ("participant", "guardian_1"), **about: Any) -> Move:
    told = {"held_by": holder, "follow_up_appropriate": True, "follow_up_wanted": Answer.YES, **about}
    return say(ConversationHeld, says, parties=parties, **told)


def _asked(says: str, whom: str, **about: Any) -> Move:
    return say(HolderAsked, says, part=HOLDER, holder=whom, organisation="municipality", role="utekontakt", **about)


CONVERSATION: Final = (
    say(ConversationAccepted, "guardian", by="guardian_1"),
    say(ConversationAccepted, "participant", by="participant"),
    _held("wanted"),
    _held("alone, wanted", ("participant",)),
    _held("not wanted", follow_up_wanted=Answer.NO, parents_need=Answer.NO),
    _held("not yet known", follow_up_wanted=Answer.UNKNOWN),
    _held("not appropriate", follow_up_appropriate=False),
    _held("by the investigator", held_by="e2"),
    _asked("", "h1"),
    _asked("an investigator", "e2"),
    _asked("to call as well", "k1", first_contact=True),
    say(HolderAccepted, part=HOLDER, holder="h1"),
    say(HolderDeclined, part=HOLDER, holder="h1"),
    say(ConversationBooked, part=HOLDER, appointment_at=moment(5), parties=("participant", "guardian_1")),
    say(ConversationCancelled, part=HOLDER, by="participant"),
    say(ConversationCancelled, "by the holder", part=HOLDER, by="holder"),
)

CONSENT: Final = (
    say(ConsentGiven, "guardian", by="guardian_1", how=PHONE),
    say(ConsentWithdrawn, "guardian", by="guardian_1", how=PHONE),
    say(ConsentWithdrawn, "participant", by="participant", how=PHONE),
    say(ConsentGiven, "other guardian", by="guardian_2", how=PHONE),
    say(ConsentGiven, "participant", by="participant", how=PHONE),
    say(ConsentRefused, "guardian", by="guardian_1", how=PHONE),
    say(ParticipantEnds, how=PHONE),
    say(ConsentDecided, "ask again", part=DECIDED, decision="ask_again", on=days(3), why=TEXT),
    say(ConsentDecided, "the other guardian", part=DECIDED, decision="other_guardian", guardian="guardian_2", why=TEXT),
    say(ConsentDecided, "the first guardian", part=DECIDED, decision="other_guardian", guardian="guardian_1", why=TEXT),
    say(ConsentDecided, "follow one guardian", part=DECIDED, decision="follow_one", guardian="guardian_1", why=TEXT),
    say(ConsentDecided, "an unnamed guardian", part=DECIDED, decision="other_guardian", why=TEXT),
    say(ConsentDecided, "talk to the youth", part=DECIDED, decision="talk_to_youth", why=TEXT),
    say(ConsentDecided, "the youth's own", part=DECIDED, decision="youths_own", why=TEXT),
    say(ConsentDecided, "close", part=DECIDED, decision="close", why=TEXT),
)

FAMILY: Final = (*CALLS, *CONTACT, *CONVERSATION, *CONSENT)
