"""The demonstration: method."""

from datetime import date, datetime

from demo.followup.people import person
from followup.method import proposals
from followup.method.models import MethodProposal
from followup.method.services import load_reference


def build(at: datetime) -> None:
    """Load the reference data, and propose a change of it; safe to repeat."""
    load_reference()
    if not MethodProposal.objects.exists():
        proposals.propose(
            act=MethodProposal.Act.TERM,
            heading="Ny mandatperiod: 2034-09-10",
            values={
                "election_date": date(2034, 9, 10),
                "source": "Vallagen 1 kap. 3 §",
                "reason": "DEMO: val hålls vart fjärde år, den andra söndagen i september.",
            },
            by=person("metod.b.mcf"),
            at=at,
        )
