"""Call functions to a meeting, take their answers, and chase those who are silent.

Every write locks the meeting first, then its summonses: two who write at once never block each
other for good.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from activations import calls, leading, rules, timeline
from activations.models import Activation, ActivationMeeting, LogEntry, Summons
from activations.models.summons import SummonsQuerySet
from actors import audit, contacts, rights
from actors.models import Function, User
from common.errors import RuleError
from forums.models import Meeting
from notices import outbox
from records import versions
from records.refs import ref

NO_ADDRESS = "ingen adress"
WRONG_ADDRESS = "fel adress"
NO_ANSWER = "inget svar"
FINAL = [Summons.Status.PRESENT, Summons.Status.CANCELLED]
NOT_BEGUN = [Meeting.Status.PLANNED, Meeting.Status.CALLED]


# Calling --------------------------------------------------------------------------------------


def summon(
    *, activation: Activation, meeting: Meeting, functions: Iterable[Function], at: datetime
) -> list[Summons]:
    """Call functions to the meeting; the times of the chase are copied from the region.

    A function without an address stands on the call list from the start, and its deputies are
    called at once. Must be called in the caller's transaction.
    Källa: model.md §3.2 "Summons per function".
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
        calls.send_call(summons, at=at)
        summonses.append(summons)
    versions.bump(f"meeting:{meeting.pk}")
    unreachable = [s.function.actor.name for s in summonses if not s.has_address]
    if unreachable:
        _write(
            activation,
            LogEntry.Kind.FAULT,
            f"Saknar adress och står på ringlistan: {', '.join(unreachable)}.",
            by_label=timeline.SYSTEM,
            at=at,
        )
    return summonses


def call_again(*, activation: Activation, meeting: Meeting, was_at: datetime, at: datetime) -> int:
    """Ask everybody afresh because the meeting has another time; return how many.

    Must be called in the caller's transaction, after the meeting has been moved.
    Källa: ux.md §4 N05.
    """
    open_ones = _locked(meeting.summonses.exclude(status__in=FINAL))
    for summons in open_ones:
        outbox.cancel(about_ref=ref(summons), at=at)
        _ask_afresh(summons, _ladder(activation, meeting, at), at)
        calls.send_moved(summons, was_at=was_at, at=at)
    versions.bump(f"meeting:{meeting.pk}")
    return len(open_ones)


def call_back_in(
    *, activation: Activation, meeting: Meeting, function: Function, at: datetime
) -> None:
    """Call a function that joins late, or whose summons was called back when its actor left.

    Must be called in the caller's transaction.
    Källa: 001 "anpassad sammansättning".
    """
    known = _locked(meeting.summonses.filter(function=function))
    if not known:
        summon(activation=activation, meeting=meeting, functions=[function], at=at)
    for summons in known:
        if summons.status == Summons.Status.CANCELLED:
            _ask_afresh(summons, _ladder(activation, meeting, at), at)
            calls.send_call(summons, at=at)
    versions.bump(f"meeting:{meeting.pk}")


def _ask_afresh(summons: Summons, ladder: rules.Ladder, at: datetime) -> None:
    summons.call_again(
        remind_at=ladder.remind_at,
        call_deputy_at=ladder.call_deputy_at if summons.has_address else at,
        phone_at=ladder.phone_at if summons.has_address else at,
        at=at,
    )
    summons.save()


def call_back(*, summonses: Iterable[Summons], at: datetime) -> None:
    """Cancel the summonses and what is still unsent of them; must run in a transaction.

    Källa: model.md §3.2.
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
    *, summons_id: int, answer: str, via: str, by_label: str, deputy_note: str = "", at: datetime
) -> Summons:
    """Take an answer from whoever holds a signed link or the called phone; no log-in.

    :raises RuleError: if the answer is none of the three, or the meeting has begun or is off.
    Källa: model.md §3.2 "Answer needs no log-in: a signed link, a button there, or an SMS reply".
    """
    summons = _lock(summons_id)
    _record(summons, answer, via=via, by_label=by_label, deputy_note=deputy_note, at=at)
    audit.record(
        by=None,
        function=None,
        at=at,
        action="summons.answer",
        thing=summons,
        text=_sentence(summons),
        on_behalf_of=by_label,
        exercise=summons.meeting.exercise,
    )
    return summons


@transaction.atomic
def answer_own(
    *,
    summons_id: int,
    answer: str,
    deputy_note: str = "",
    via: str = Summons.Via.SIGNED_IN,
    by: User,
    at: datetime,
) -> Summons:
    """Answer for a function that one holds, or deputises for.

    :raises PermissionDenied: if the user holds neither.
    :raises RuleError: if the answer is none of the three, or the meeting has begun or is off.
    Källa: model.md §0.1, §3.2.
    """
    summons = _lock(summons_id)
    own = answering_function(summons, by)
    _record(summons, answer, via=via, by_label=str(own), deputy_note=deputy_note, at=at)
    audit.record(
        by=by,
        function=own,
        at=at,
        action="summons.answer",
        thing=summons,
        text=_sentence(summons),
        exercise=summons.meeting.exercise,
    )
    return summons


def answering_function(summons: Summons, by: User) -> Function:
    """Return the user's function that is called, or deputises for the one that is.

    :raises PermissionDenied: if the user holds neither.
    """
    wanted = {summons.function_id, summons.function.deputy_id}
    own = next((held for held in rights.functions_of(by) if held.pk in wanted), None)
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
    by: User,
    at: datetime,
) -> Summons:
    """Note an answer that came another way, usually by phone.

    ``said_by`` is the function that answered the phone, never a person.

    :raises PermissionDenied: unless the user leads the activation.
    :raises RuleError: if the answer is none of the three, or the meeting has begun or is off.
    Källa: model.md §2 "Phone-only participants are recorded by the chair".
    """
    summons = _lock(summons_id)
    leader = leading.require_leading(by, _activation_of(summons.meeting))
    teller = said_by.strip() or str(summons.function)
    _record(
        summons,
        answer,
        via=Summons.Via.CHAIR,
        by_label=f"{leader}, enligt {teller}"[:200],
        deputy_note=deputy_note,
        at=at,
    )
    audit.record(
        by=by,
        function=leader,
        at=at,
        action="summons.answer_on_behalf",
        thing=summons,
        text=_sentence(summons),
        on_behalf_of=teller,
        exercise=summons.meeting.exercise,
    )
    return summons


def _record(
    summons: Summons, answer: str, *, via: str, by_label: str, deputy_note: str, at: datetime
) -> None:
    if answer not in Summons.Answer.values:
        raise RuleError("Svara Kommer, Ersättare kommer eller Kommer inte.", code="unknown_answer")
    closed = closed_because(summons)
    if closed:
        raise RuleError(closed, code="summons_closed")
    if len(deputy_note) > rules.DEPUTY_NOTE_MAX_CHARACTERS:
        raise RuleError(
            f"Skriv högst {rules.DEPUTY_NOTE_MAX_CHARACTERS} tecken om ersättaren.",
            code="deputy_note_too_long",
            field="deputy_note",
        )
    note = deputy_note.strip() if answer == Summons.Answer.DEPUTY else ""
    summons.record_answer(answer=answer, via=via, by_label=by_label, deputy_note=note, at=at)
    summons.listed_at, summons.listed_because = None, ""
    summons.save()
    versions.bump(f"meeting:{summons.meeting_id}")
    activation = _activation_of(summons.meeting)
    _write(activation, LogEntry.Kind.ANSWER, _sentence(summons), by_label=by_label, at=at)


def closed_because(summons: Summons) -> str:
    """Return why the summons cannot be answered any more; empty if it can.

    Källa: model.md §3.2; ux.md §3.3.
    """
    status = summons.meeting.status
    phone = summons.meeting.forum.region.convener_phone
    if status == Meeting.Status.CANCELLED:
        return "Mötet är inställt. Du behöver inte svara."
    if summons.status == Summons.Status.CANCELLED:
        return "Kallelsen är återkallad. Du behöver inte svara."
    if status not in NOT_BEGUN:
        return f"Mötet har redan börjat. Ring {calls.short_phone(phone)} om du har förhinder."
    return ""


def _sentence(summons: Summons) -> str:
    note = f" ({summons.deputy_note})" if summons.deputy_note else ""
    return f"{summons.function}: {Summons.Answer(summons.answer).label.lower()}{note}."


# Chasing the silent ---------------------------------------------------------------------------


@transaction.atomic
def remind_silent(*, meeting_id: int, by: User, at: datetime) -> int:
    """Remind everybody who has not answered, now; return how many were reminded.

    :raises PermissionDenied: unless the user leads the activation.
    :raises RuleError: if the meeting has begun or is off.
    Källa: ux.md §2 P2c "Ring/påminn de 9 som inte svarat".
    """
    meeting = _lock_meeting(meeting_id)
    activation = _activation_of(meeting)
    leader = leading.require_leading(by, activation)
    if meeting.status not in NOT_BEGUN:
        raise RuleError("Mötet har redan börjat eller är inställt.", code="meeting_begun")
    silent = _locked(meeting.summonses.silent().filter(has_address=True))
    versions.bump(f"meeting:{meeting.pk}")
    for summons in silent:
        summons.reminded_at = at
        summons.save(update_fields=["reminded_at"])
        calls.send_reminder(summons, at=at)
    if silent:
        text = f"Påminnelse till {len(silent)} som inte svarat."
        _write(activation, LogEntry.Kind.SUMMONS, text, by_label=str(leader), at=at)
        audit.record(
            by=by,
            function=leader,
            at=at,
            action="summons.remind",
            thing=meeting,
            text=text,
            exercise=meeting.exercise,
        )
    return len(silent)


def chase_due(at: datetime) -> int:
    """Take every step that is due with the silent ones: remind, call deputies, list for the phone.

    Each step is taken once, at or after its time, also after an outage; it stops when the function
    has answered, the meeting has begun or it is off. Returns the number of steps taken.
    Källa: model.md §3.2 "Silent ones are reminded, then their deputy is called, then …".
    """
    meetings = set(
        _due(at).filter(meeting__status=Meeting.Status.CALLED).values_list("meeting_id", flat=True)
    )
    return sum(_chase_meeting(meeting_id, at) for meeting_id in sorted(meetings))


def _due(at: datetime) -> SummonsQuerySet:
    remind = Q(reminded_at=None, remind_at__lte=at, has_address=True)
    deputy = Q(deputy_called_at=None, call_deputy_at__lte=at)
    phone = Q(listed_at=None, phone_at__lte=at)
    return Summons.objects.silent().filter(remind | deputy | phone)


@transaction.atomic
def _chase_meeting(meeting_id: int, at: datetime) -> int:
    steps: dict[str, list[str]] = {"remind": [], "deputy": [], "phone": []}
    _lock_meeting(meeting_id)
    due = _locked(_due(at).filter(meeting_id=meeting_id, meeting__status=Meeting.Status.CALLED))
    for summons in due:
        for step in _take_steps(summons, at):
            steps[step].append(summons.function.actor.name)
    taken = sum(len(names) for names in steps.values())
    if taken:
        versions.bump(f"meeting:{meeting_id}")
        activation = _activation_of(due[0].meeting)
        for step, names in steps.items():
            if names:
                text = f"{_STEP_TEXTS[step]}: {', '.join(names)}."
                _write(
                    activation,
                    LogEntry.Kind.SUMMONS,
                    text,
                    by_label=timeline.SYSTEM,
                    at=at,
                )
    return taken


_STEP_TEXTS = {
    "remind": "Inget svar, påminda",
    "deputy": "Inget svar, ersättare kallas",
    "phone": "Inget svar, på ringlistan",
}


def _take_steps(summons: Summons, at: datetime) -> list[str]:
    taken = []
    if summons.reminded_at is None and summons.has_address and summons.remind_at <= at:
        summons.reminded_at = at
        calls.send_reminder(summons, at=at)
        taken.append("remind")
    if summons.deputy_called_at is None and summons.call_deputy_at <= at:
        summons.deputy_called_at = at
        calls.send_to_deputies(summons, at=at)
        taken.append("deputy")
    if summons.listed_at is None and summons.phone_at <= at:
        summons.listed_at, summons.listed_because = at, NO_ANSWER
        taken.append("phone")
    summons.save()
    return taken


# What the providers say -----------------------------------------------------------------------


@transaction.atomic
def note_delivery(*, summons_id: int, at: datetime) -> None:
    """Take the provider's word that the call arrived; later words change nothing.

    Källa: model.md §3.2 "called → delivered".
    """
    summons = _lock(summons_id)
    if summons.status != Summons.Status.CALLED:
        return
    summons.deliver(at=at)
    summons.save()
    versions.bump(f"meeting:{summons.meeting_id}")


@transaction.atomic
def note_failure(*, summons_id: int, at: datetime) -> None:
    """Put a function whose address does not work straight on the call list.

    Källa: model.md §3.2 "then their phone number stands on a call list".
    """
    summons = _lock(summons_id)
    if summons.status in FINAL or summons.answer or summons.listed_at:
        return
    summons.listed_at, summons.listed_because = at, WRONG_ADDRESS
    summons.call_deputy_at = min(summons.call_deputy_at, at)
    summons.save()
    versions.bump(f"meeting:{summons.meeting_id}")
    _write(
        _activation_of(summons.meeting),
        LogEntry.Kind.FAULT,
        f"Kallelsen till {summons.function} gick inte fram. Ring: funktionen står på ringlistan.",
        by_label=timeline.SYSTEM,
        at=at,
    )


# Shared ---------------------------------------------------------------------------------------

_WITH = ("function__actor", "function__deputy", "meeting__forum__region")


def _lock(summons_id: int) -> Summons:
    _lock_meeting(Summons.objects.values_list("meeting_id", flat=True).get(pk=summons_id))
    return Summons.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=summons_id)


def _lock_meeting(meeting_id: int) -> Meeting:
    meetings = Meeting.objects.select_for_update(of=("self",)).select_related("forum__region")
    return meetings.get(pk=meeting_id)


def _locked(summonses: SummonsQuerySet) -> list[Summons]:
    locked = summonses.select_for_update(of=("self",))
    return list(locked.select_related(*_WITH).order_by("pk"))


def _activation_of(meeting: Meeting) -> Activation:
    link = ActivationMeeting.objects.select_related("activation__event").get(meeting=meeting)
    link.activation.forum = meeting.forum
    return link.activation


def _write(activation: Activation, kind: str, text: str, *, by_label: str, at: datetime) -> None:
    timeline.write(
        kind=kind,
        text=text,
        by_label=by_label,
        at=at,
        region=activation.forum.region,
        event=activation.event,
        activation=activation,
    )
