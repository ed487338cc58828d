"""Who conducts a meeting: its chair, the forum's secretaries, the convener."""

from collections.abc import Callable
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from guardian.models import GroupObjectPermission

from actors.models import Function, Region, User
from actors.rights import rights
from common.registry import Registry
from forums.models import Forum, Meeting

CONVENE = "actors.convene_in_region"
LEAD = "forums.lead_forum"

Leader = Callable[[User, Meeting], Function | None]
leaders: Final = Registry[Leader]()  # each tells in which function a user may conduct a meeting
register = leaders.register


def leading_function(user: User, meeting: Meeting) -> Function | None:
    """Return the function in which the user may conduct the meeting, if any.

    The first meeting in activated mode is led by the convener alone: only functions of that
    county board. Otherwise by whoever leads the forum, convenes in the region, holds the function
    that chairs an ordinary meeting, or whom a higher app names (the chair of an activation).
    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Länsstyrelsen leder normalt forumets
    första möte och dokumenterar arbetet".
    """
    forum = meeting.forum
    function = forum_leader(user, forum)
    if meeting.kind == Meeting.Kind.FIRST:
        if function is None or function.actor_id != forum.region.convener_id:
            return None
        return function
    if function is not None:
        return function
    if not meeting.is_activated and meeting.chair_function_id and user.is_active:
        for held in rights.functions_of(user):
            if held.pk == meeting.chair_function_id:
                return held
    named: Function | None = leaders.first(lambda leader: leader(user, meeting))
    return named


def forum_leader(user: User, forum: Forum) -> Function | None:
    """Return the function in which the user may call and lead the forum's meetings, if any."""
    return rights.carrying(user, CONVENE, forum.region) or rights.carrying(user, LEAD, forum)


def led_forums(user: User, region: Region) -> list[Forum]:
    """Return the region's forums that the user leads, in a fixed number of queries."""
    forums = Forum.objects.visible_to(user).filter(region=region, is_active=True)
    forums = forums.select_related("region", "chair_function__actor")
    if rights.may(user, CONVENE, region):
        return list(forums)
    groups = [function.group_id for function in rights.functions_of(user)]
    granted = GroupObjectPermission.objects.filter(
        group_id__in=groups,
        content_type=ContentType.objects.get_for_model(Forum),
        permission__codename="lead_forum",
    )
    ids = {int(pk) for pk in granted.values_list("object_pk", flat=True)}
    return [forum for forum in forums if forum.pk in ids] if user.is_active else []


def require_leading(user: User, meeting: Meeting) -> Function:
    """Return the function in which the user conducts the meeting."""
    function = leading_function(user, meeting)
    if function is None:
        raise PermissionDenied("Bara den som leder mötet får göra detta.")
    return function


def require_forum_leader(user: User, forum: Forum) -> Function:
    """Return the function in which the user leads the forum."""
    function = forum_leader(user, forum)
    if function is None:
        raise PermissionDenied("Bara den som leder forumet får göra detta.")
    return function
