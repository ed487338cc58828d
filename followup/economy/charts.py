"""The charts of the economy, each with its conclusion in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString

from common import charts
from common.charts import COLOUR
from common.numbers import kronor
from followup.economy.queries import Limits, PartEconomy
from followup.terms.models import Part

TONE: Final = {
    ("Ersättning", Part.CRISIS_PREPAREDNESS): COLOUR["first"],
    ("Ersättning", Part.CIVIL_DEFENCE): COLOUR["first-light"],
    ("Kostnad", Part.CRISIS_PREPAREDNESS): COLOUR["second"],
    ("Kostnad", Part.CIVIL_DEFENCE): COLOUR["second-light"],
}
WIDTH: Final = 640
LABEL: Final = {"type": "text", "align": "left", "color": COLOUR["text"], "fontSize": 13}
GAP: Final = {"stroke": COLOUR["page"], "strokeWidth": 2}  # a gap between neighbours


@dataclass(frozen=True)
class Chart:
    title: str
    conclusion: str
    svg: SafeString


def of_municipality(
    parts: Sequence[PartEconomy], years: Sequence[int], limits: Limits
) -> Chart | None:
    """Draw compensation and costs per year, and the saving in a panel of its own below."""
    shown = [part for part in parts if any(item.year in years for item in part.years)]
    if not shown:
        return None
    used, saved, limit = [], [], []
    for part in shown:
        for item in (item for item in part.years if item.year in years):
            for kind, amount in (
                ("Ersättning", item.sums.compensation),
                ("Kostnad", item.sums.eligible),
            ):
                used.append(_row(item.year, amount, kind=kind, series=f"{kind}, {_small(part)}"))
            if part.latest is None or item.year > part.latest.year:
                continue  # the running year's costs are not all in
            saved.append(_row(item.year, item.closing, series=part.label))
            if part.part == Part.CRISIS_PREPAREDNESS:
                share = limits.share and limits.share * item.sums.compensation / 100
                for kind, top in (("amount", limits.amount), ("share", share)):
                    limit += [] if top is None else [_row(item.year, top, kind=kind)]
    panels = [_used_panel(used, shown)]
    if saved:
        panels.append(_saved_panel(saved, limit, shown))
    spec = {"vconcat": panels, "resolve": {"scale": {"color": "independent"}}, "spacing": 28}
    title = "Ersättning, kostnader och sparande"
    return Chart(title, conclusion_of(shown), charts.svg(spec))


def conclusion_of(parts: Sequence[PartEconomy]) -> str:
    """Say in one sentence what was saved at the end of the last full year."""
    ends = [part for part in parts if part.latest is not None]
    if not ends:
        return "Det finns inget helt år att visa än."
    told = " och ".join(
        f"{kronor(part.latest.closing)} för {_small(part)}" for part in ends if part.latest
    )
    year = max(part.latest.year for part in ends if part.latest)
    start = f"Sparandet var {told} vid slutet av {year}."
    if all(part.growing.holds is None for part in ends):
        return start
    growing = " och ".join(_small(part) for part in ends if part.growing.holds)
    if not growing:
        return f"{start} Sparandet växte inte under året."
    return f"{start} Sparandet växte under året för {growing}."


def of_county(rows: Sequence[tuple[str, Decimal, Decimal | None]]) -> SafeString:
    """Draw savings as bars, the largest first: name, kronor, months of compensation."""
    values = [
        {
            "name": name,
            "amount": float(amount),
            "label": kronor(amount)
            + ("" if months is None else f" · {months} mån".replace(".", ",")),
        }
        for name, amount, months in rows
    ]
    base = {"y": {"field": "name", "type": "nominal", "sort": None, "title": None}}
    spec = {
        "data": {"values": values},
        "width": 420,
        "height": {"step": 26},
        "layer": [
            {
                "mark": {"type": "bar", "color": COLOUR["first"], "height": 16},
                "encoding": base | {"x": _amount("amount", "Sparande i kronor")},
            },
            {
                "mark": LABEL | {"dx": 6},
                "encoding": base
                | {"x": {"field": "amount", "type": "quantitative"}, "text": {"field": "label"}},
            },
        ],
    }
    return charts.svg(spec)


def _used_panel(rows: list[dict[str, Any]], parts: Sequence[PartEconomy]) -> dict[str, Any]:
    series = [(kind, part) for kind in ("Ersättning", "Kostnad") for part in parts]
    return {
        "title": "Ersättning och kostnader per år",
        "data": {"values": rows},
        "width": WIDTH,
        "height": 220,
        "mark": {"type": "bar", **GAP},
        "encoding": {
            "x": {"field": "year", "type": "nominal", "title": None, "axis": {"labelAngle": 0}},
            "xOffset": {"field": "kind"},
            "y": _amount("amount", "Kronor"),
            "color": {
                "field": "series",
                "title": None,
                "scale": {
                    "domain": [f"{kind}, {_small(part)}" for kind, part in series],
                    "range": [TONE[kind, Part(part.part)] for kind, part in series],
                },
                "legend": {"orient": "bottom", "columns": 2, "columnPadding": 40},
            },
        },
    }


def _saved_panel(
    rows: list[dict[str, Any]], limit: list[dict[str, Any]], parts: Sequence[PartEconomy]
) -> dict[str, Any]:
    tones = [COLOUR["first"], COLOUR["second"]]
    x = {"field": "year", "type": "nominal", "title": None, "axis": {"labelAngle": 0}}
    place = {"x": x, "y": _amount("amount", "Kronor")}
    line = place | {
        "color": {
            "field": "series",
            "title": None,
            "scale": {"domain": [part.label for part in parts], "range": tones[: len(parts)]},
            "legend": {"orient": "bottom", "columnPadding": 40},
        }
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": rows},
            "mark": {"type": "line", "point": {"size": 70, "filled": True}, "strokeWidth": 3},
            "encoding": line,
        }
    ]
    if limit:
        dashed = {"type": "line", "strokeDash": [6, 4], "color": COLOUR["text"]}
        words = {"text": {"value": "Länets gräns, krisberedskap"}}
        layers += [
            {
                "data": {"values": limit},
                "mark": dashed,
                "encoding": place | {"detail": {"field": "kind"}},
            },
            {"data": {"values": limit[:1]}, "mark": LABEL | {"dy": 16}, "encoding": place | words},
        ]
    title = "Sparande vid årets slut"
    return {"title": title, "width": WIDTH, "height": 180, "layer": layers}


def _amount(field: str, title: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "axis": {"format": ",.0f", "tickCount": 5},
    }


def _row(year: int, amount: Decimal, **values: str) -> dict[str, Any]:
    return {"year": str(year), "amount": float(amount), **values}


def _small(part: PartEconomy) -> str:
    return part.label.lower()
