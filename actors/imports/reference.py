"""Load what everybody starts from: counties, municipalities and the parties of the region.

The files in ``actors/data/`` say where each fact comes from. Functions are examples, marked as
such, and are given only to parties that have none. Baserat på öppna data från SCB.
"""

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db import transaction

from actors.models import Actor, ActorName, County, Function, Membership, Region
from actors.rights import rights

DATA = Path(__file__).resolve().parent.parent / "data"
REGION_SLUG = "stockholm"
REGION_NAME = "Stockholmsregionen"
CONVENER_SLUG = "lansstyrelsen-stockholm"
EXAMPLE_NOTE = "Exempel ur demodata: rätta efter aktörens egen delegation."


def rows(name: str) -> list[dict[str, str]]:
    """Return the lines of one of the data files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_reference_data(
    *, convener_phone: str = "", example_functions: bool = True
) -> Counter[str]:
    """Add what is missing and return how many rows of each kind that was; safe to repeat.

    The parties are members from the day the source documents them, 2022-12-31: when each of them
    joined is not known. Källa: Målbilden 1.1.2.
    """
    added: Counter[str] = Counter()
    for row in rows("counties.csv"):
        _, new = County.objects.update_or_create(
            code=row["code"], defaults={"letter": row["letter"], "name": row["name"]}
        )
        added["län"] += new
    known = set(Actor.objects.exclude(scb_code="").values_list("scb_code", flat=True))
    municipalities = [
        Actor(
            slug=row["slug"],
            name=row["actor_name"],
            kind=Actor.Kind.MUNICIPALITY,
            scb_code=row["code"],
            county_id=row["county_code"],
        )
        for row in rows("municipalities.csv")
        if row["code"] not in known
    ]
    Actor.objects.bulk_create(municipalities)
    added["kommuner"] += len(municipalities)
    parties = _load_parties(added)
    _load_names(added)
    region = _load_region(convener_phone, added)
    if example_functions:
        examples = rows("example_functions.csv")
        settled = set(Function.objects.values_list("actor_id", flat=True))
        for actor in (*parties, Actor.objects.get(slug="mcf")):
            if actor.pk not in settled:
                mine = [row for row in examples if row["kind"] == actor.kind]
                added["funktioner"] += _give_functions(actor, mine, region)
    return added


def _load_parties(added: Counter[str]) -> list[Actor]:
    county = County.objects.get(code="01")
    parties = []
    for row in rows("ssr_parties.csv"):
        if row["municipality_code"]:
            parties.append(Actor.objects.get(scb_code=row["municipality_code"]))
            continue
        actor, new = Actor.objects.get_or_create(
            slug=row["slug"],
            defaults={"name": row["name"], "kind": row["kind"], "county": county},
        )
        parties.append(actor)
        added["parter"] += new
    return parties


def _load_names(added: Counter[str]) -> None:
    for row in rows("actor_names.csv"):
        actor, _ = Actor.objects.update_or_create(
            slug=row["slug"], defaults={"name": row["name"], "kind": row["kind"]}
        )
        _, new = ActorName.objects.update_or_create(
            actor=actor,
            valid_from=date.fromisoformat(row["valid_from"]),
            defaults={
                "name": row["name"],
                "short_name": row["short_name"],
                "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            },
        )
        added["namn"] += new


def _load_region(convener_phone: str, added: Counter[str]) -> Region:
    region, new = Region.objects.get_or_create(
        slug=REGION_SLUG,
        defaults={
            "name": REGION_NAME,
            "convener": Actor.objects.get(slug=CONVENER_SLUG),
            "convener_phone": convener_phone,
        },
    )
    if new:
        region.counties.set([County.objects.get(code="01")])
    if convener_phone and not region.convener_phone:
        region.convener_phone = convener_phone
        region.save(update_fields=["convener_phone"])
    added["regioner"] += new
    for row in rows("ssr_parties.csv"):
        _, new = Membership.objects.get_or_create(
            actor=Actor.objects.get(slug=row["slug"]),
            region=region,
            valid_from=date.fromisoformat(row["documented_from"]),
            defaults={"kind": row["membership"]},
        )
        added["medlemskap"] += new
    return region


def _give_functions(actor: Actor, examples: list[dict[str, str]], region: Region) -> int:
    made = {
        row["name"]: Function.objects.create(
            actor=actor,
            name=row["name"],
            short_name=row["short_name"],
            mandate_level=int(row["mandate_level"]),
            mandate_note=EXAMPLE_NOTE,
            duty_kind=row["duty_kind"],
            round_the_clock=row["round_the_clock"] == "1",
            call_order=int(row["call_order"]) if row["call_order"] else None,
            group=Group.objects.create(name=f"function-{uuid4()}"),
        )
        for row in examples
    }
    for row in examples:
        function = made[row["name"]]
        if row["deputy"]:
            function.deputy = made[row["deputy"]]
            function.save(update_fields=["deputy"])
        for codename in row["rights"].split():
            rights.grant(function, f"actors.{codename}", _thing_of(codename, actor, region))
    return len(made)


def _thing_of(codename: str, actor: Actor, region: Region) -> Actor | County | Region:
    """Return what the right is over: the actor itself, its county or the region."""
    if codename in {name for name, _ in Actor._meta.permissions}:
        return actor
    if codename in {name for name, _ in County._meta.permissions} and actor.county:
        return actor.county
    return region
