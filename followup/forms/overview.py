"""Narrow the county's overview."""

from django import forms

PART_CHOICES = [
    ("", "Alla delar"),
    ("documents", "Dokument"),
    ("report", "Årlig redovisning"),
    ("visit", "Besök"),
    ("economy", "Ekonomi"),
    ("measures", "Åtgärder"),
]
STATE_CHOICES = [
    ("", "Alla lägen"),
    ("late", "Försenat"),
    ("soon", "Snart"),
    ("ahead", "I god tid"),
    ("done", "Klart"),
]


class OverviewFilter(forms.Form):
    """Which municipalities to show."""

    q = forms.CharField(label="Kommun", max_length=60, required=False)
    part = forms.ChoiceField(label="Del", choices=PART_CHOICES, required=False)
    state = forms.ChoiceField(label="Läge", choices=STATE_CHOICES, required=False)
    waits = forms.BooleanField(label="Bara det som väntar på Länsstyrelsen", required=False)


class YearFilter(forms.Form):
    """Which year or term to show."""

    period = forms.IntegerField(label="Period", required=False, min_value=2000, max_value=2100)
