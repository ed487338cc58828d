"""Write a joint direction, agree on it at a meeting, and take each actor's own decision."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from actors import audit
from actors.models import Function, User
from common.errors import RuleError
from forums import hooks, who_leads
from forums import rules as forum_rules
from forums.directions import documents, messages, queries, rules
from forums.locks import locked_meeting, require_wording
from forums.meetings import conduct
from forums.models import ActorDecision, JointDirection, Meeting, MeetingDecision
from records import versions
from records.models import Job

Status = JointDirection.Status


class DraftConflict(RuleError):
    """Somebody else has changed the draft; ``direction`` is as it stands now."""

    def __init__(self, direction: JointDirection) -> None:
        super().__init__(
            "Någon annan har ändrat utkastet medan du skrev. Din text står kvar här; deras visas "
            "bredvid. Spara igen för att låta din gälla.",
            code="conflict",
        )
        self.direction = direction


@dataclass(frozen=True)
class Words:
    """What a direction says."""

    aim: str
    priorities: list[str] = field(default_factory=list)
    limits: str = ""
    measures: str = ""
    messages: str = ""
    outside: str = ""
    wording_reason: str = ""
    reply_by: datetime | None = None
    valid_until: datetime | None = None


@transaction.atomic
def draft_direction(
    *,
    meeting_id: int,
    words: Words,
    replaces_id: int | None = None,
    by: User,
    at: datetime,
) -> JointDirection:
    """Write a direction for a meeting to agree on; nothing holds until it has.

    Källa: Avsiktsförklaringen "Ansvar och arbetsfördelning"; domain.md 3.6.
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    if not meeting.is_ahead_or_running:
        raise RuleError("Mötet är slut eller inställt. Skriv inriktningen vid nästa möte.")
    highest = JointDirection.objects.filter(forum_id=meeting.forum_id).aggregate(Max("number"))
    direction = JointDirection(
        forum=meeting.forum,
        meeting=meeting,
        number=(highest["number__max"] or 0) + 1,
        level=meeting.forum.level,
        exercise=meeting.exercise,
        drafted_at=at,
        drafted_by_label=audit.label_of(by, function),
        replaces=_replaceable(meeting, replaces_id, at),
        within=next(iter(queries.frame_of(meeting.forum, at, exercise=meeting.exercise)), None),
    )
    _write(direction, words, at)
    direction.save()
    _record(direction, "direction.draft", "skriven som utkast", by, function, at)
    return direction


@transaction.atomic
def edit_draft(
    *,
    direction_id: int,
    words: Words,
    version: int,
    replaces_id: int | None = None,
    by: User,
    at: datetime,
) -> JointDirection:
    """Change the words of a draft, if nobody has changed them since ``version``.

    :raises DraftConflict: if somebody else has written meanwhile.
    Källa: domain.md 1.10, 3.6.
    """
    direction, function = _led(direction_id, by)
    if not direction.is_draft:
        raise RuleError("Inriktningen är överenskommen och ändras inte. Skriv en ny som ersätter.")
    if direction.version != version:
        raise DraftConflict(direction)
    direction.replaces = _replaceable(direction.meeting, replaces_id, at)
    _write(direction, words, at)
    direction.version += 1
    direction.save()
    _record(direction, "direction.edit", "utkastet ändrat", by, function, at)
    return direction


@transaction.atomic
def discard_draft(*, direction_id: int, by: User, at: datetime) -> None:
    """Throw a draft away; the audit log keeps that it stood there.

    Källa: domain.md 3.6.
    """
    direction, function = _led(direction_id, by)
    if not direction.is_draft:
        raise RuleError("Inriktningen är överenskommen och kan inte kastas.")
    _record(direction, "direction.discard", "utkastet kastat", by, function, at)
    direction.delete()


@transaction.atomic
def agree(*, direction_id: int, version: int, by: User, at: datetime) -> JointDirection:
    """Note that the actors have agreed on the words at the running meeting; ask each to decide.

    The agreement stands in the minutes. It binds nobody; every actor on the meeting's list is
    asked what it decides for itself.
    Källa: Avsiktsförklaringen "Representation utifrån mandat": "De faktiska besluten måste alltid
    tas av respektive aktör"; domain.md 3.6.
    """
    direction, function = _led(direction_id, by)
    if not direction.is_draft:
        raise RuleError("Inriktningen är redan överenskommen.", code="already_agreed")
    if direction.version != version:
        raise DraftConflict(direction)
    if direction.outside:
        raise RuleError(
            "Utkastet går utanför den inriktning som gäller. Begär inriktande forum, eller ta bort "
            "det som går utanför.",
            code="outside",
        )
    if direction.reply_by is not None and direction.reply_by <= at:
        raise RuleError("Dagen för besked har redan passerat. Ändra den.", code="reply_by_past")
    asked = asked_at(direction.meeting)
    if not asked:
        raise RuleError("Ingen aktör står på mötets lista.", code="nobody")
    label = audit.label_of(by, function)
    conduct.add_decision(
        meeting_id=direction.meeting_id,
        kind=MeetingDecision.Kind.AGREEMENT,
        text=f"Aktörerna är överens om inriktning {direction.number}: {direction.aim}"[:2000],
        wording_reason=direction.wording_reason,
        by=by,
        at=at,
    )
    direction.agree(by_label=label, at=at)
    direction.save()
    ActorDecision.objects.bulk_create(
        ActorDecision(
            direction=direction,
            actor=one.actor,
            function=one,
            asked_at=at,
            remind_at=rules.remind_at(at, direction.reply_by),
        )
        for one in asked
    )
    if direction.replaces_id is not None:
        _replace(direction, at)
    messages.ask(direction, asked, at=at)
    _record(direction, "direction.agree", "överenskommen", by, function, at)
    return direction


@transaction.atomic
def end_direction(*, direction_id: int, reason: str, by: User, at: datetime) -> JointDirection:
    """Say that a direction holds no longer, and why; what each actor decided stays its own.

    Källa: domain.md 3.6.
    """
    direction, function = _led(direction_id, by)
    why = forum_rules.legible(reason)
    if not why:
        raise RuleError("Skriv varför inriktningen inte gäller längre.", field="reason")
    if direction.status != Status.AGREED:
        raise RuleError("Inriktningen gäller inte.", code="not_in_force")
    direction.end(reason=why[:300], at=at)
    direction.save()
    messages.ended(direction, [row.function for row in _asked_rows(direction)], at=at)
    _record(direction, "direction.end", f"upphörd: {why}", by, function, at)
    return direction


# Each actor's own decision ----------------------------------------------------------------------


@dataclass(frozen=True)
class Position:
    """What an actor has decided, by which body, and why."""

    status: str
    body: str
    deviation: str = ""
    consequence: str = ""
    reason: str = ""


@transaction.atomic
def decide(
    *, direction_id: int, actor_id: int, position: Position, by: User, at: datetime
) -> ActorDecision:
    """Take an actor's own decision from one of its functions; a later one replaces it.

    A mandate below the direction's level is shown, not refused. Confirms what was only noted.
    Källa: Avsiktsförklaringen "Representation utifrån mandat".
    """
    decision = _locked_decision(direction_id, actor_id, at)
    function = queries.deciding_function(by, decision)
    if function is None:
        raise PermissionDenied("Bara aktörens egna funktioner svarar för den.")
    _take(decision, position, at)
    decision.told_by_label, decision.mandate_level = str(function), function.mandate_level
    decision.is_noted = False
    _store(decision, "decision.own", by, function, at)
    return decision


@transaction.atomic
def note_decision(
    *, direction_id: int, actor_id: int, position: Position, by: User, at: datetime
) -> ActorDecision:
    """Note what an actor says that it has decided; marked so until the actor says it itself.

    What an actor has said itself is not noted over.
    Källa: Avsiktsförklaringen "Representation utifrån mandat"; domain.md 3.6.
    """
    decision = _locked_decision(direction_id, actor_id, at)
    leader = who_leads.require_leading(by, decision.direction.meeting)
    if decision.decided_at is not None and not decision.is_noted:
        raise RuleError(f"{decision.actor} har själv meddelat sitt beslut.", code="said_itself")
    _take(decision, position, at)
    decision.told_by_label, decision.mandate_level = str(leader), None
    decision.is_noted = True
    _store(decision, "decision.note", by, leader, at)
    return decision


@transaction.atomic
def confirm(*, direction_id: int, actor_id: int, by: User, at: datetime) -> ActorDecision:
    """Let an actor say that what was noted of it is right.

    Källa: domain.md 3.6.
    """
    decision = _locked_decision(direction_id, actor_id, at)
    function = queries.deciding_function(by, decision)
    if function is None:
        raise PermissionDenied("Bara aktörens egna funktioner svarar för den.")
    if not decision.is_noted:
        raise RuleError("Det finns inget antecknat att bekräfta.", code="nothing_noted")
    decision.is_noted = False
    decision.told_by_label, decision.mandate_level = str(function), function.mandate_level
    _store(decision, "decision.confirm", by, function, at)
    return decision


def remind_due(at: datetime) -> int:
    """Remind each actor that has not decided, once, half-way to the day; return how many were.

    Källa: domain.md 3.6.
    """
    due = ActorDecision.objects.filter(
        status=ActorDecision.Status.AWAITED,
        reminded_at=None,
        remind_at__lte=at,
        direction__in=JointDirection.objects.in_force(at),
    )
    return sum(_remind(pk, at) for pk in due.values_list("pk", flat=True).order_by("pk"))


@transaction.atomic
def _remind(pk: int, at: datetime) -> bool:
    rows = ActorDecision.objects.select_for_update(of=("self",))
    decision = rows.filter(pk=pk, reminded_at=None, status=ActorDecision.Status.AWAITED).first()
    if decision is None:  # another sender was first, or the actor has decided meanwhile
        return False
    is_sent = messages.remind(decision, at=at)
    # One without an address has not been reminded; who leads sees its number and rings.
    decision.reminded_at, decision.remind_at = (at if is_sent else None), None
    decision.save(update_fields=["reminded_at", "remind_at"])
    return is_sent


@transaction.atomic
def want_pdf(*, direction_id: int, by: User, at: datetime) -> Job:
    """Ask for the PDF of a direction with what each actor has decided, as it stands.

    Källa: domain.md 3.6.
    """
    visible = JointDirection.objects.visible_to(by)
    direction = visible.select_for_update(of=("self",)).filter(pk=direction_id).first()
    if direction is None:
        raise PermissionDenied
    return documents.PDF.want(direction, at)


# Shared -----------------------------------------------------------------------------------------


def _write(direction: JointDirection, words: Words, at: datetime) -> None:
    given = asdict(words)
    for name in ("aim", "limits", "measures", "messages", "outside"):
        given[name] = forum_rules.legible(given[name])
    if not given["aim"]:
        raise RuleError("Skriv vad aktörerna strävar mot.", field="aim")
    if problem := rules.problem_of(words.priorities):
        raise RuleError(problem, field="priorities")
    if words.reply_by is not None and words.reply_by <= at:
        raise RuleError("Tiden har redan passerat. Välj en senare.", field="reply_by")
    if words.valid_until is not None and words.valid_until <= at:
        raise RuleError("Tiden har redan passerat. Välj en senare.", field="valid_until")
    if given["outside"] and direction.within is None:
        raise RuleError("Det finns ingen inriktning att gå utanför.", field="outside")
    said = [given["aim"], *words.priorities, given["limits"], given["measures"], given["messages"]]
    require_wording("\n".join(said), words.wording_reason)
    for name, value in given.items():
        setattr(direction, name, value)


def _replaceable(meeting: Meeting, pk: int | None, at: datetime) -> JointDirection | None:
    if pk is None:
        return None
    rows = JointDirection.objects.in_force(at)
    found = rows.filter(pk=pk, forum_id=meeting.forum_id, exercise=meeting.exercise).first()
    if found is None:
        raise RuleError("Inriktningen gäller inte längre. Välj igen.", field="replaces")
    return found


def _replace(direction: JointDirection, at: datetime) -> None:
    rows = JointDirection.objects.select_for_update(of=("self",))
    older = rows.filter(pk=direction.replaces_id or 0, status=Status.AGREED).first()
    if older is None:
        raise RuleError("Inriktningen som skulle ersättas gäller inte längre. Ändra utkastet.")
    older.replace(by=direction, at=at)
    older.save()
    versions.bump(f"direction:{older.pk}")


def asked_at(meeting: Meeting) -> list[Function]:
    """Return whom to ask: one function of each actor on the meeting's list."""
    rows = meeting.attendances.select_related("function__actor").prefetch_related(
        "function__addresses"
    )
    found = {row.actor_id: row.function for row in rows}
    for function in hooks.participants_of(meeting):
        found.setdefault(function.actor_id, function)
    return sorted(found.values(), key=lambda one: one.actor.name)


def _asked_rows(direction: JointDirection) -> list[ActorDecision]:
    rows = direction.decisions.select_related("function__actor")
    return list(rows.prefetch_related("function__addresses"))


def _led(direction_id: int, by: User) -> tuple[JointDirection, Function]:
    """Return the direction locked, its meeting first as everywhere, and who leads it."""
    meeting_id = JointDirection.objects.values_list("meeting_id", flat=True).get(pk=direction_id)
    meeting = locked_meeting(meeting_id)
    rows = JointDirection.objects.select_for_update(of=("self",)).select_related("forum__region")
    direction = rows.get(pk=direction_id)
    direction.meeting = meeting
    return direction, who_leads.require_leading(by, meeting)


def _locked_decision(direction_id: int, actor_id: int, at: datetime) -> ActorDecision:
    rows = ActorDecision.objects.select_for_update(of=("self",)).select_related(
        "direction__forum__region", "direction__meeting__forum__region", "actor"
    )
    decision = rows.filter(direction_id=direction_id, actor_id=actor_id).first()
    if decision is None:
        raise RuleError("Aktören är inte tillfrågad om inriktningen.", code="not_asked")
    if not decision.direction.is_in_force(at):
        raise RuleError("Inriktningen gäller inte längre.", code="not_in_force")
    return decision


def _take(decision: ActorDecision, position: Position, at: datetime) -> None:
    status = ActorDecision.Status
    if position.status not in {status.ADOPTS, status.DEVIATES, status.DECLINES}:
        raise RuleError("Välj Antar, Antar med avvikelse eller Avstår.", field="status")
    texts = {
        name: forum_rules.legible(getattr(position, name))
        for name in ("body", "deviation", "consequence", "reason")
    }
    if not texts["body"]:
        raise RuleError("Skriv vem hos aktören som har beslutat.", field="body")
    if position.status == status.DEVIATES and not texts["deviation"]:
        raise RuleError("Skriv vad avvikelsen är.", field="deviation")
    if position.status != status.ADOPTS and not texts["reason"]:
        raise RuleError("Skriv varför.", field="reason")
    if position.status != status.DEVIATES:
        texts["deviation"] = ""
    for name, value in texts.items():
        setattr(decision, name, value)
    decision.status, decision.decided_at = position.status, at


def _store(
    decision: ActorDecision, action: str, by: User, function: Function, at: datetime
) -> None:
    decision.save()
    direction = decision.direction
    words = f"{decision.actor}: {decision.get_status_display().lower()}"
    if decision.deviation:
        words += f" ({decision.deviation})"
    if decision.is_noted:
        words += f", antecknat av {function} på aktörens ord"
    text = f"Eget beslut om {direction}. {words}."
    audit.record(
        by=by,
        function=function,
        at=at,
        action=action,
        thing=decision,
        text=text[:500],
        exercise=direction.exercise,
    )
    hooks.tell(lambda hook: hook.on_own_decision(decision, text, audit.label_of(by, function), at))
    versions.bump(f"direction:{direction.pk}", f"meeting:{direction.meeting_id}")


def _record(
    direction: JointDirection, action: str, words: str, by: User, function: Function, at: datetime
) -> None:
    audit.record(
        by=by,
        function=function,
        at=at,
        action=action,
        thing=direction,
        text=f"{direction}: {words}."[:500],
        exercise=direction.exercise,
    )
    versions.bump(
        f"direction:{direction.pk}",
        f"meeting:{direction.meeting_id}",
        f"region:{direction.forum.region_id}",
    )
