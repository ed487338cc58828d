"""The register's part of a person's own page."""

from django.utils import timezone

from actors import queries
from actors.forms import OwnForm
from actors.models import ApiToken, Appointment
from actors.rights import rights
from common.my_page import Section
from common.requests import UserRequest


def functions(request: UserRequest) -> Section:
    """Show the functions held, the shifts to come, and one's own number."""
    now = timezone.now()
    user = request.user
    deputy_for = set(
        Appointment.objects.held_by(user)
        .filter(kind=Appointment.Kind.DEPUTY)
        .values_list("function_id", flat=True)
    )
    return Section(
        title="Funktioner och pass",
        template="actors/own/_my_functions.html",
        order=10,
        context={
            "functions": rights.functions_of(user, now),
            "deputy_for": deputy_for,
            "shifts": queries.shifts_of(user, since=now)[:20],
            "phone": user.phone,
            "has_calendar": bool(user.calendar_hash),
            "form": OwnForm(initial={"name": user.name, "phone": user.phone}),
            "csrf_request": request,
        },
    )


def keys(request: UserRequest) -> Section:
    """Show how many API keys there are, and where they are made."""
    count = ApiToken.objects.filter(user=request.user, expiry__gt=timezone.now()).count()
    return Section(
        title="API-nycklar", template="actors/own/_my_keys.html", order=40, context={"count": count}
    )
