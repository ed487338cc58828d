"""A county's compilation, and what all counties have handed on, as Excel files."""

from decimal import Decimal
from typing import Final

from common.clock import local
from followup.annual.compilations import queries
from followup.annual.compilations.queries import Content
from followup.annual.models import CountyCompilation
from followup.annual.reports.workbook import Tab, workbook

ITEM_KEYS: Final = ("municipality", "kind", "day", "area", "text", "effect")
HEAD: Final = ("Län", "Avser år", "Nummer")
COUNTS: Final = ("Kommuner", "Inskickade", "Efter sista dagen", "Saknas")


def excel(content: Content) -> bytes:
    return workbook(
        [
            Tab(
                "Om",
                ("Uppgift", "Värde"),
                [
                    ("Län", content["county"]["name"]),
                    ("Avser år", str(content["year"])),
                    ("Nummer", str(content["number"])),
                    ("Skäl till tillägget", content["reason"]),
                    ("Bedömning av effekten", content["assessment"]),
                ],
            ),
            Tab(
                "Kommuner",
                ("Kommun", "Läge", "Inskickad", "Efter sista dagen"),
                [
                    (
                        row["name"],
                        row["status"],
                        (row["sent_at"] or "")[:10],
                        "ja" if row["is_late"] else "nej",
                    )
                    for row in content["municipalities"]
                ],
            ),
            Tab(
                "Indikatorer",
                ("Kod", "Indikator", "Svar", "Antal"),
                [
                    (one["code"], one["text"], answer, number)
                    for one in content["indicators"]
                    for answer, number in one["counts"]
                ],
            ),
            Tab(
                "Svar per kommun",
                ("Kod", "Kommun", "Svar", "Kommentar"),
                [
                    (one["code"], row["municipality"], row["value"], row["comment"])
                    for one in content["indicators"]
                    for row in one["answers"]
                ],
            ),
            Tab(
                "Kostnader, länet",
                ("Del", "Summa i kronor"),
                [(row["name"], Decimal(row["amount"])) for row in content["costs"]],
            ),
            Tab(
                "Händelser och åtgärder",
                ("Kommun", "Slag", "Dag", "Område", "Vad", "Effekt"),
                [tuple(row[key] for key in ITEM_KEYS) for row in content["items_told"]],
            ),
            Tab(
                "Behov av stöd",
                ("Kommun", "Skäl"),
                [(row["name"], row["reason"]) for row in content["support"]],
            ),
        ]
    )


def excel_of_all(compilations: list[CountyCompilation]) -> bytes:
    """Return what the counties have handed on as one workbook: a row each, and the counts."""
    contents = [queries.content_of(one) for one in compilations]
    heads = [(one["county"]["name"], one["year"], one["number"]) for one in contents]
    return workbook(
        [
            Tab(
                "Län",
                (*HEAD, "Överlämnad", *COUNTS, "Bedömning av effekten"),
                [
                    (
                        *head,
                        local(one.handed_on_at).date().isoformat() if one.handed_on_at else "",
                        *queries.counts_of(content).values(),
                        content["assessment"],
                    )
                    for one, head, content in zip(compilations, heads, contents, strict=True)
                ],
            ),
            Tab(
                "Indikatorer",
                (*HEAD, "Kod", "Indikator", "Svar", "Antal"),
                [
                    (*head, row["code"], row["text"], answer, number)
                    for head, content in zip(heads, contents, strict=True)
                    for row in content["indicators"]
                    for answer, number in row["counts"]
                ],
            ),
            Tab(
                "Kostnader",
                (*HEAD, "Del", "Summa i kronor"),
                [
                    (*head, row["name"], Decimal(row["amount"]))
                    for head, content in zip(heads, contents, strict=True)
                    for row in content["costs"]
                ],
            ),
        ]
    )
