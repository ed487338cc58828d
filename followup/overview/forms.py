"""Narrow the county's overview."""

from django import forms

from common.swedish import plain
from followup.overview import queries

PART_CHOICES = [("", "Alla delar"), *((key, label) for key, label, _ in queries.PARTS)]
STATE_CHOICES = [
    ("", "Alla lägen"),
    ("late", "Försenat"),
    ("soon", "Snart"),
    ("ahead", "I god tid"),
    ("done", "Klart"),
]


class OverviewFilter(forms.Form):
    q = forms.CharField(label="Kommun", max_length=60, required=False)
    part = forms.ChoiceField(label="Del", choices=PART_CHOICES, required=False)
    state = forms.ChoiceField(label="Läge", choices=STATE_CHOICES, required=False)
    waits = forms.BooleanField(label="Bara det som väntar på Länsstyrelsen", required=False)

    def narrowed(self, rows: list[queries.Row]) -> list[queries.Row]:
        self.is_valid()
        chosen = self.cleaned_data
        words = plain(chosen.get("q") or "").strip()
        part, state = chosen.get("part") or "", chosen.get("state") or ""
        found = [row for row in rows if words in plain(row.municipality.name)]
        if part and state:
            found = [row for row in found if row.cells[part].state == state]
        elif state:
            found = [row for row in found if any(c.state == state for c in row.cells.values())]
        elif part:
            found = [row for row in found if row.cells[part].state != "done"]
        return [row for row in found if row.waits] if chosen.get("waits") else found


class YearFilter(forms.Form):
    period = forms.IntegerField(label="Period", required=False, min_value=2000, max_value=2100)
