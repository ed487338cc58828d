"""The county's own limits: each choice is a new row, and the old ones are its history."""

from datetime import date, datetime

from django.db import transaction

from actors import audit
from actors.models import County, User
from actors.rights import rights
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.terms import queries as method
from followup.terms import settings as rules
from followup.terms.models import CountySetting


@transaction.atomic
def set_value(
    *, county_id: str, key: str, text: str, valid_from: date, reason: str, by: User, at: datetime
) -> CountySetting:
    """Set or unset one of the county's limits from a day on; an empty text unsets it.

    Källa: Vägledningen 2.6, 3.2 (gränser utan tal).
    """
    county = County.objects.select_for_update().get(pk=county_id)
    function = rights.require(by, access.SET, county)
    known = rules.BY_KEY[key]
    try:
        value = rules.parsed(known, text)
    except ValueError as wrong:
        raise RuleError(str(wrong), field="value") from wrong
    if valid_from < local(at).date():
        raise RuleError(
            "Välj i dag eller en senare dag. Det som har gällt ändras inte.", field="valid_from"
        )
    held = method.setting_row(county, key, valid_from)
    if (held.value if held else None) == value:
        raise RuleError("Värdet är redan det.", field="value")
    made = CountySetting.objects.create(
        county=county,
        key=key,
        value=value,
        valid_from=valid_from,
        reason=reason,
        set_by=audit.label_of(by, function),
        set_at=at,
    )
    audit.record(
        by=by,
        function=function,
        at=at,
        action="county.setting",
        thing=made,
        text=f"{known.label}: {rules.shown(known, value)} från och med {valid_from}.",
        data={"reason": reason},
    )
    return made
