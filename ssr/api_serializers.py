"""The shape of the status that REST clients pull."""

from typing import Any

from rest_framework import serializers

from actors.models import Level
from forums.modes import MODES

LEVELS = [(level.name.lower(), level.label) for level in Level]


class ForumStatusSerializer(serializers.Serializer[Any]):
    """A forum with its level and its mode now."""

    slug = serializers.CharField()
    name = serializers.CharField(help_text="Namn i ordinarie läge.")
    activated_name = serializers.CharField(help_text="Namn i aktiverat läge.")
    level = serializers.ChoiceField(choices=LEVELS)
    mode = serializers.ChoiceField(choices=MODES)
    exercise = serializers.BooleanField(help_text="Aktiverat enbart för övning.")
    since = serializers.DateTimeField(allow_null=True)


class EventStatusSerializer(serializers.Serializer[Any]):
    """What the activation is for."""

    number = serializers.CharField()
    title = serializers.CharField()
    type = serializers.CharField()
    exercise = serializers.BooleanField()
    since = serializers.DateTimeField()


class NextMeetingSerializer(serializers.Serializer[Any]):
    """The running or nearest coming meeting."""

    id = serializers.IntegerField()
    status = serializers.CharField()
    starts_at = serializers.DateTimeField()


class AnswerCountsSerializer(serializers.Serializer[Any]):
    """How many functions are called to the next meeting, and what they have answered."""

    called = serializers.IntegerField()
    coming = serializers.IntegerField()
    deputy = serializers.IntegerField()
    not_coming = serializers.IntegerField()
    silent = serializers.IntegerField()


class ActivationStatusSerializer(serializers.Serializer[Any]):
    """An open activation: which forum, for what, who chairs, who comes."""

    id = serializers.IntegerField()
    forum = serializers.CharField()
    forum_id = serializers.IntegerField()
    status = serializers.CharField()
    since = serializers.DateTimeField()
    event = EventStatusSerializer()
    chair = serializers.CharField(help_text="Funktionen som är ordförande.")
    next_meeting = NextMeetingSerializer(allow_null=True)
    answers = AnswerCountsSerializer()


class RegionStatusSerializer(serializers.Serializer[Any]):
    """How coordination stands in a region. An exercise alone leaves the mode ordinary."""

    region = serializers.CharField()
    name = serializers.CharField()
    mode = serializers.ChoiceField(choices=MODES)
    forums = ForumStatusSerializer(many=True)
    activations = ActivationStatusSerializer(many=True)
