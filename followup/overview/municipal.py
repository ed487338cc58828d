"""A municipality's own page: what is due, what the county has said, and where each act is done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse

from actors.models import Actor
from common.clock import local, start_of_day
from followup.deadlines import rules as deadline_rules
from followup.deadlines.models import Deadline
from followup.documents.models import Feedback
from followup.visits.models import Visit, VisitProtocol
from records.refs import ref, split

Kind = Deadline.Kind
MANY: Final = 8
# Which page an act is done on, by the kind of its deadline.
PAGES: Final = {
    Kind.DOCUMENT: "followup:documents",
    Kind.MISSING_DOCUMENT_PLAN: "followup:documents",
    Kind.COMPLETION: "followup:documents",
    Kind.FEEDBACK: "followup:documents",
    Kind.ANNUAL_REPORT: "followup:reports",
    Kind.ECONOMIC_REVIEW: "followup:economy",
    Kind.SAVING_PLAN: "followup:economy",
    Kind.SAVING_ACTIVITY: "followup:economy",
    Kind.QUESTION: "followup:economy",
    Kind.VISIT: "followup:visits",
    Kind.PROTOCOL: "followup:visits",
    Kind.MEASURE: "followup:measures",
    Kind.REFERRAL: "followup:municipality_cases",
    Kind.MATERIAL: "followup:municipality_cases",
}

# Met by handing in a document.
HANDED_IN: Final = (Kind.DOCUMENT, Kind.MISSING_DOCUMENT_PLAN, Kind.COMPLETION)


@dataclass(frozen=True)
class Task:
    """Something to do, with its day and the page where it is done."""

    what: str
    due: date
    state: str
    url: str


@dataclass(frozen=True)
class Word:
    at: datetime
    what: str
    url: str


def tasks_of(
    municipality: Actor, today: date, *, for_county: bool, soon_days: int, hands_in: bool = False
) -> list[Task]:
    """Return what stands open, the nearest day first: the municipality's own, or the county's.

    Who hands in for the municipality is led straight to the document's form.
    """
    found = Deadline.objects.filter(
        municipality=municipality, state=Deadline.State.OPEN, is_countys=for_county
    ).order_by("due_date", "pk")
    found = found.select_related("municipality")
    documents = municipality.documents.all() if hands_in else []
    forms = {
        (ref(one), str(kind)): reverse(
            "followup:document_hand_in", args=[municipality.scb_code, one.term_id, one.kind]
        )
        for one in documents
        for kind in HANDED_IN
    }
    return [
        Task(
            what=deadline.what,
            due=deadline.due_date,
            state=deadline_rules.status(
                deadline.state, deadline.due_date, today, soon_days=soon_days
            ),
            url=forms.get((deadline.about_ref, deadline.kind)) or page_of(deadline),
        )
        for deadline in found
    ]


def said_to(municipality: Actor) -> list[Word]:
    """Return the latest that the county has said in writing."""
    code = municipality.scb_code
    documents, economy = (
        reverse(f"followup:{name}", args=[code]) for name in ("documents", "economy")
    )
    feedback = Feedback.objects.filter(version__document__municipality=municipality)
    visit_reports = VisitProtocol.objects.filter(visit__municipality=municipality)
    said: list[tuple[datetime | None, str, str]] = [
        *(
            (one.sent_at, f"Återkoppling: {one.version.document.get_kind_display()}", documents)
            for one in feedback.select_related("version__document")
        ),
        *(
            (
                one.sent_at,
                f"{one.get_kind_display()} efter besöket {one.visit.held_date}",
                reverse("followup:visit_protocol", args=[code, one.visit_id]),
            )
            for one in visit_reports.select_related("visit")
        ),
        *(
            (
                at,
                f"Årlig redovisning {year} godtagen",
                reverse("followup:report", args=[code, year]),
            )
            for at, year in municipality.reports.values_list("accepted_at", "year")
        ),
        *(
            (at, "Svar på en fråga om ersättning", economy)
            for at in municipality.questions.values_list("answered_at", flat=True)
        ),
        *(
            (at, "Underrättelse före yttrande", reverse("followup:case", args=[pk]))
            for at, pk in municipality.referrals.values_list("told_at", "pk")
        ),
    ]
    words = [Word(at, what, url) for at, what, url in said if at]
    return sorted(words, key=lambda word: word.at, reverse=True)[:MANY]


def next_visit(municipality: Actor, at: datetime) -> Visit | None:
    today = start_of_day(local(at).date())
    booked = Visit.objects.filter(municipality=municipality, status=Visit.Status.BOOKED)
    return booked.filter(starts_at__gte=today).order_by("starts_at").first()


def page_of(deadline: Deadline) -> str:
    """Return where what is due is done: its own page if it has one, else the noun's."""
    code = deadline.municipality.scb_code
    kind, number = split(deadline.about_ref)
    if kind == "followup.referral":
        return reverse("followup:case", args=[int(number)])
    if kind in {"followup.visit", "followup.measure"}:
        return reverse(kind.replace(".", ":"), args=[code, int(number)])
    if kind == "followup.annualreport":
        return reverse("followup:reports", args=[code])
    return reverse(PAGES.get(Kind(deadline.kind), "followup:municipality"), args=[code])
