"""The groups that are called for a type of event."""

from typing import Any

from django import forms

from activations.models import (
    EventType,
)
from activations.requests.forms import ForumField
from actors.models import Actor, Level, Region
from common.form_fields import ManyField
from forums.models import Forum


class TemplateForm(forms.Form):
    """Whom a forum usually calls for a type of event."""

    name = forms.CharField(
        label="Namn", max_length=80, error_messages={"required": "Ge mallen ett namn."}
    )
    forum = ForumField(
        label="Forum",
        queryset=Forum.objects.none(),
        empty_label="Välj forum",
        error_messages={"required": "Välj ett forum."},
    )
    event_type = forms.ModelChoiceField(
        label="Typ av händelse",
        queryset=EventType.objects.all(),
        required=False,
        empty_label="Alla typer",
    )
    replaces_seats = forms.BooleanField(
        label="Ersätter de stående platserna",
        required=False,
        help_text="Annars läggs aktörerna till de stående platserna.",
    )
    actors = ManyField(
        label="Aktörer",
        queryset=Actor.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forum: Any = self.fields["forum"]
        forum.queryset = Forum.objects.filter(region=region, is_active=True, level__lt=Level.OWNER)
        actors: Any = self.fields["actors"]
        actors.queryset = Actor.objects.in_region(region.pk)
