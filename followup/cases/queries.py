"""Reads of the cases on compensation: who sees them, what is on record, what goes with them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from actors.models import Actor, User
from common.clock import local
from followup import access
from followup.cases import facts, gate_rules, rules
from followup.cases.models import Referral
from followup.dialogue import queries as dialogue
from followup.dialogue import rules as dialogue_rules
from followup.dialogue.models import DialogueNote
from followup.documents.models import MunicipalDocument
from followup.economy import queries as economy
from followup.economy.models import SavingPlan
from followup.terms import queries as method
from followup.terms.models import Part
from followup.visits.measures.models import Deficiency, Measure
from records.audit import audit
from records.refs import ref

Status = Referral.Status
WRITING: Final = (
    "referral.tell",
    "referral.remedies",
    "referral.reason",
    "referral.write",
    "referral.prepare",
)
# Sealed and out of the county's hands: from here on MSB/MCF sees the case.
OVER = {Referral.Status.DROPPED, Referral.Status.FINAL, Referral.Status.INVOICED}


def visible_to(user: User) -> QuerySet[Referral]:
    """Return the cases that the user sees: own municipality's, own county's, and those sent.

    The municipality sees its own throughout; MSB/MCF sees what has been signed and sent.
    Källa: domain.md 7.10; Vägledningen 3.3.
    """
    mine = Q(municipality__in=access.municipalities_visible_to(user))
    if access.reviewing_function(user) is not None:
        mine |= Q(signed_at__isnull=False)
    return Referral.objects.filter(mine).select_related("municipality__county", "pdf", "bundle")


def with_next_steps(cases: QuerySet[Referral]) -> QuerySet[Referral]:
    """Read with the cases what ``next_step`` looks at, for lists that ask it of each."""
    return cases.prefetch_related("deficiencies", "dialogue_forms", "requests")


@dataclass(frozen=True)
class NextStep:
    """What waits for the reader in a case: in words, and the page where it is done."""

    text: str
    page: str


def next_step(referral: Referral, reach: access.Reach) -> NextStep | None:
    """Return what waits for the reader in the case, if anything does.

    The page's filled button and the lists say the same.
    """
    steps = {
        Status.CONSIDERED: _when_considered,
        Status.TOLD: _when_told,
        Status.PREPARED: _when_prepared,
        Status.SENT: _when_sent,
        Status.MATERIAL_REQUESTED: _when_sent,
        Status.DECIDED: _when_decided,
        Status.FINAL: _when_final,
    }
    waits = steps.get(Status(referral.status))
    return waits(referral, reach) if waits else None


def needs_action(referral: Referral, reach: access.Reach) -> str:
    """Return what waits for the reader in the case, in a few words, or nothing."""
    step = next_step(referral, reach)
    return step.text if step else ""


def _when_considered(referral: Referral, reach: access.Reach) -> NextStep | None:
    if not reach.handler:
        return None
    if not all(found.remedy for found in referral.deficiencies.all()):
        return NextStep("Skriv vad kommunen kan göra", "case_remedies")
    return NextStep("Underrätta kommunen", "case_tell")


def _when_told(referral: Referral, reach: access.Reach) -> NextStep | None:
    has_answered = bool(referral.day_answer)
    if reach.for_municipality:
        return None if has_answered else NextStep("Svara om dagen", "case_day")
    if not reach.handler:
        return None
    if referral.day_answer == Referral.DayAnswer.OBJECTED:
        return NextStep("Svara på kommunens invändning om dagen", "case_propose_day")
    if not referral.text.strip() or not referral.proposal.strip():
        return NextStep("Skriv yttrandet", "case_opinion")
    return NextStep("Lämna till underskrift", "case_prepare")


def _when_prepared(_referral: Referral, reach: access.Reach) -> NextStep | None:
    return NextStep("Läs och skriv under", "case_sign") if reach.signer else None


def _when_sent(referral: Referral, reach: access.Reach) -> NextStep | None:
    asked = referral.requests.all()
    waiting = [form for form in referral.dialogue_forms.all() if form.agreed_at is None]
    if reach.reviewer:
        if not referral.registered_at:
            return NextStep("Registrera att yttrandet har kommit in", "case_register")
        if not asked:
            return NextStep("Begär underlag", "case_material")
        return NextStep("Anteckna beslut", "case_decide")
    if not reach.for_municipality:
        return None
    if any(one.answered_at is None for one in asked):
        return NextStep("Svara på MCF:s begäran", "case_answer")
    if waiting and not waiting[-1].by_municipality:
        return NextStep("Svara om dialogens former", "case_forms")
    return None


def _when_decided(_referral: Referral, reach: access.Reach) -> NextStep | None:
    text = "Anteckna när beslutet vunnit laga kraft"
    return NextStep(text, "case_final") if reach.reviewer else None


def _when_final(referral: Referral, reach: access.Reach) -> NextStep | None:
    is_repaid = referral.outcome == Referral.Outcome.REPAID
    return NextStep("Anteckna faktura", "case_invoice") if is_repaid and reach.reviewer else None


def record_of(referral: Referral, today: date) -> gate_rules.Record:
    """Return what is on record for the gate, each ground with the facts of its own.

    Källa: Vägledningen 3.2.
    """
    county = referral.municipality.county
    days = method.setting(county, "reasonable_time_days", today) if county else None
    answered = referral.day_answered_at
    return gate_rules.Record(
        grounds=tuple(_ground(referral, code, today) for code in referral.grounds),
        day=gate_rules.Day(
            referral.agreed_date,
            referral.day_answer,
            local(answered).date() if answered else None,
        ),
        saving=gate_rules.Saving(
            is_any=_has_saving(referral.municipality, today),
            has_plan=_has_saving_plan(referral.municipality, today),
        ),
        exception_reason=referral.exception_reason,
        reasonable_days=days if isinstance(days, int) else None,
        reasons={
            (given.ground, given.step): gate_rules.Reason(given.about, given.text)
            for given in referral.reasons.order_by("pk")
        },
    )


def gate_of(referral: Referral, today: date) -> gate_rules.Gate:
    """Return the gate of the case as it stands today.

    Källa: Vägledningen 3.2.
    """
    return gate_rules.gate(record_of(referral, today), today)


def notes_used(referral: Referral) -> list[DialogueNote]:
    """Return the notes that count in the dialogue of this case, or would if not objected to.

    Källa: Vägledningen 3.2 "rätta till eventuella felaktigheter eller missförstånd".
    """
    talks = [
        pair
        for deficiency in referral.deficiencies.all()
        for pair in dialogue.about(referral.municipality, deficiency_id=deficiency.pk)
    ]
    if gate_rules.OWN_REPORT in referral.grounds:
        talks += dialogue.about(referral.municipality)
    found = {note.pk: note for note, contact in talks if contact.is_shared}
    return sorted(found.values(), key=lambda note: (note.held_date, note.pk))


def authors_of(referral: Referral) -> frozenset[int | None]:
    """Return all who wrote any part of the opinion and what it rests on, and who prepared it.

    Källa: domain.md 7.10.
    """
    return audit.writers_of([ref(referral)], WRITING) | {referral.prepared_by_user_id}


def siblings(referral: Referral) -> QuerySet[Referral]:
    """Return the other open cases on the same deficiencies."""
    return open_cases_on(referral.deficiencies.all()).exclude(pk=referral.pk)


def open_cases_on(deficiencies: Iterable[Deficiency]) -> QuerySet[Referral]:
    """Return the cases that go on about any of these deficiencies."""
    found = Referral.objects.filter(deficiencies__in=list(deficiencies))
    return found.exclude(status__in=OVER).distinct().order_by("pk")


def _ground(referral: Referral, code: str, today: date) -> gate_rules.Ground:
    label = Referral.Ground(code).label
    if code == gate_rules.OWN_REPORT:
        known = facts.against_own_report(referral.municipality, referral.unusable_saving, today)
        return gate_rules.Ground(code, label, (_own(referral),), known)
    carried = referral.deficiencies.filter(carried__ground=code, carried__referral=referral)
    deficiencies = list(carried.select_related("visit__protocol").order_by("pk"))
    return gate_rules.Ground(
        code,
        label,
        tuple(_named(found, referral.municipality, today) for found in deficiencies),
        facts.against(code, referral.municipality, deficiencies, today),
    )


def _own(referral: Referral) -> gate_rules.Named:
    """Return the dialogue about a saving that the municipality reported: its report is written."""
    talks = [contact for _, contact in dialogue.about(referral.municipality)]
    named = _with_talks(gate_rules.Named(), talks)
    if referral.unusable_saving is None:
        return named
    reported = local(referral.unusable_saving.reported_at).date()
    return replace(named, written=(*named.written, reported))


def _named(found: Deficiency, municipality: Actor, today: date) -> gate_rules.Named:
    talks = [contact for _, contact in dialogue.about(municipality, deficiency_id=found.pk)]
    named = _with_talks(
        gate_rules.Named(
            has_remedy=bool(found.remedy.strip()),
            told=local(found.told_at).date() if found.told_at else None,
            mended=_ended(found),
            has_plan=_has_plan(found, today),
            is_misuse=found.is_misuse,
        ),
        talks,
    )
    oral, written = set(named.oral), set(named.written)
    if named.told:
        written.add(named.told)
    visit = found.visit
    visit_report = getattr(visit, "protocol", None)
    if visit is not None and visit.held_date and visit_report and visit_report.sent_at:
        oral.add(visit.held_date)
        written.add(local(visit_report.sent_at).date())
    return replace(named, oral=tuple(sorted(oral)), written=tuple(sorted(written)))


def _with_talks(named: gate_rules.Named, talks: list[dialogue_rules.Contact]) -> gate_rules.Named:
    counted = [one for one in talks if dialogue_rules.counts_before_referral(one)]
    return replace(
        named,
        oral=tuple(one.day for one in counted if dialogue_rules.is_oral(one.form)),
        written=tuple(one.day for one in counted if dialogue_rules.is_written(one.form)),
        disputed=tuple(
            one.day for one in talks if one.is_disputed and dialogue_rules.is_oral(one.form)
        ),
    )


def _ended(found: Deficiency) -> date | None:
    """Return the day on which a deficiency was found mended, or struck out."""
    at = found.mended_at or found.withdrawn_at
    return local(at).date() if at else None


def _has_saving(municipality: Actor, today: date) -> bool:
    parts = economy.economy_of(municipality, parts=list(Part.values), day=today).values()
    return any(part.saved for part in parts)


def _has_saving_plan(municipality: Actor, today: date) -> bool:
    """Return whether there is a plan for the saving, or one was asked for in vain."""
    adopted = Q(status=SavingPlan.Status.ADOPTED)
    in_vain = Q(
        status__in=[SavingPlan.Status.REQUESTED, SavingPlan.Status.DRAFT], adopt_by__lt=today
    )
    return municipality.saving_plans.filter(adopted | in_vain).exists()


def _has_plan(found: Deficiency, today: date) -> bool:
    """Return whether there is a plan for this deficiency, or one was proposed in vain."""
    agreed = Q(agreed_at__isnull=False) & ~Q(status=Measure.Status.WITHDRAWN)
    in_vain = Q(status=Measure.Status.PROPOSED, told_at__isnull=False, due_date__lt=today)
    return found.measures.filter(agreed | in_vain).exists()


def cutoff_on(day: date) -> rules.Cutoff:
    """Return how an opinion received on the day is read.

    Källa: Vägledningen 3.3; key_dates.csv YTTRANDE_CUTOFF.
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

    Källa: Vägledningen 3.2.
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
    Källa: Vägledningen 3.2, 3.3; domain.md 9.
    """
    record = record_of(referral, today)
    return {
        "format": 2,
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
        "day_answer": referral.get_day_answer_display(),
        "day_answered_at": _utc(referral.day_answered_at),
        "day_objection": referral.day_objection,
        "siblings_reason": referral.siblings_reason,
        "exception_reason": referral.exception_reason,
        "prepared_at": _utc(referral.prepared_at),
        "prepared_by": referral.prepared_by,
        "signed_at": _utc(referral.signed_at),
        "signed_by": referral.signed_by,
        "received_date": _day(referral.received_date),
        "cutoff_reading": referral.cutoff_reading,
        "cutoff_reason": referral.cutoff_reason,
        "gate": [
            {
                "ground": step.ground_label,
                "step": step.name,
                "met": step.is_met,
                "asked": step.is_asked,
                "found": step.found,
                "reason": step.reason,
            }
            for step in gate_rules.gate(record, today).steps
        ],
        "deficiencies": [
            {"ground": one.get_ground_display(), **_deficiency(one.deficiency)}
            for one in referral.named.select_related("deficiency").order_by("deficiency_id")
        ],
        "dialogue": _dialogue(referral),
        "documents": _documents(referral),
        "saving_plans": _saving_plans(referral),
    }


def _deficiency(found: Deficiency) -> dict[str, Any]:
    return {
        "area": found.get_area_display(),
        "text": found.text,
        "remedy": found.remedy,
        "noted_at": _utc(found.noted_at),
        "told_at": _utc(found.told_at),
        "mended_at": _utc(found.mended_at),
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
    used = {note.pk for note in notes_used(referral)}
    return [
        {
            "date": _day(note.held_date),
            "form": note.get_form_display(),
            "names_deficiencies": note.pk in used,
            "objection": bool(note.objects_to_id),
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
