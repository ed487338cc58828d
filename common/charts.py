"""Charts: a Vega-Lite specification becomes SVG, drawn by the server, the same on page and paper.

A chart says nothing by itself: a sentence and a table stand beside it. What it draws in one of
``TONES`` is coloured by the style sheet, so that it follows the dark mode and the printer.
"""

import json
import re
from functools import lru_cache
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

TONES: Final = {
    "#0b4f8a": "first",
    "#8f4a00": "second",
    "#4f86b5": "first-light",
    "#b9772f": "second-light",
    "#1a1a1a": "text",
    "#595959": "quiet",
    "#d3d9df": "line",
    "#ffffff": "page",
}
COLOUR: Final = {tone: colour for colour, tone in TONES.items()}
KEPT: Final = 256  # drawings; in memory only, since their numbers may not be spread
LOCALE: Final = {
    "decimal": ",",
    "thousands": "\N{NO-BREAK SPACE}",
    "grouping": [3],
    "currency": ["", "\N{NO-BREAK SPACE}kr"],
    "minus": "\N{MINUS SIGN}",
}
_FONT: Final = "Inter, system-ui, sans-serif"
_CONFIG: Final = {
    "aria": False,
    "background": None,
    "padding": {"left": 24, "right": 24, "top": 5, "bottom": 5},
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": COLOUR["text"],
        "titleColor": COLOUR["text"],
        "gridColor": COLOUR["line"],
        "domainColor": COLOUR["quiet"],
        "tickColor": COLOUR["quiet"],
        "labelFontSize": 14,
        "titleFontSize": 14,
        "titleFontWeight": "normal",
        "titlePadding": 18,  # the reader's font may be wider than the one measured
    },
    "legend": {
        "labelColor": COLOUR["text"],
        "titleColor": COLOUR["text"],
        "labelFontSize": 14,
        "labelLimit": 300,
    },
    "title": {"color": COLOUR["text"], "fontSize": 16, "anchor": "start"},
}
_INLINE_STYLE: Final = re.compile(r' style="[^"]*"')


def svg(spec: dict[str, Any]) -> SafeString:
    """Return the drawing of a Vega-Lite specification whose data stand in it; kept by content."""
    text = json.dumps({**spec, "config": _CONFIG}, sort_keys=True, default=str)
    return mark_safe(_drawn(text))  # noqa: S308 - drawn by us; Vega escapes the texts


@lru_cache(KEPT)
def _drawn(text: str) -> str:
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(text, format_locale=LOCALE, allowed_base_urls=[])
    plain = _INLINE_STYLE.sub("", drawn)
    for colour, tone in TONES.items():
        plain = re.sub(f'(fill|stroke)="{colour}"', rf'\g<0> data-\g<1>="{tone}"', plain)
    return plain.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
