"""Filters and tags of the interface; built in, so no template has to load them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from common import clock as swedish_clock
from common import counts, numbers, phones, sources
from common.icons import ALIASES, ICONS, SHAPES
from common.status import pill_for

register = template.Library()

_DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
_MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
_NO_BREAK = "\N{NO-BREAK SPACE}"


# Sources --------------------------------------------------------------------------------------


@register.filter
def cited(text: str) -> SafeString:
    """Return a citation in words, each source a link to the page that explains it."""
    return sources.links(text)


# Time -----------------------------------------------------------------------------------------


@register.filter
def clock(at: datetime | None) -> str:
    """Return ``03:45`` on Swedish clocks."""
    return swedish_clock.clock(at) if at else ""


@register.filter
def when(at: datetime | None) -> str:
    """Return ``i dag 03:06``, ``i morgon 09:00``, ``mån 08:00`` or ``2026-11-20 03:06``."""
    if not at:
        return ""
    shown = swedish_clock.local(at).date()
    days = (shown - swedish_clock.local(timezone.now()).date()).days
    near = {-1: "i går", 0: "i dag", 1: "i morgon"}
    if days in near:
        day = near[days]
    elif 1 < days < 7:  # noqa: PLR2004 - within a week the weekday says which day
        day = _DAYS[shown.weekday()]
    else:
        day = shown.isoformat()
    return f"{day} {swedish_clock.clock(at)}"


@register.filter
def ago(at: datetime | None) -> str:
    """Return ``23 min sedan`` or ``om 12 min``; absolute time belongs before it."""
    if not at:
        return ""
    gap = timezone.now() - at
    text = _duration(abs(gap))
    return f"{text} sedan" if gap >= timedelta() else f"om {text}"


def _duration(gap: timedelta) -> str:
    minutes = int(gap.total_seconds()) // 60
    if minutes < 1:
        return "mindre än 1 min"
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:  # noqa: PLR2004 - hours of a day
        return f"{hours} tim {rest} min" if rest else f"{hours} tim"
    days = hours // 24
    return "1 dag" if days == 1 else f"{days} dagar"


@register.filter
def week(day: date | datetime | None) -> str:
    """Return ``v. 47``."""
    if not day:
        return ""
    if isinstance(day, datetime):
        day = swedish_clock.local(day).date()
    return f"v.{_NO_BREAK}{day.isocalendar().week}"


@register.filter
def day(at: date | datetime | None) -> str:
    """Return ``lör 21 nov``, with the year unless it is this one: ``tis 31 okt 2023``."""
    if not at:
        return ""
    shown = swedish_clock.local(at).date() if isinstance(at, datetime) else at
    this_year = swedish_clock.local(timezone.now()).year
    year = "" if shown.year == this_year else f" {shown.year}"
    return f"{_DAYS[shown.weekday()]} {shown.day} {_MONTHS[shown.month - 1]}{year}"


@register.filter
def machine_time(at: datetime | date | None) -> str:
    """Return the value of ``<time datetime>``."""
    return at.isoformat() if at else ""


# Numbers and telephone ------------------------------------------------------------------------


@register.filter
def sv(number: int | float | Decimal | None) -> str:
    """Return ``1 234 567,50``: Swedish digits that never break over two lines."""
    if number is None or number == "":
        return ""
    digits = f"{number:,d}" if isinstance(number, int) else f"{number:,.2f}"
    return digits.replace(",", _NO_BREAK).replace(".", ",")


@register.filter
def kronor(amount: Decimal | int | None) -> str:
    """Return ``1 234 567 kr``, with the öre if any; nothing where there is no amount."""
    return "" if amount is None or amount == "" else numbers.kronor(amount)


@register.filter
def phone(number: str | None) -> str:
    """Return the number as Swedes write it: ``08-123 456 78``."""
    found = phones.read(number or "")
    return found.shown.replace(" ", _NO_BREAK) if found else number or ""


@register.filter
def tel_href(number: str | None) -> str:
    """Return ``tel:+46812345678``, or nothing if this is no number."""
    found = phones.e164(number or "")
    return f"tel:{found}" if found else ""


@register.filter
def tel(number: str | None) -> str:
    """Return a link that rings the number; plain text if it is none."""
    href = tel_href(number)
    if not href:
        return number or ""
    return format_html('<a class="tel" href="{}">{}</a>', href, phone(number))


@register.filter
def takes_sms(number: str | None) -> bool:
    """Return whether a text message can reach the number."""
    return phones.takes_sms(number or "")


# Devices --------------------------------------------------------------------------------------

# The first found in what the browser says of itself is right: later ones call themselves so too.
_BROWSERS = {
    "Edg": "Edge",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "Iphone",
    "iPad": "Ipad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


@register.filter
def device(user_agent: str) -> str:
    """Return ``Chrome på Android``: enough to know one's own device."""
    browser = next((word for part, word in _BROWSERS.items() if part in user_agent), "")
    system = next((word for part, word in _SYSTEMS.items() if part in user_agent), "")
    if browser and system:
        return f"{browser} på {system}"
    return browser or system or "Okänd enhet"


# Forms ----------------------------------------------------------------------------------------


@register.simple_tag
def form_key() -> SafeString:
    """Write the number by which a form sent twice counts once (``records.forms``)."""
    return format_html('<input type="hidden" name="form_key" value="{}">', uuid4())


# Pictures -------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon. It says nothing by itself: a word stands beside it."""
    return _svg("icon", ICONS[ALIASES.get(name, name)], css)


@register.simple_tag
def shape(name: str) -> SafeString:
    """Draw the shape of a status."""
    return _svg("shape", SHAPES[name], "")


def _svg(block: str, drawing: str, css: str) -> SafeString:
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        f"{block} {css}".strip(),
        mark_safe(drawing),  # noqa: S308 - a constant of common.icons
    )


@register.inclusion_tag("components/status_pill.html")
def status_pill(kind: str, state: object, word: str = "", *, tight: bool = False) -> dict[str, Any]:
    """Show a state by shape, word and colour; ``word`` replaces the usual word."""
    pill = pill_for(kind, state)
    return {"pill": replace(pill, word=word) if word else pill, "tight": tight}


# Forms ----------------------------------------------------------------------------------------


@register.filter
def first_id(field: BoundField) -> str:
    """Return the id that a link from the error summary should go to."""
    if field.use_fieldset and getattr(field.field.widget, "add_id_index", True):
        return f"{field.auto_id}_0"
    return str(field.auto_id)


@register.filter
def input_type(field: BoundField) -> str:
    """Return what kind of control the field is: ``text``, ``checkbox``, ``select`` …"""
    return str(getattr(field.field.widget, "input_type", "textarea"))


@register.filter
def lead_in(label: object) -> str:
    """Return a label as it stands before what is said of it: with a colon, unless it asks."""
    text = str(label).rstrip()
    return text if text.endswith(("?", "!", ":", ".")) else f"{text}:"


@register.filter
def error_count(form: Any) -> str:
    """Return ``2 fel`` for a form or a list of errors."""
    errors = getattr(form, "errors", form)
    total = (
        sum(len(found) for found in errors.values()) if hasattr(errors, "values") else len(errors)
    )
    return f"{total} fel"


@register.filter
def counted(number: int, words: str) -> str:
    """Return the number with its word; ``words`` is singular and plural: ``brist,brister``."""
    one, many = words.split(",")
    return counts.counted(number, one, many)


# Lists ----------------------------------------------------------------------------------------


@register.simple_tag
def page_address(request: HttpRequest, number: int, name: str = "sida") -> str:
    """Return this page's address with another page number and the same filter."""
    query = request.GET.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(here: object, *way: Any) -> dict[str, Any]:
    """Show the way here: label and address in turn.

    The address may also be a thing that has one, or the name of a page.
    """
    crumbs = []
    for label, place in zip(way[::2], way[1::2], strict=True):
        if hasattr(place, "get_absolute_url"):
            crumbs.append((label, place.get_absolute_url()))
        else:
            crumbs.append((label, place if "/" in place else reverse(place)))
    return {"here": here, "crumbs": crumbs}


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """Return the numbers to show, with an ellipsis where some are left out."""
    paginator = page.paginator
    return list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def times(number: int | None) -> range:
    """Return something to repeat ``number`` times over."""
    return range(number or 0)


@register.filter
def names(words: str) -> list[str]:
    """Return the names that stand with a bar between them: ``Dag|Vad``."""
    return words.split("|")


@register.filter
def labelled(row: list[Any], head: list[str]) -> list[tuple[Any, str]]:
    """Return each cell with the name of its column."""
    return list(zip(row, head, strict=True))


@register.filter
def plus(number: int | None, other: int | None) -> int:
    """Return the sum, where nothing counts as zero."""
    return (number or 0) + (other or 0)


@register.filter
def control(field: BoundField) -> SafeString:
    """Draw the field's control; hints stand above it, never inside as a placeholder."""
    return field.as_widget(attrs={"placeholder": False})
