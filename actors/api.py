"""The register over the API: read only. Addresses of functions are not given out here."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from rest_framework import serializers, viewsets

from actors import queries
from actors.models import Actor, County, DutyShift, Function, Level, Membership, Region
from common.api import Resource
from common.api_filters import Filters, YesNoFilter


class RegionSerializer(serializers.ModelSerializer[Region]):
    """En region: området som en samverkan omfattar."""

    counties = serializers.SlugRelatedField[County](slug_field="code", many=True, read_only=True)
    convener = serializers.SlugRelatedField[Actor](slug_field="slug", read_only=True)

    class Meta:
        model = Region
        fields = (
            "id",
            "slug",
            "name",
            "counties",
            "convener",
            "convener_phone",
            "acknowledge_minutes",
            "aim_minutes",
        )
        read_only_fields = fields


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    """Ett medlemskap i en region."""

    region = serializers.SlugRelatedField[Region](slug_field="slug", read_only=True)

    class Meta:
        model = Membership
        fields = ("region", "kind", "valid_from", "valid_to")
        read_only_fields = fields


class ActorSerializer(serializers.ModelSerializer[Actor]):
    """En aktör. ``is_reachable``: någon funktion nås just nu."""

    county = serializers.CharField(source="county_id", read_only=True, allow_null=True)
    memberships = MembershipSerializer(source="current_memberships", many=True, read_only=True)
    is_reachable = serializers.BooleanField(read_only=True)

    class Meta:
        model = Actor
        fields = (
            "id",
            "slug",
            "name",
            "kind",
            "scb_code",
            "county",
            "phone",
            "memberships",
            "is_reachable",
        )
        read_only_fields = fields


class FunctionSerializer(serializers.ModelSerializer[Function]):
    """En funktion. ``is_on_duty``: någon har pass just nu."""

    actor = serializers.SlugRelatedField[Actor](slug_field="slug", read_only=True)
    is_on_duty = serializers.BooleanField(read_only=True)
    is_reachable = serializers.BooleanField(read_only=True)

    class Meta:
        model = Function
        fields = (
            "id",
            "actor",
            "name",
            "short_name",
            "mandate_level",
            "duty_kind",
            "round_the_clock",
            "deputy",
            "is_on_duty",
            "is_reachable",
        )
        read_only_fields = fields


class InRegion(Filters):
    """Narrow to one region's members."""

    region = django_filters.CharFilter(method="in_region", label="Regionens adressnamn")

    def in_region(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        members = Membership.objects.current().filter(region__slug=value)
        key = "pk" if queryset.model is Actor else "actor"
        return queryset.filter(**{f"{key}__in": members.values("actor_id")})


class ActorFilter(InRegion):
    """Narrow the actors."""

    kind = django_filters.ChoiceFilter(choices=Actor.Kind.choices)
    membership = django_filters.ChoiceFilter(
        choices=Membership.Kind.choices, method="of_membership", label="Slag av medlemskap"
    )
    reachable = YesNoFilter(field_name="is_reachable", label="Nås just nu")

    class Meta:
        model = Actor
        fields = ("kind", "scb_code")

    def of_membership(self, queryset: QuerySet[Actor], name: str, value: str) -> QuerySet[Actor]:
        members = Membership.objects.current().filter(kind=value)
        return queryset.filter(pk__in=members.values("actor_id"))


class FunctionFilter(InRegion):
    """Narrow the functions."""

    actor = django_filters.CharFilter(field_name="actor__slug", label="Aktörens adressnamn")
    mandate_level = django_filters.ChoiceFilter(choices=Level.choices)
    duty_kind = django_filters.ChoiceFilter(choices=Function.DutyKind.choices)
    reachable = YesNoFilter(field_name="is_reachable", label="Nås just nu")

    class Meta:
        model = Function
        fields = ("round_the_clock",)


class RegionViewSet(Resource, viewsets.ReadOnlyModelViewSet[Region]):
    """Regionerna som du ser."""

    queryset = Region.objects.none()
    serializer_class = RegionSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Region]:
        visible = Region.objects.visible_to(self.user)
        return visible.select_related("convener").prefetch_related("counties")


class ActorViewSet(Resource, viewsets.ReadOnlyModelViewSet[Actor]):
    """Aktörerna i dina regioner."""

    queryset = Actor.objects.none()
    serializer_class = ActorSerializer
    filterset_class = ActorFilter
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Actor]:
        return queries.directory(self.user, at=timezone.now())


class FunctionViewSet(Resource, viewsets.ReadOnlyModelViewSet[Function]):
    """Funktionerna hos aktörerna i dina regioner."""

    queryset = Function.objects.none()
    serializer_class = FunctionSerializer
    filterset_class = FunctionFilter

    def get_queryset(self) -> QuerySet[Function]:
        now = timezone.now()
        on_duty = DutyShift.objects.at(now).filter(function=OuterRef("pk"))
        reachable = queries.reachable_functions(now).filter(pk=OuterRef("pk"))
        visible = Function.objects.visible_to(self.user)
        return (
            visible.filter(is_active=True)
            .select_related("actor")
            .annotate(is_on_duty=Exists(on_duty), is_reachable=Exists(reachable))
        )
