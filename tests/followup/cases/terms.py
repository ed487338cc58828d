"""The term that most tests stand in."""

from datetime import date

from followup.terms.models import ElectoralTerm


def term() -> ElectoralTerm:
    """Return the term of the election in 2022."""
    found, _ = ElectoralTerm.objects.get_or_create(
        election_date=date(2022, 9, 11), defaults={"source": "val.se"}
    )
    return found
