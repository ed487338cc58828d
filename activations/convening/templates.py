"""Keep the call templates of a region."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from activations.models import CallTemplate, EventType
from actors import audit
from actors.models import Actor, Function, Region, User
from actors.rights import rights
from common.errors import RuleError
from forums.models import Forum

ADMINISTER = "actors.administer_region"


@dataclass(frozen=True)
class TemplateData:
    """What a template says: whom the forum calls for the type of event."""

    name: str
    forum: Forum
    event_type: EventType | None
    replaces_seats: bool
    actors: Iterable[Actor]


def require_right(user: User, region: Region) -> Function:
    """Return the function in which the user keeps the region's templates."""
    return rights.require(user, ADMINISTER, region)


@transaction.atomic
def save_template(
    *, region: Region, data: TemplateData, template_id: int | None = None, by: User, at: datetime
) -> CallTemplate:
    """Add a template or change one; convened activations keep the group they were called with.

    Källa: domain.md 4.4.
    """
    function = require_right(by, region)
    if data.forum.region_id != region.pk:
        raise RuleError("Välj ett forum i regionen.", code="other_region", field="forum")
    same = CallTemplate.objects.filter(region=region, forum=data.forum, name=data.name)
    if same.exclude(pk=template_id or 0).exists():
        raise RuleError("Forumet har redan en mall med det namnet.", field="name")
    own = CallTemplate.objects.filter(region=region)
    template = own.get(pk=template_id) if template_id else CallTemplate()
    template.region, template.forum, template.event_type = region, data.forum, data.event_type
    template.name, template.replaces_seats = data.name, data.replaces_seats
    template.save()
    template.actors.set(data.actors)
    audit.Acting(by, function, at).record(
        "call_template.save", template, f"Kallelsemallen {template.name} sparad."
    )
    return template


@transaction.atomic
def remove_template(*, template_id: int, by: User, at: datetime) -> None:
    """Remove a template; nothing that was convened with it changes.

    Källa: domain.md 4.4.
    """
    template = CallTemplate.objects.select_related("region").get(pk=template_id)
    function = require_right(by, template.region)
    audit.Acting(by, function, at).record(
        "call_template.remove", template, f"Kallelsemallen {template.name} borttagen."
    )
    template.delete()
