"""The register as Excel: dry run, all or nothing, the same file twice, and hostile files."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from actors.imports import services as register_import
from actors.imports import spreadsheets
from actors.imports.rows import HEAD
from actors.models import Actor, ContactAddress, Function, Membership, RegisterImport
from common.errors import RuleError
from records.models import AuditEntry
from tests.factories import ActorFactory, FunctionFactory, MemberFactory

NEW = (
    ("Nya kommun", "Kommun", "9998", "", "08-465 004 50", "TiB", "TiB", "Samordnande", "Ja")
    + ("070-174 06 94; 070-174 06 95", "tib@ny.example", "")
)  # fmt: skip
OTHER = (
    ("Nya kommun", "Kommun", "9998", "", "08-465 004 50", "Kommundirektör", "", "Inriktande")
    + ("Nej", "", "dir@ny.example", "")
)  # fmt: skip


def workbook(*rows, head=HEAD):
    return spreadsheets.write(head, rows, notes=["x"])


def changed(row, **cells):
    values = list(row)
    for name, value in cells.items():
        values[HEAD.index(name.replace("_", " "))] = value
    return tuple(values)


def upload(house, now, *rows, by=None, content=None, name="register.xlsx"):
    return register_import.upload(
        region_id=house.region.pk,
        name=name,
        content=content or workbook(*rows),
        by=by or house.boss,
        at=now,
    )


def test_a_file_is_looked_through_carried_out_and_then_changes_nothing(house, now):
    item = upload(house, now, NEW, OTHER)
    plan = register_import.look_through(item)
    assert plan.summary == "2 nya, 0 ändras, 0 tas bort, 0 fel"
    assert not Actor.objects.filter(name="Nya kommun").exists()

    register_import.apply(import_id=item.pk, by=house.boss, at=now)

    actor = Actor.objects.get(scb_code="9998")
    assert (actor.slug, actor.phone) == ("nya-kommun", "+46846500450")
    assert Membership.objects.current().filter(actor=actor, region=house.region).exists()
    tib = actor.functions.get(name="TiB")
    assert tib.round_the_clock
    assert tib.addresses.count() == 3
    assert AuditEntry.objects.filter(action="register.import").count() == 1
    again = register_import.look_through(upload(house, now, NEW, OTHER))
    assert again.summary == "0 nya, 0 ändras, 0 tas bort, 0 fel"


def test_rows_hidden_in_the_file_are_mentioned_and_read(house, now, client):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True

    item = upload(house, now, content=altered(workbook(NEW, OTHER), hide))
    plan = register_import.look_through(item)
    client.force_login(house.boss)
    page = client.get(reverse("actors:import_review", args=[item.pk]))

    assert plan.new == 2
    assert plan.hidden == "Rad 3 är dold i filen. Den läses också in."
    assert plan.hidden in page.content.decode()


def test_many_hidden_rows_are_counted():
    rows = [spreadsheets.SheetRow(number, ("x",), is_hidden=True) for number in range(2, 30)]

    told = spreadsheets.mention_hidden(rows)

    assert told.startswith("28 rader är dolda i filen: 2, 3,")
    assert "21 …" in told
    assert spreadsheets.mention_hidden([spreadsheets.SheetRow(2, ("x",))]) == ""


def test_a_name_with_odd_spaces_is_the_same_actor(house, now):
    odd = changed(OTHER, Aktör="Nya\N{NARROW NO-BREAK SPACE}kommun")

    plan = register_import.look_through(upload(house, now, NEW, odd))

    assert (plan.new, plan.faults) == (2, [])


def altered(content, change):
    """Return the workbook with something changed of its first sheet."""
    book = load_workbook(io.BytesIO(content))
    change(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_changes_are_told_and_made(house, now):
    register_import.apply(import_id=upload(house, now, NEW).pk, by=house.boss, at=now)
    row = changed(
        NEW,
        Mandat="Inriktande",
        Sms="070-174 06 94",
        Medlemskap="Associerad medlem",
        Aktörens_telefon="08-465 004 51",
        Dygnet_runt="Nej",
        Kortnamn="T",
    )
    item = upload(house, now, row)
    plan = register_import.look_through(item)
    assert plan.summary == "0 nya, 1 ändras, 1 tas bort, 0 fel"

    register_import.apply(import_id=item.pk, by=house.boss, at=now)

    tib = Function.objects.get(name="TiB")
    assert (tib.mandate_level, tib.short_name, tib.round_the_clock) == (30, "T", False)
    assert tib.addresses.filter(channel="sms").count() == 1
    assert tib.actor.memberships.get().kind == "associated"
    assert tib.actor.phone == "+46846500451"


def test_the_export_read_in_again_changes_nothing(house, now):
    register_import.apply(import_id=upload(house, now, NEW, OTHER).pk, by=house.boss, at=now)
    content = workbook(*register_import.export_rows(house.region))

    plan = register_import.look_through(upload(house, now, content=content))

    assert plan.summary == "0 nya, 0 ändras, 0 tas bort, 0 fel"
    assert (
        len(plan.lines)
        == Function.objects.filter(actor__in=Actor.objects.in_region(house.region.pk)).count()
    )


def test_a_function_out_of_use_comes_back(house, now):
    register_import.apply(import_id=upload(house, now, NEW).pk, by=house.boss, at=now)
    Function.objects.filter(name="TiB").update(is_active=False)

    item = upload(house, now, NEW)
    assert register_import.look_through(item).lines[0].changes == ["Tas i bruk"]


@pytest.mark.parametrize(
    ("cells", "cell", "told"),
    [
        ({"Aktör": ""}, "A2", "Fyll i cellen"),
        ({"Aktör": "x" * 121}, "A2", "högst 120 tecken"),
        ({"Slag": "Planet"}, "B2", "Välj ett av"),
        ({"Kommunkod": "12a4"}, "C2", "fyra siffror"),
        ({"Medlemskap": "kanske"}, "D2", "Välj ett av"),
        ({"Aktörens_telefon": "nej"}, "E2", "Ange telefonnummer"),
        ({"Funktion": ""}, "F2", "Fyll i cellen"),
        ({"Kortnamn": "x" * 21}, "G2", "högst 20"),
        ({"Mandat": ""}, "H2", "Välj ett av"),
        ({"Dygnet_runt": "ibland"}, "I2", "Välj ett av"),
        ({"Sms": "070-174 06 94; fel"}, "J2", "Ange telefonnummer"),
        ({"Sms": "08-465 004 00"}, "J2", "kan inte ta emot sms"),
        ({"E-post": "fel"}, "K2", "Ange en e-postadress"),
        ({"Telefon": "1"}, "L2", "Ange telefonnummer"),
        ({"Slag": "Polis"}, "C2", "Lämna tom"),
    ],
)
def test_each_fault_is_told_by_cell_and_stops_the_whole_file(house, now, cells, cell, told):
    item = upload(
        house, now, changed(NEW, **cells), changed(OTHER, Aktör="Annan", Kommunkod="9997")
    )

    plan = register_import.look_through(item)

    assert [(fault.cell, told in fault.text) for fault in plan.faults] == [(cell, True)]
    with pytest.raises(RuleError, match="Rätta felen"):
        register_import.apply(import_id=item.pk, by=house.boss, at=now)
    assert not Actor.objects.filter(scb_code__in=["9998", "9997"]).exists()


def test_rows_that_contradict_each_other_are_faults(house, now):
    rows = [NEW, NEW, changed(OTHER, Aktörens_telefon="")]

    plan = register_import.look_through(upload(house, now, *rows))

    assert [(fault.row, fault.column) for fault in plan.faults] == [
        (3, "Funktion"),
        (4, "Aktörens telefon"),
    ]


def test_what_belongs_to_others_cannot_be_taken_over(house, now):
    foreign = FunctionFactory(actor=MemberFactory().actor).actor
    free = ActorFactory(name="Fri aktör")
    rows = [
        changed(NEW, Aktör=foreign.name, Kommunkod=foreign.scb_code),
        changed(OTHER, Aktör="Fel namn", Kommunkod=house.actor.scb_code),
        changed(OTHER, Aktör=free.name, Slag="Polis", Kommunkod=""),
        changed(OTHER, Aktör=house.actor.name, Kommunkod="9990"),
    ]

    plan = register_import.look_through(upload(house, now, *rows))

    told = [fault.text for fault in plan.faults]
    assert "annan region" in told[0]
    assert "Kommunkoden hör till" in told[1]
    assert "finns redan som" in told[2]
    assert "har kommunkod" in told[3]


def test_an_actor_known_without_a_region_joins(house, now):
    free = ActorFactory(name="Fri aktör", kind="other")
    row = changed(NEW, Aktör="fri aktör", Slag="Annan", Kommunkod="")

    register_import.apply(import_id=upload(house, now, row).pk, by=house.boss, at=now)

    assert free.memberships.get().region == house.region


def test_slugs_stay_apart(house, now):
    ActorFactory(slug="nya-kommun", name="Någon helt annan")

    register_import.apply(import_id=upload(house, now, NEW).pk, by=house.boss, at=now)

    assert Actor.objects.get(scb_code="9998").slug == "nya-kommun-2"


def test_a_register_that_changed_since_the_dry_run_is_looked_at_again(house, now):
    item = upload(house, now, NEW)
    register_import.apply(import_id=upload(house, now, NEW).pk, by=house.boss, at=now)

    with pytest.raises(RuleError, match="har ändrats"):
        register_import.apply(import_id=item.pk, by=house.boss, at=now)


def test_the_same_import_is_carried_out_once_and_only_by_the_regions_administrator(house, now):
    item = upload(house, now, NEW)
    for who in (house.keeper, house.officer, house.stranger):
        with pytest.raises(PermissionDenied):
            upload(house, now, NEW, by=who)
        with pytest.raises(PermissionDenied):
            register_import.apply(import_id=item.pk, by=who, at=now)

    register_import.apply(import_id=item.pk, by=house.boss, at=now)

    with pytest.raises(RuleError, match="redan inläst"):
        register_import.apply(import_id=item.pk, by=house.boss, at=now)


# Hostile files ---------------------------------------------------------------------------------


def book(build):
    from openpyxl import Workbook

    workbook_ = Workbook()
    sheet = workbook_.active
    sheet.title = "Register"
    sheet.append(list(HEAD))
    sheet.append(list(NEW))
    build(workbook_, sheet)
    stream = io.BytesIO()
    workbook_.save(stream)
    return stream.getvalue()


def zipped(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.xlsm", b"x", r"Bara \.xlsx"),
        ("a.xls", b"x", r"Bara \.xlsx"),
        ("a.xlsx", b"no zip at all", "ingen Excelfil"),
        ("a.xlsx", b"PK\x03\x04broken", "ingen Excelfil"),
        ("a.xlsx", zipped(x="y"), "går inte att läsa"),
        ("a.xlsx", b"x" * 2_000_001, "större än 2 MB"),
        ("a.xlsx", zipped(xl__vbaProject="y"), "makron"),
        ("a.xlsx", zipped(xl__worksheets__sheet1_xml="0" * 61_000_000), "packas upp"),
        ("a.xlsx", zipped(**{f"p{n}": "" for n in range(201)}), "packas upp"),
        ("a.xlsx", book(lambda b, s: setattr(s, "title", "Annat")), "Bladet"),
        ("a.xlsx", book(lambda b, s: s.merge_cells("A2:B2")), "sammanfogade"),
        ("a.xlsx", book(lambda b, s: setattr(s["A1"], "value", "Fel")), "Rubriken i kolumn A"),
        ("a.xlsx", book(lambda b, s: s.delete_rows(2)), "inga rader"),
    ],
)
def test_files_that_are_no_register_are_refused(house, now, name, content, told):
    with pytest.raises(RuleError, match=told):
        upload(house, now, content=content, name=name)

    assert not RegisterImport.objects.exists()


def test_ten_thousand_rows_are_the_most(house):
    rows = [("x",)] * 10_000

    assert len(spreadsheets.read(workbook(*rows), name="a.xlsx", head=HEAD)) == 10_000
    with pytest.raises(RuleError, match="10 000 rader"):
        spreadsheets.read(workbook(*rows, NEW), name="a.xlsx", head=HEAD)


def test_formulas_count_as_their_values_and_never_run(house, now):
    content = book(lambda b, s: setattr(s["F2"], "value", '=HYPERLINK("http://evil","x")'))

    plan = register_import.look_through(upload(house, now, content=content))

    assert [fault.cell for fault in plan.faults] == ["F2"]


def test_what_is_written_is_text_even_if_it_looks_like_a_formula(house, now):
    from openpyxl import load_workbook

    evil = "=cmd|' /C calc'!A0"
    register_import.apply(
        import_id=upload(house, now, changed(NEW, Funktion=evil)).pk, by=house.boss, at=now
    )

    sheet = load_workbook(io.BytesIO(workbook(*register_import.export_rows(house.region))))[
        "Register"
    ]

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == evil]
    assert [cell.data_type for cell in cells] == ["s"]


def test_numbers_typed_as_numbers_are_understood(house, now):
    def numbers(_, sheet):
        sheet["C2"].value, sheet["J2"].value = 9998, 701740694.0

    register_import.apply(
        import_id=upload(house, now, content=book(numbers)).pk, by=house.boss, at=now
    )

    assert ContactAddress.objects.filter(value="+46701740694").exists()


# Pages -----------------------------------------------------------------------------------------


def test_the_whole_way_by_the_pages(house, client):
    from openpyxl import load_workbook

    client.force_login(house.boss)
    url = reverse("actors:import")
    template = client.get(reverse("actors:import_template"))
    assert load_workbook(io.BytesIO(template.content)).sheetnames == ["Register", "Läs mig"]
    bad = SimpleUploadedFile("a.xlsx", workbook(changed(NEW, Slag="Planet")))

    review = client.post(url, {"file": bad}, follow=True)
    assert "0 nya, 0 ändras, 0 tas bort, 1 fel" in review.content.decode()
    marked = client.get(review.request["PATH_INFO"] + "markerad/")
    sheet = load_workbook(io.BytesIO(marked.content))["Register"]
    assert "Slag: Välj ett av" in sheet["M2"].value

    good = client.post(url, {"file": SimpleUploadedFile("a.xlsx", workbook(NEW))})
    assert client.post(good["Location"]).status_code == 302
    assert Actor.objects.filter(scb_code="9998").exists()
    assert client.get(good["Location"]).status_code == 404
    assert client.get(reverse("actors:export")).status_code == 200


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (None, 422),
        (SimpleUploadedFile("a.xlsx", b""), 422),
        (SimpleUploadedFile("<script>.xlsm", b"x"), 409),
        (SimpleUploadedFile("a.xlsx", b"x" * 2_100_000), 409),
    ],
)
def test_bad_files_are_told_at_the_field(house, client, file, status):
    client.force_login(house.boss)

    answer = client.post(reverse("actors:import"), {"file": file} if file else {})

    assert answer.status_code == status
    assert "Fel: " in answer.content.decode()
