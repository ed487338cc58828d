"""Forums formed for an event, beside those that stand: local, for one question, or to plan."""

from dataclasses import dataclass
from itertools import chain, count

from django.utils.text import slugify

from actors import audit
from actors.models import Level, Region
from common.errors import RuleError
from common.swedish import plain
from forums.models import Forum
from forums.places import Place
from records import versions


@dataclass(frozen=True)
class TemporaryForum:
    """What a forum formed for an event is called, on which level, and how far it reaches."""

    region: Region
    name: str
    level: int = Level.EXECUTIVE
    scope: str = ""


def form_forum(*, formed: TemporaryForum, place: Place, acting: audit.Acting) -> Forum:
    """Form a forum without standing seats; it has whoever is called.

    Must be called in a transaction, by somebody whose right to convene has been checked.
    Källa: Avsiktsförklaringen "Forum på tre nivåer": "Olika forum bildas vid behov";
    Avsiktsförklaringen scen 2 "aktiverar ett planeringsforum"; domain.md 3.1.
    """
    region = formed.region
    Region.objects.select_for_update(of=("self",)).get(pk=region.pk)  # one of two with a name wins
    name = require_free_name(region, formed.name)
    if formed.level not in {Level.EXECUTIVE, Level.COORDINATING, Level.DIRECTING}:
        raise RuleError("Välj forumets nivå.", code="unknown_level", field="new_level")
    of_region = Forum.objects.filter(region=region)
    base = slugify(name)[:40] or "forum"
    slugs = chain([base], (f"{base}-{number}" for number in count(2)))
    forum = Forum.objects.create(
        region=region,
        slug=next(slug for slug in slugs if not of_region.filter(slug=slug).exists()),
        level=formed.level,
        name=name,
        scope=formed.scope.strip(),
        is_standing=False,
        **place.as_dict(),
    )
    acting.record("forum.form", forum, f"{forum} bildat för en händelse.")
    versions.bump(f"region:{region.pk}")
    return forum


def require_free_name(region: Region, typed: str) -> str:
    """Return the name without what surrounds it; refuse none, and that of a forum in use.

    Källa: domain.md 3.1.
    """
    name = typed.strip()
    if not name:
        raise RuleError("Skriv vad forumet ska heta.", code="no_name", field="new_name")
    in_use = Forum.objects.filter(region=region, is_active=True)
    names = in_use.values_list("name", "activated_name")
    if plain(name) in {plain(known) for pair in names for known in pair if known}:
        raise RuleError(
            f"Det finns redan ett forum som heter {name}. Välj det, eller ett annat namn.",
            code="forum_exists",
            field="new_name",
        )
    return name


def close_forum(*, forum: Forum, acting: audit.Acting) -> None:
    """Let a forum that was formed for an event cease; its meetings and minutes are kept.

    Must be called in a transaction, by somebody whose right has been checked.
    Källa: domain.md 3.1.
    """
    if forum.is_standing:
        raise RuleError(f"{forum} är ett stående forum och upphör inte.", code="standing_forum")
    Forum.objects.filter(pk=forum.pk).update(is_active=False)
    forum.is_active = False
    acting.record("forum.close", forum, f"{forum} har upphört.")
    versions.bump(f"region:{forum.region_id}")
