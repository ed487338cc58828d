"""The forums of Stockholmsregionen: names in both modes, missions, seats and who leads them.

Missions are told in our own words. Källa: Avsiktsförklaringen "Forum på tre nivåer", "Ansvar och
arbetsfördelning"; Målbilden 1.4 "Tre samverkansnivåer i ordinarie och aktiverat läge".
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q

from actors.models import Actor, Function, Level, Region
from actors.rights import rights
from forums.models import Forum, Seat

LEADERS: Final = ("RSIB", "TiB", "Lägesbildsfunktion")


@dataclass(frozen=True)
class ForumFacts:
    """What the sources say about a forum."""

    slug: str
    level: Level
    name: str
    activated_name: str
    mission: str
    chair: str = ""  # function of the convener that chairs in ordinary mode
    scope: str = ""
    kinds: tuple[str, ...] = ()  # kinds of actors with a seat; none: every member


_CENTRES: Final = (
    Actor.Kind.POLICE,
    Actor.Kind.FIRE_SERVICE,
    Actor.Kind.EMERGENCY_CENTRE,
    Actor.Kind.TRANSPORT,
    Actor.Kind.HEALTH_REGION,
    Actor.Kind.COAST_GUARD,
)

FORUMS: Final = (
    ForumFacts(
        slug="regionala-radet",
        level=Level.OWNER,
        name="Regionala rådet",
        activated_name="",
        chair="Landshövding",
        mission=(
            "Ägarforum. Leder den långsiktiga utvecklingen: fastställer fleråriga målbilder och "
            "ingår gemensamma överenskommelser. Här möts aktörernas högsta beslutsfattare. Rådet "
            "aktiveras inte. Källa: Gemensam målbild 2023–2026, avsnitt 1.4."
        ),
    ),
    ForumFacts(
        slug="inriktande",
        level=Level.DIRECTING,
        name="Regional chefsgrupp",
        activated_name="Inriktande forum",
        chair="Länsöverdirektör",
        mission=(
            "Ordinarie läge: resurser, ambitionsnivåer, ekonomisk uppföljning och årlig "
            "verksamhetsplan. Aktiverat läge: den övergripande regionala hanteringen, "
            "prioriteringar och ramar. Deltagarna har mandat för hela sin organisation; varje "
            "aktör beslutar själv. Källa: Gemensam målbild 2023–2026, avsnitt 1.4."
        ),
    ),
    ForumFacts(
        slug="samordnande",
        level=Level.COORDINATING,
        name="Regional samordningsgrupp",
        activated_name="Samordnande forum",
        chair="TiB",
        mission=(
            "Ordinarie läge: utvecklar, inför och följer upp gemensamma ärenden och håller den "
            "veckovisa samverkanskonferensen. Aktiverat läge: tar fram en samlad lägesbild, "
            "samordnar resurser inom given inriktning och prövar löpande vilka fler som behövs. "
            "Kan kompletteras med en samlokaliserad samverkansstab. "
            "Källa: Gemensam målbild 2023–2026, avsnitt 1.4."
        ),
    ),
    ForumFacts(
        slug="verkstallande",
        level=Level.EXECUTIVE,
        name="Ledningscentraler i samverkan",
        activated_name="Operatörskluster",
        scope="Länets ledningscentraler",
        kinds=_CENTRES,
        mission=(
            "Länets ledningscentraler arbetar tillsammans utifrån delegation, praxis och rutiner, "
            "vid behov samlokaliserade i ett operatörskluster: samhällets resurser används "
            "effektivt och information delas direkt. "
            "Källa: Gemensam målbild 2023–2026, avsnitt 1.4."
        ),
    ),
)


@transaction.atomic
def load_forums(region: Region) -> Counter[str]:
    """Add the forums, seats and rights that are missing; what people have changed stays.

    Källa: Avsiktsförklaringen "Forum på tre nivåer"; Målbilden 1.4.
    """
    added: Counter[str] = Counter()
    for facts in FORUMS:
        forum, new = Forum.objects.get_or_create(
            region=region,
            slug=facts.slug,
            defaults={
                "level": facts.level,
                "name": facts.name,
                "activated_name": facts.activated_name,
                "mission": facts.mission,
                "scope": facts.scope,
                "chair_function": next(iter(_of_convener(region, facts.chair)), None),
            },
        )
        added["forum"] += new
        if new:
            added["platser"] += _seat_everybody(forum, facts.kinds)
        for function in (one for name in LEADERS for one in _of_convener(region, name)):
            rights.grant(function, "forums.lead_forum", forum)
    return added


def _seat_everybody(forum: Forum, kinds: tuple[str, ...]) -> int:
    """Give each member a seat, filled by the function whose mandate fits the level best."""
    members = Actor.objects.in_region(forum.region_id).prefetch_related("functions")
    if kinds:
        members = members.filter(kind__in=kinds)
    seats = []
    for actor in members:
        function = _best(list(actor.functions.all()), forum.level)
        if function is not None:
            seats.append(Seat(forum=forum, actor=actor, function=function))
    Seat.objects.bulk_create(seats)
    return len(seats)


def _best(functions: list[Function], level: int) -> Function | None:
    """Return the lowest mandate that covers the level, round the clock first; else the highest."""
    active = [function for function in functions if function.is_active]
    covering = [function for function in active if function.covers(level)]
    if covering:
        return min(covering, key=lambda f: (f.mandate_level, not f.round_the_clock, f.pk))
    return max(active, key=lambda f: (f.mandate_level, -f.pk), default=None)


def _of_convener(region: Region, name: str) -> list[Function]:
    if not name:
        return []
    functions = Function.objects.filter(actor_id=region.convener_id, is_active=True)
    return list(functions.filter(Q(short_name=name) | Q(name=name)).order_by("pk"))
