"""Carry an uploaded register into the database: looked through, confirmed, all or nothing."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.models import Group
from django.db import transaction

from actors import audit
from actors.imports import spreadsheets
from actors.imports.rows import COLUMN, HEAD, Fault, Wanted, read_rows
from actors.models import (
    Actor,
    ContactAddress,
    Function,
    Membership,
    Region,
    RegisterImport,
    User,
)
from actors.rights import rights
from common import workbooks
from common.clock import local
from common.counts import counted
from common.errors import RuleError
from common.swedish import plain
from records import versions
from records.files import files


@dataclass
class Line:
    """What one row would do."""

    wanted: Wanted
    is_new: bool = False
    changes: list[str] = field(default_factory=list)
    removed: int = 0


@dataclass
class Plan:
    """What the file would do, or what is wrong with it."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    hidden: str = ""

    @property
    def new(self) -> int:
        return sum(line.is_new for line in self.lines)

    @property
    def changed(self) -> int:
        return sum(bool(line.changes) and not line.is_new for line in self.lines)

    @property
    def removed(self) -> int:
        return sum(line.removed for line in self.lines)

    @property
    def summary(self) -> str:
        """Return ``12 nya, 3 ändras, 0 tas bort, 2 fel``."""
        return (
            f"{counted(self.new, 'ny', 'nya')}, {self.changed} ändras, {self.removed} tas bort, "
            f"{len(self.faults)} fel"
        )

    @property
    def fingerprint(self) -> str:
        told = [(line.wanted, line.is_new, line.changes, line.removed) for line in self.lines]
        return hashlib.sha256(repr((told, self.faults)).encode()).hexdigest()


@transaction.atomic
def upload(*, region_id: int, name: str, content: bytes, by: User, at: datetime) -> RegisterImport:
    """Keep the file and look through it; nothing of it is carried out."""
    region = Region.objects.get(pk=region_id)
    rights.require(by, "actors.administer_region", region)
    plan = _plan(region, content, name)
    stored = files.store(content, name=name, content_type=workbooks.CONTENT_TYPE, at=at)
    return RegisterImport.objects.create(
        region=region,
        file=stored,
        uploaded_by=by,
        uploaded_at=at,
        fingerprint=plan.fingerprint,
    )


def look_through(item: RegisterImport) -> Plan:
    """Return what the file would do to the register as it is now."""
    return _plan(item.region, _content(item), item.file.name)


@transaction.atomic
def apply(*, import_id: UUID, by: User, at: datetime) -> Plan:
    """Carry out the whole file, as the dry run showed it."""
    item = RegisterImport.objects.select_for_update().select_related("file").get(pk=import_id)
    region = Region.objects.select_for_update().get(pk=item.region_id)
    acting = audit.Acting(by, rights.require(by, "actors.administer_region", region), at)
    if item.applied_at is not None:
        raise RuleError("Filen är redan inläst.")
    plan = _plan(region, _content(item), item.file.name)
    if plan.faults:
        raise RuleError("Rätta felen i filen och ladda upp den på nytt.")
    if plan.fingerprint != item.fingerprint:
        raise RuleError("Registret har ändrats sedan granskningen. Ladda upp filen på nytt.")
    book = _Register(region)
    for line in plan.lines:
        _carry_out(book, line, at)
    item.applied_at = at
    item.save(update_fields=["applied_at"])
    acting.record("register.import", item, f"Register inläst för {region}: {plan.summary}.")
    versions.bump(f"region:{region.pk}")
    return plan


def marked_file(item: RegisterImport, plan: Plan) -> bytes:
    """Return the uploaded rows as a file where each fault is marked and explained."""
    rows = spreadsheets.read(_content(item), name=item.file.name, head=HEAD)
    empty = ("",) * len(HEAD)
    cells = {row.number: row.cells for row in rows}
    return spreadsheets.write(
        HEAD,
        [cells.get(number, empty) for number in range(2, max(cells) + 1)],
        notes=["Felen står i kolumnen Fel. Rätta dem, ta bort kolumnen och ladda upp filen."],
        marks=[fault.mark() for fault in plan.faults],
    )


def export_rows(region: Region) -> list[tuple[str, ...]]:
    """Return the register in the form of the import."""
    book = _Register(region)
    rows = []
    for actor in sorted(book.members.values(), key=lambda actor: actor.name):
        for function in actor.functions.all():
            if not function.is_active:
                continue
            kept: dict[str, list[str]] = defaultdict(list)
            for address in function.addresses.all():
                kept[address.channel].append(address.value)
            rows.append(
                (
                    actor.name,
                    actor.get_kind_display(),
                    actor.scb_code,
                    Membership.Kind(book.kinds[actor.pk]).label,
                    actor.phone,
                    function.name,
                    function.short_name,
                    function.get_mandate_level_display(),
                    "Ja" if function.round_the_clock else "Nej",
                    *("; ".join(kept[channel]) for channel in ("sms", "email", "phone")),
                )
            )
    return rows


class _Register:
    """The region's register in memory: four queries however long the file."""

    def __init__(self, region: Region) -> None:
        self.region = region
        current = Membership.objects.current().filter(region=region)
        self.kinds = dict(current.values_list("actor_id", "kind"))
        everyone = Actor.objects.prefetch_related("functions__addresses")
        self.members = {a.pk: a for a in everyone.filter(pk__in=self.kinds)}
        self.by_name = {plain(a.name): a for a in self.members.values()}
        self.by_code = {a.scb_code: a for a in self.members.values() if a.scb_code}
        strangers = Actor.objects.exclude(pk__in=self.kinds)
        self.stranger_by_name = {plain(a.name): a for a in strangers}
        self.stranger_by_code = {a.scb_code: a for a in strangers if a.scb_code}
        self.taken = set(
            strangers.filter(functions__isnull=False).values_list("pk", flat=True)
        ) | set(strangers.filter(memberships__isnull=False).values_list("pk", flat=True))

    def member(self, wanted: Wanted) -> Actor | None:
        return self.by_code.get(wanted.scb_code) or self.by_name.get(plain(wanted.actor))

    def stranger(self, wanted: Wanted) -> Actor | None:
        return self.stranger_by_code.get(wanted.scb_code) or self.stranger_by_name.get(
            plain(wanted.actor)
        )

    def add(self, actor: Actor, kind: str) -> None:
        self.members[actor.pk], self.kinds[actor.pk] = actor, kind
        self.by_name[plain(actor.name)] = actor
        if actor.scb_code:
            self.by_code[actor.scb_code] = actor


def _plan(region: Region, content: bytes, name: str) -> Plan:
    rows = spreadsheets.read(content, name=name, head=HEAD)
    wanted, faults = read_rows(rows)
    book = _Register(region)
    lines = []
    for item in wanted:
        if fault := _fault_of(book, item):
            faults.append(fault)
        else:
            lines.append(_compare(book, item))
    faults.sort(key=lambda fault: (fault.row, COLUMN[fault.column]))
    return Plan(lines, faults, spreadsheets.mention_hidden(rows))


def _fault_of(book: _Register, wanted: Wanted) -> Fault | None:
    actor = book.member(wanted) or book.stranger(wanted)
    if actor is None:
        return None
    if actor.pk in book.taken:
        text = "Aktören hör till en annan region. Be dess administratör ansluta den."
        return Fault(wanted.row, "Aktör", text)
    if actor.kind != wanted.kind:
        return Fault(wanted.row, "Slag", f"Aktören finns redan som {actor.get_kind_display()}.")
    if plain(actor.name) != plain(wanted.actor):
        return Fault(wanted.row, "Aktör", f"Kommunkoden hör till {actor.name}.")
    if actor.scb_code != wanted.scb_code:
        return Fault(wanted.row, "Kommunkod", f"Aktören har kommunkod {actor.scb_code}.")
    return None


def _compare(book: _Register, wanted: Wanted) -> Line:
    line = Line(wanted)
    actor = book.member(wanted)
    function = _function(actor, wanted) if actor else None
    line.is_new = function is None
    if actor is not None:
        if wanted.actor_phone and actor.phone != wanted.actor_phone:
            line.changes.append("Aktörens telefon")
        if book.kinds[actor.pk] != wanted.membership:
            line.changes.append("Medlemskap")
    if function is not None:
        _compare_function(line, function)
    return line


def _compare_function(line: Line, function: Function) -> None:
    wanted = line.wanted
    for label, name in (
        ("Kortnamn", "short_name"),
        ("Mandat", "mandate_level"),
        ("Dygnet runt", "round_the_clock"),
    ):
        if getattr(function, name) != getattr(wanted, name):
            line.changes.append(label)
    if not function.is_active:
        line.changes.append("Tas i bruk")
    for channel, values in wanted.addresses:
        present = {a.value for a in function.addresses.all() if a.channel == channel}
        if values and present != set(values):
            line.changes.append(ContactAddress.Channel(channel).label)
            line.removed += len(present - set(values))


def _function(actor: Actor, wanted: Wanted) -> Function | None:
    return next((f for f in actor.functions.all() if plain(f.name) == plain(wanted.function)), None)


def _carry_out(book: _Register, line: Line, at: datetime) -> None:
    wanted = line.wanted
    actor = book.member(wanted) or _join(book, wanted, at)
    if book.kinds[actor.pk] != wanted.membership:
        Membership.objects.current().filter(actor=actor, region=book.region).update(
            kind=wanted.membership
        )
        book.kinds[actor.pk] = wanted.membership
    if wanted.actor_phone and actor.phone != wanted.actor_phone:
        actor.phone = wanted.actor_phone
        actor.save(update_fields=["phone"])
    function = _function(actor, wanted)
    if function is None:
        function = Function(
            actor=actor,
            name=wanted.function,
            group=Group.objects.create(name=f"function-{uuid4()}"),
        )
    function.short_name, function.mandate_level = wanted.short_name, wanted.mandate_level
    function.round_the_clock, function.is_active = wanted.round_the_clock, True
    function.save()
    for channel, values in wanted.addresses:
        if values:
            function.addresses.filter(channel=channel).exclude(value__in=values).delete()
        for value in values:
            function.addresses.get_or_create(channel=channel, value=value)


def _join(book: _Register, wanted: Wanted, at: datetime) -> Actor:
    actor = book.stranger(wanted)
    if actor is None:
        actor = Actor.objects.create(
            slug=Actor.objects.free_slug(wanted.actor),
            name=wanted.actor,
            kind=wanted.kind,
            scb_code=wanted.scb_code,
            county=book.region.counties.order_by("code").first(),
        )
    Membership.objects.create(
        actor=actor, region=book.region, kind=wanted.membership, valid_from=local(at).date()
    )
    book.add(actor, wanted.membership)
    return actor


def _content(item: RegisterImport) -> bytes:
    with files.open(item.file) as file:
        return file.read()
