"""Call functions to a meeting, take their answers, and chase those who are silent.

Every write locks the meeting first, then its summonses: two who write at once never block each
other for good.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from activations import rules, timeline, who_leads
from activations.models import Activation, ActivationMeeting, LogEntry, Summons
from activations.models.summons import SummonsQuerySet
from activations.summons import messages
from actors import audit
from actors.addresses import contacts
from actors.models import Function, User
from actors.rights import rights
from common.errors import RuleError
from forums.models import Meeting
from notices.answers.answers import require_current
from notices.outbox import outbox
from records import versions
from records.refs import ref

NO_ADDRESS = "ingen adress"
WRONG_ADDRESS = "fel adress"
NO_ANSWER = "inget svar"
NO_DEPUTY_COMES = "ersättaren kan inte"
FINAL = [Summons.Status.PRESENT, Summons.Status.CANCELLED]
NOT_BEGUN = [Meeting.Status.PLANNED, Meeting.Status.CALLED]


# Calling --------------------------------------------------------------------------------------


def summon(
    *, activation: Activation, meeting: Meeting, functions: Iterable[Function], at: datetime
) -> list[Summons]:
    """Call functions to the meeting; the times of the chase are copied from the region.

    A function without an address stands on the call list from the start, and its deputies are
    called at once. Must be called in the caller's transaction.
    Källa: domain.md 5.3.
    """
    ladder = _ladder(activation, meeting, at)
    summonses = []
    for function in functions:
        reachable = contacts.is_reachable(function)
        summons = Summons.objects.create(
            meeting=meeting,
            function=function,
            called_at=at,
            remind_at=ladder.remind_at,
            call_deputy_at=ladder.call_deputy_at if reachable else at,
            phone_at=ladder.phone_at if reachable else at,
            has_address=reachable,
            listed_at=None if reachable else at,
            listed_because="" if reachable else NO_ADDRESS,
        )
        messages.send_call(summons, at=at)
        summonses.append(summons)
    versions.bump(f"meeting:{meeting.pk}")
    unreachable = [s.function.actor.name for s in summonses if not s.has_address]
    if unreachable:
        write(
            activation,
            LogEntry.Kind.FAULT,
            f"Saknar adress och står på ringlistan: {', '.join(unreachable)}.",
            at=at,
        )
    return summonses


def call_again(*, activation: Activation, meeting: Meeting, was_at: datetime, at: datetime) -> int:
    """Ask everybody afresh because the meeting has another time; return how many were reached.

    Whoever no message could be sent to is named in the timeline, never counted as asked. Deputies
    who had been called are called anew.

    Must be called in the caller's transaction, after the meeting has been moved.
    Källa: domain.md 6.1.
    """
    reached, unreached = 0, []
    for summons in locked(meeting.summonses.exclude(status__in=FINAL)):
        outbox.cancel(about_ref=ref(summons), at=at)
        had_deputies = summons.deputy_called_at is not None
        _ask_afresh(summons, activation, at)
        if had_deputies and messages.send_to_deputies(summons, at=at):
            summons.deputy_tried_at = summons.deputy_called_at = at
            summons.save()
        if messages.send_moved(summons, was_at=was_at, at=at):
            reached += 1
        else:
            unreached.append(summons.function.actor.name)
    versions.bump(f"meeting:{meeting.pk}")
    if unreached:
        text = f"Ingen adress för den nya tiden, ring: {', '.join(unreached)}."
        write(activation, LogEntry.Kind.FAULT, text, at=at)
    return reached


def call_back_in(
    *, activation: Activation, meeting: Meeting, function: Function, at: datetime
) -> None:
    """Call a function that joins late, or whose summons was called back when its actor left.

    Must be called in the caller's transaction.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "anpassad sammansättning".
    """
    known = locked(meeting.summonses.filter(function=function))
    if not known:
        summon(activation=activation, meeting=meeting, functions=[function], at=at)
    for summons in known:
        if summons.status == Summons.Status.CANCELLED:
            _ask_afresh(summons, activation, at)
            messages.send_call(summons, at=at)
    versions.bump(f"meeting:{meeting.pk}")


def _ask_afresh(summons: Summons, activation: Activation, at: datetime) -> None:
    ladder = _ladder(activation, summons.meeting, at)
    summons.call_again(
        remind_at=ladder.remind_at,
        call_deputy_at=ladder.call_deputy_at if summons.has_address else at,
        phone_at=ladder.phone_at if summons.has_address else at,
        at=at,
    )
    summons.save()


def call_back(*, summonses: Iterable[Summons], at: datetime) -> None:
    """Cancel the summonses and what is still unsent of them; must run in a transaction.

    Källa: domain.md 5.3.
    """
    for summons in summonses:
        summons.cancel()
        summons.save()
        outbox.cancel(about_ref=ref(summons), at=at)


def _ladder(activation: Activation, meeting: Meeting, at: datetime) -> rules.Ladder:
    region = activation.forum.region
    return rules.ladder(
        called_at=at,
        starts_at=meeting.starts_at,
        reminder_minutes=region.summons_reminder_minutes,
        deputy_minutes=region.summons_deputy_minutes,
        phone_minutes=region.summons_phone_minutes,
    )


# Answers --------------------------------------------------------------------------------------


@transaction.atomic
def answer_by_token(
    *,
    summons_id: int,
    answer: str,
    via: str,
    by_label: str,
    deputy_note: str = "",
    as_of: datetime,
    at: datetime,
) -> Summons:
    """Take an answer from whoever holds a signed link or the called phone; no log-in.

    ``as_of`` is when the question stood as it was answered.
    Källa: domain.md 5.3, 6.1.
    """
    summons = lock(summons_id)
    require_answerable(summons, as_of)
    _record(summons, answer, via=via, by_label=by_label, deputy_note=deputy_note, at=at)
    _audit(summons, by=None, function=None, on_behalf_of=by_label, at=at)
    return summons


@transaction.atomic
def answer_own(
    *,
    summons_id: int,
    answer: str,
    deputy_note: str = "",
    asked: datetime | None = None,
    via: str = Summons.Via.SIGNED_IN,
    by: User,
    at: datetime,
) -> Summons:
    """Answer for a function that one holds, or deputises for.

    ``asked`` is when the question stood as the page showed it.
    Källa: domain.md 1.1, 6.1.
    """
    summons = lock(summons_id)
    own = answering_function(summons, by)
    require_answerable(summons, asked or at)
    if own.pk != summons.function_id:
        comes = answer != Summons.Answer.NOT_COMING
        _take_deputy(summons, comes=comes, via=via, by_label=str(own), note=deputy_note, at=at)
        _audit(
            summons,
            by=by,
            function=own,
            at=at,
            text=messages.deputy_sentence(str(own), comes=comes),
        )
        return summons
    _record(summons, answer, via=via, by_label=str(own), deputy_note=deputy_note, at=at)
    _audit(summons, by=by, function=own, at=at)
    return summons


@transaction.atomic
def answer_as_deputy(
    *, summons_id: int, comes: bool, via: str, by_label: str, as_of: datetime, at: datetime
) -> Summons:
    """Take the answer of a deputy that was called by its own link or phone; no log-in.

    Källa: domain.md 5.3.
    """
    summons = lock(summons_id)
    require_answerable(summons, as_of)
    _take_deputy(summons, comes=comes, via=via, by_label=by_label, at=at)
    text = messages.deputy_sentence(by_label, comes=comes)
    _audit(summons, by=None, function=None, on_behalf_of=by_label, at=at, text=text)
    return summons


def _take_deputy(
    summons: Summons, *, comes: bool, via: str, by_label: str, note: str = "", at: datetime
) -> None:
    """Let a deputy's yes be that a deputy comes, and its no be nobody's but its own."""
    if comes:
        if summons.answer == Summons.Answer.COMING:
            raise RuleError(
                f"{summons.function} har själv svarat att den kommer. Ingen ersättare behövs.",
                code="no_deputy_needed",
            )
        answer = Summons.Answer.DEPUTY
        _record(summons, answer, via=via, by_label=by_label, deputy_note=note, at=at)
        return
    summons.deputy_declined_at = at
    if summons.answer == Summons.Answer.DEPUTY and summons.answered_by_label == by_label[:200]:
        summons.lose_deputy()
    if not summons.answer and summons.listed_at is None:
        summons.listed_at, summons.listed_because = at, NO_DEPUTY_COMES
    summons.save()
    versions.bump(f"meeting:{summons.meeting_id}")
    said = messages.deputy_sentence(by_label, comes=False)
    text = f"{said} Kallelsen till {summons.function} gäller."
    activation = activation_of(summons.meeting)
    write(activation, LogEntry.Kind.ANSWER, text, by_label=by_label, at=at)


def answering_function(summons: Summons, by: User) -> Function:
    """Return the user's function that is called, else the one that deputises for it."""
    wanted = [summons.function_id, summons.function.deputy_id]
    held = {function.pk: function for function in rights.functions_of(by)}
    own = next((held[key] for key in wanted if key in held), None)
    if own is None:
        raise PermissionDenied("Bara den kallade funktionen svarar för sig.")
    return own


@transaction.atomic
def answer_on_behalf(
    *,
    summons_id: int,
    answer: str,
    said_by: str = "",
    deputy_note: str = "",
    asked: datetime | None = None,
    by: User,
    at: datetime,
) -> Summons:
    """Note an answer that came another way, usually by phone.

    ``said_by`` is the function that answered the phone, never a person.

    Källa: domain.md 3.4.
    """
    summons = lock(summons_id)
    leader = who_leads.require_leading(by, activation_of(summons.meeting))
    require_answerable(summons, asked or at)
    teller = said_by.strip() or str(summons.function)
    _record(
        summons,
        answer,
        via=Summons.Via.CHAIR,
        by_label=f"{leader}, enligt {teller}"[:200],
        deputy_note=deputy_note,
        at=at,
    )
    action = "summons.answer_on_behalf"
    _audit(summons, action=action, by=by, function=leader, on_behalf_of=teller, at=at)
    return summons


def _record(
    summons: Summons, answer: str, *, via: str, by_label: str, deputy_note: str, at: datetime
) -> None:
    if answer not in Summons.Answer.values:
        raise RuleError("Svara Kommer, Ersättare kommer eller Kommer inte.", code="unknown_answer")
    if len(deputy_note) > rules.DEPUTY_NOTE_MAX_CHARACTERS:
        raise RuleError(
            f"Skriv högst {rules.DEPUTY_NOTE_MAX_CHARACTERS} tecken om ersättaren.",
            code="deputy_note_too_long",
            field="deputy_note",
        )
    is_own_no = answer == Summons.Answer.NOT_COMING and by_label == str(summons.function)
    if is_own_no and summons.deputy_comes:
        _keep_deputy(summons, by_label, at)
        return
    note = deputy_note.strip() if answer == Summons.Answer.DEPUTY else ""
    summons.record_answer(answer=answer, via=via, by_label=by_label, deputy_note=note, at=at)
    summons.listed_at, summons.listed_because = None, ""
    summons.save()
    versions.bump(f"meeting:{summons.meeting_id}")
    activation = activation_of(summons.meeting)
    write(
        activation,
        LogEntry.Kind.ANSWER,
        messages.answer_sentence(summons),
        by_label=by_label,
        at=at,
    )


def _keep_deputy(summons: Summons, by_label: str, at: datetime) -> None:
    """Let a function's no be its own: the deputy that has said that it comes still does."""
    text = f"{by_label}: kommer inte själv. {summons.answered_by_label} har svarat att den kommer."
    write(activation_of(summons.meeting), LogEntry.Kind.ANSWER, text, by_label=by_label, at=at)


def _audit(summons: Summons, *, action: str = "summons.answer", text: str = "", **who: Any) -> None:
    exercise = summons.meeting.exercise
    words = text or messages.answer_sentence(summons)
    audit.record(action=action, thing=summons, text=words, exercise=exercise, **who)


def require_answerable(summons: Summons, as_of: datetime) -> None:
    """Refuse an answer that comes too late, or to what was asked before a move; under its lock.

    Källa: domain.md 5.3, 6.1.
    """
    if closed := messages.closed_because(summons):
        raise RuleError(closed, code="summons_closed")
    require_current(summons.called_at, as_of)


# Shared ---------------------------------------------------------------------------------------

_WITH = (
    *("function__actor", "function__deputy", "meeting__forum__region"),
    "meeting__in_activation__activation__event",
)


def lock(summons_id: int) -> Summons:
    lock_meeting(Summons.objects.values_list("meeting_id", flat=True).get(pk=summons_id))
    return Summons.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=summons_id)


def lock_meeting(meeting_id: int) -> Meeting:
    meetings = Meeting.objects.select_for_update(of=("self",)).select_related("forum__region")
    return meetings.get(pk=meeting_id)


def locked(summonses: SummonsQuerySet) -> list[Summons]:
    locked = summonses.select_for_update(of=("self",))
    return list(locked.select_related(*_WITH).order_by("pk"))


def activation_of(meeting: Meeting) -> Activation:
    link = ActivationMeeting.objects.select_related("activation__event").get(meeting=meeting)
    link.activation.forum = meeting.forum
    return link.activation


def write(
    activation: Activation, kind: str, text: str, *, at: datetime, by_label: str = timeline.SYSTEM
) -> None:
    timeline.write(
        kind=kind,
        text=text,
        by_label=by_label,
        at=at,
        region=activation.forum.region,
        event=activation.event,
        activation=activation,
    )
