"""Changes of the rules that all counties share: one person proposes, another confirms.

A proposal holds what was typed. It is tried when it is made and again when it is confirmed, by the
very change that it asks for, so that what no longer fits is told and nothing is half done.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from actors import audit
from actors.models import User
from common.errors import RuleError
from common.second_look import require_another
from followup import access
from followup.deadlines.models import Deadline
from followup.method import versions
from followup.method.models import MethodProposal

_DATES: Final = {"election_date", "valid_from", "valid_to"}
_ACTS: Final[dict[str, Callable[..., Any]]] = {
    MethodProposal.Act.REQUIREMENT: versions.change_requirement,
    MethodProposal.Act.KEY_DATE: versions.change_key_date,
    MethodProposal.Act.TERM: versions.add_term,
    MethodProposal.Act.AGREEMENT: versions.add_agreement,
    MethodProposal.Act.COMPONENT: versions.change_component,
}


@dataclass(frozen=True)
class Moved:
    """An open deadline that would get another day."""

    deadline: Deadline
    to: date


@dataclass(frozen=True)
class Effect:
    """What would happen if the proposal were confirmed now: why it cannot be, or what moves."""

    problem: str
    moves: list[Moved]


@transaction.atomic
def propose(
    *, act: str, heading: str, values: dict[str, Any], by: User, at: datetime
) -> MethodProposal:
    """Ask another to confirm a change; ``values`` are those of the change in ``versions``.

    Källa: domain.md 1.9, 7.1.
    """
    function = access.require_method(by)
    with _only_tried():
        _ACTS[act](**values, by=by, at=at)
    try:
        with transaction.atomic():  # a savepoint: the constraint decides which of two was first
            made = MethodProposal.objects.create(
                act=act,
                heading=heading,
                values=_stored(values),
                proposed_at=at,
                proposed_by=audit.label_of(by, function),
                proposed_by_user_id=by.pk,
            )
    except IntegrityError:
        raise RuleError(
            "Det finns redan ett förslag om detta. Bekräfta eller avsluta det först."
        ) from None
    audit.record(
        by=by,
        function=function,
        at=at,
        action="method.propose",
        thing=made,
        text=f"Förslag: {heading}.",
        data={"values": made.values},
    )
    return made


@transaction.atomic
def confirm(*, proposal_id: int, by: User, at: datetime) -> MethodProposal:
    """Carry out a proposal of another's.

    Källa: domain.md 1.9, 7.1.
    """
    found, label = _locked(proposal_id, by)
    require_another(
        by.pk,
        [found.proposed_by_user_id],
        "Du har själv föreslagit ändringen. En annan metodförvaltare bekräftar den.",
    )
    _ACTS[found.act](**_typed(found.values), by=by, at=at)
    found.confirm(by_label=label, at=at)
    found.save()
    _log(found, "method.confirm", f"Bekräftat: {found.heading}.", by, at)
    return found


@transaction.atomic
def end(*, proposal_id: int, reason: str, by: User, at: datetime) -> MethodProposal:
    """Refuse a proposal, or take back one's own; nothing is changed.

    Källa: domain.md 1.9, 7.1.
    """
    found, label = _locked(proposal_id, by)
    if not reason.strip():
        raise RuleError("Skriv varför.", field="reason")
    found.refuse(reason=reason.strip(), by_label=label, at=at)
    found.save()
    _log(found, "method.refuse", f"Avslutat utan ändring: {found.heading}.", by, at)
    return found


def effect_of(found: MethodProposal, by: User, at: datetime) -> Effect:
    """Return what would happen if the proposal were confirmed now. Changes nothing."""
    with _only_tried():
        before = _open_days()
        try:
            _ACTS[found.act](**_typed(found.values), by=by, at=at)
        except RuleError as refused:
            return Effect(refused.message, [])
        after = _open_days()
    moved = {pk: day for pk, day in after.items() if before.get(pk, day) != day}
    known = Deadline.objects.select_related("municipality").in_bulk(list(moved))
    return Effect("", [Moved(known[pk], moved[pk]) for pk in sorted(moved)])


@contextmanager
def _only_tried() -> Iterator[None]:
    """Undo what is done within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _open_days() -> dict[int, date]:
    return dict(Deadline.objects.filter(state=Deadline.State.OPEN).values_list("pk", "due_date"))


def _locked(pk: int, by: User) -> tuple[MethodProposal, str]:
    function = access.require_method(by)
    found = MethodProposal.objects.select_for_update().get(pk=pk)
    if found.status != MethodProposal.Status.OPEN:
        state = found.get_status_display().lower()
        raise RuleError(f"Förslaget är redan avgjort: {state}.")
    return found, audit.label_of(by, function)


def _log(found: MethodProposal, action: str, text: str, by: User, at: datetime) -> None:
    audit.record(
        by=by, function=access.require_method(by), at=at, action=action, thing=found, text=text
    )


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as JSON keeps them."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, versions.Grounds):
        return {name: _plain(one) for name, one in asdict(value).items()}
    return value.isoformat() if isinstance(value, date) else value


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the change takes them."""
    typed = {name: _dated(name, value) for name, value in values.items()}
    if grounds := typed.get("grounds"):
        read = {name: _dated(name, value) for name, value in grounds.items()}
        typed["grounds"] = versions.Grounds(**read)
    return typed


def _dated(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DATES and value else value
