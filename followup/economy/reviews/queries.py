"""Reads of the economic reviews."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from actors.models import Actor
from followup.economy.models import EconomicReview, ReviewPlan
from followup.economy.reviews import rules
from followup.terms.models import ElectoralTerm
from followup.why import ExplainedDate, Verdict


@dataclass(frozen=True)
class DueReview:
    number: int
    due: ExplainedDate
    is_done: bool


def planned_days(municipality: Actor, term: ElectoralTerm) -> dict[int, date]:
    plans = ReviewPlan.objects.filter(municipality=municipality, term=term)
    return dict(plans.values_list("number", "planned_date"))


def due_reviews(municipality: Actor, term: ElectoralTerm) -> list[DueReview]:
    planned = planned_days(municipality, term)
    done = reviews_in(municipality, term).count()
    return [
        DueReview(number, rules.due(term.last_year, planned.get(number)), number <= done)
        for number in range(1, rules.NEEDED + 1)
    ]


def reviews_in(municipality: Actor, term: ElectoralTerm) -> QuerySet[EconomicReview]:
    """Return the reviews made in a term, the first first.

    Källa: Vägledningen 2.5.
    """
    return municipality.reviews.filter(
        done_date__year__range=(term.first_year, term.last_year)
    ).order_by("done_date", "pk")


def verdict_of(municipality: Actor, term: ElectoralTerm) -> Verdict:
    """Return whether the reviews of a term are as many as they shall be.

    Källa: Vägledningen 2.5.
    """
    done = [rules.Done(item.done_date, item.occasion) for item in reviews_in(municipality, term)]
    visits = municipality.visits.filter(year__range=(term.first_year, term.last_year))
    return rules.enough(done, visits=visits.exclude(status="cancelled").count())
