"""Reads of the cases on compensation: who sees them, what is on record, what goes with them."""

from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from actors.models import Actor, User
from common.clock import local
from followup import access
from followup.models import (
    Deficiency,
    DialogueNote,
    Measure,
    MunicipalDocument,
    Referral,
    SavingPlan,
)
from followup.reports import dialogue, method
from followup.rules import referral as rules

# Sealed and out of the county's hands: from here on MSB/MCF sees the case.
OVER = {Referral.Status.DROPPED, Referral.Status.FINAL, Referral.Status.INVOICED}


def visible_to(user: User) -> QuerySet[Referral]:
    """Return the cases that the user sees: own municipality's, own county's, and those sent.

    The municipality sees its own throughout; MSB/MCF sees what has been signed and sent.
    Källa: model.md §4.3 "The state sees its own"; 003 §3.3.
    """
    mine = Q(municipality__in=access.municipalities_visible_to(user))
    if access.reviewing_function(user) is not None:
        mine |= Q(signed_at__isnull=False)
    return Referral.objects.filter(mine).select_related("municipality__county", "pdf", "bundle")


def needs_action(referral: Referral, reach: access.Reach) -> str:
    """Return what waits for the reader in the case, in a few words, or nothing."""
    status = Referral.Status(referral.status)
    if reach.reviewer and not referral.registered_at and status == Referral.Status.SENT:
        return "Registrera att yttrandet har kommit in"
    waits = {
        (Referral.Status.CONSIDERED, "handler"): "Underrätta kommunen",
        (Referral.Status.PREPARED, "signer"): "Läs och skriv under",
        (Referral.Status.SENT, "reviewer"): "Begär underlag eller anteckna beslut",
        (Referral.Status.DECIDED, "reviewer"): "Anteckna när beslutet vunnit laga kraft",
        (Referral.Status.MATERIAL_REQUESTED, "reporter"): "Svara på MCF:s begäran",
    }
    for (waiting, role), text in waits.items():
        if status == waiting and getattr(reach, role):
            return text
    return ""


def record_of(referral: Referral, today: date) -> rules.Record:
    """Return what is on record for the gate.

    Källa: 003 §3.2.
    """
    deficiencies = list(referral.deficiencies.select_related("visit__protocol"))
    since = _since(referral, deficiencies)
    before = dialogue.before_referral(referral.municipality, since)
    oral, written = set(before.oral), set(before.written)
    for deficiency in deficiencies:
        visit = deficiency.visit
        if visit is None:
            continue
        if visit.held_date:
            oral.add(visit.held_date)
        protocol = getattr(visit, "protocol", None)
        if protocol is not None and protocol.sent_at:
            written.add(local(protocol.sent_at).date())
    told = local(referral.told_at).date() if referral.told_at else None
    if told:
        written.add(told)
    if referral.unusable_saving:
        written.add(local(referral.unusable_saving.reported_at).date())
    return rules.Record(
        grounds=frozenset(referral.grounds),
        oral=tuple(sorted(oral)),
        written=tuple(sorted(written)),
        deficiencies=len(deficiencies),
        with_remedy=sum(1 for found in deficiencies if found.remedy.strip()),
        told=told,
        agreed=referral.agreed_date,
        has_plan=_has_plan(referral, deficiencies, today),
        is_misuse=any(found.is_misuse for found in deficiencies),
        exception_reason=referral.exception_reason,
        reasonable_days=_reasonable_days(referral, today),
    )


def gate_of(referral: Referral, today: date) -> rules.Gate:
    """Return the gate of the case as it stands today.

    Källa: 003 §3.2.
    """
    return rules.gate(record_of(referral, today), today)


def cutoff_on(day: date) -> rules.Cutoff:
    """Return how an opinion received on the day is read.

    Källa: 003 §3.3; key_dates.csv YTTRANDE_CUTOFF.
    """
    limit = method.key_date("YTTRANDE_CUTOFF", day)
    month, last = (limit.month, limit.day) if limit else (4, 30)
    return rules.cutoff(day, month=month or 4, day=last or 30)


def open_deficiencies(municipality: Actor) -> QuerySet[Deficiency]:
    """Return what falls short in the municipality and is not mended."""
    return Deficiency.objects.filter(
        municipality=municipality, mended_at=None, withdrawn_at=None
    ).order_by("-noted_at")


def sees_opinion(referral: Referral, reach: access.Reach) -> bool:
    """Return whether the reader may see the opinion's text: the county always, others once sent."""
    return bool(reach.for_county) or referral.signed_at is not None


def shown_deficiencies(referral: Referral, reach: access.Reach) -> QuerySet[Deficiency]:
    """Return the deficiencies of a case that the reader may see: the county all, others the told.

    Källa: 003 §3.2.
    """
    measures = Measure.objects.order_by("due_date", "pk")
    if not reach.for_county:
        measures = measures.filter(told_at__isnull=False)
    found = referral.deficiencies.prefetch_related(Prefetch("measures", queryset=measures))
    return found if reach.for_county or referral.signed_at else found.exclude(told_at=None)


def evidence(referral: Referral, today: date) -> dict[str, Any]:
    """Return all that the opinion rests on, as plain values, to be sealed when it is signed.

    The gate is that of ``today``: the day of signing, or of reading what is not signed yet.
    Dialogue notes that the county keeps to itself are counted, not quoted. Secret annexes are
    never part of it.
    Källa: 003 §3.2, §3.3; reliability.md §6.
    """
    record = record_of(referral, today)
    return {
        "format": 1,
        "case": referral.pk,
        "municipality": referral.municipality.name,
        "code": referral.municipality.scb_code,
        "county": str(referral.municipality.county),
        "registry_number": referral.registry_number,
        "grounds": referral.ground_labels,
        "opinion": referral.text,
        "proposal": referral.proposal,
        "told_at": _utc(referral.told_at),
        "told_text": referral.told_text,
        "agreed_date": _day(referral.agreed_date),
        "exception_reason": referral.exception_reason,
        "prepared_at": _utc(referral.prepared_at),
        "prepared_by": referral.prepared_by,
        "signed_at": _utc(referral.signed_at),
        "signed_by": referral.signed_by,
        "received_date": _day(referral.received_date),
        "cutoff_reading": referral.cutoff_reading,
        "cutoff_reason": referral.cutoff_reason,
        "gate": [
            {"step": step.name, "met": step.is_met, "asked": step.is_asked, "found": step.found}
            for step in rules.gate(record, today).steps
        ],
        "deficiencies": [_deficiency(found) for found in referral.deficiencies.order_by("pk")],
        "dialogue": _dialogue(referral),
        "documents": _documents(referral),
        "saving_plans": _saving_plans(referral),
    }


def _since(referral: Referral, deficiencies: list[Deficiency]) -> date:
    moments = [found.noted_at for found in deficiencies]
    if referral.unusable_saving:
        moments.append(referral.unusable_saving.reported_at)
    return local(min([*moments, referral.opened_at])).date()


def _has_plan(referral: Referral, deficiencies: list[Deficiency], today: date) -> bool:
    """Return whether there is a plan, or one was asked for in vain."""
    measures = Measure.objects.filter(deficiency__in=deficiencies)
    asked_in_vain = Q(status=Measure.Status.PROPOSED, due_date__lt=today)
    if measures.filter(Q(agreed_at__isnull=False) | asked_in_vain).exists():
        return True
    plans = SavingPlan.objects.filter(municipality=referral.municipality)
    if plans.filter(Q(adopted_date__isnull=False) | Q(adopt_by__lt=today)).exists():
        return True
    return MunicipalDocument.objects.filter(
        municipality=referral.municipality,
        status=MunicipalDocument.Status.MISSING,
        planned_date__isnull=False,
    ).exists()


def _reasonable_days(referral: Referral, today: date) -> int | None:
    county = referral.municipality.county
    value = method.setting(county, "reasonable_time_days", today) if county else None
    return value if isinstance(value, int) else None


def _deficiency(found: Deficiency) -> dict[str, Any]:
    return {
        "area": found.get_area_display(),
        "text": found.text,
        "remedy": found.remedy,
        "noted_at": _utc(found.noted_at),
        "told_at": _utc(found.told_at),
        "is_misuse": found.is_misuse,
        "measures": [
            {
                "text": measure.text,
                "due_date": _day(measure.due_date),
                "status": measure.get_status_display(),
                "agreed_at": _utc(measure.agreed_at),
                "reported": measure.done_text,
                "judgement": measure.judgement,
            }
            for measure in found.measures.all()
        ],
    }


def _dialogue(referral: Referral) -> list[dict[str, Any]]:
    notes = DialogueNote.objects.filter(municipalities=referral.municipality).order_by("held_date")
    return [
        {
            "date": _day(note.held_date),
            "form": note.get_form_display(),
            "names_deficiencies": note.names_deficiencies,
            "subject": note.subject if note.is_shared else "",
            "text": note.text if note.is_shared else "",
        }
        for note in notes
        if note.is_shared or note.names_deficiencies
    ]


def _documents(referral: Referral) -> list[dict[str, Any]]:
    found = MunicipalDocument.objects.filter(municipality=referral.municipality)
    return [
        {
            "kind": document.get_kind_display(),
            "term": str(document.term),
            "status": document.get_status_display(),
            "missing_reason": document.missing_reason,
            "planned_date": _day(document.planned_date),
        }
        for document in found.select_related("term").order_by("term__election_date", "kind")
    ]


def _saving_plans(referral: Referral) -> list[dict[str, Any]]:
    plans = SavingPlan.objects.filter(municipality=referral.municipality)
    return [
        {
            "status": plan.get_status_display(),
            "requested_at": _utc(plan.requested_at),
            "adopt_by": _day(plan.adopt_by),
            "adopted_date": _day(plan.adopted_date),
            "checks": [
                {"date": _day(check.checked_date), "is_kept": check.is_kept, "text": check.text}
                for check in plan.checks.all()
            ],
        }
        for plan in plans.prefetch_related("checks").order_by("requested_at")
    ]


def _utc(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
