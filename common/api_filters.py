"""Filters of the API's lists. What they do not understand they refuse: a list that is not narrowed
looks like one that is.
"""

from typing import Any, Final

import django_filters
from django import forms
from django.db.models import BooleanField
from django_filters.rest_framework import DjangoFilterBackend, FilterSet

MEANS: Final = {"true": True, "1": True, "false": False, "0": False, "": None}


class YesNoField(forms.NullBooleanField):
    """True or false, as JSON writes them; nothing at all narrows nothing."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]
        """Return what is meant.

        :raises ValidationError: if it is neither.
        """
        typed = str(value or "").lower()
        if typed not in MEANS:
            raise forms.ValidationError("Ange true eller false.")
        return MEANS[typed]

    def validate(self, value: Any) -> None:
        """Take both, and nothing."""


class YesNoFilter(django_filters.BooleanFilter):
    """Narrow by true or false."""

    field_class = YesNoField


class Filters(FilterSet):
    """What every list's filters are made of."""

    FILTER_DEFAULTS = {**FilterSet.FILTER_DEFAULTS, BooleanField: {"filter_class": YesNoFilter}}  # noqa: RUF012 - as the library wants it


class FilterBackend(DjangoFilterBackend):
    """Narrows lists; ``common.api.Resource`` has refused names that are no filter."""

    filterset_base = Filters
