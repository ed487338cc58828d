"""The shared parts: what they promise to those who cannot see, and that they never let code in."""

from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from common.banners import Banner
from common.templatetags import ui

EVIL = '"><script>alert(1)</script>'
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "components"


class AForm(forms.Form):
    phone = forms.CharField(
        label="Telefon",
        help_text="Till exempel 070-123 45 67",
        error_messages={"required": "Ange telefonnummer, till exempel 070-123 45 67"},
    )
    kind = forms.ChoiceField(
        label="Slag", choices=[("a", "El"), ("b", "Vatten")], widget=forms.RadioSelect
    )


def part(name: str, **arguments: object) -> str:
    return render_to_string(f"components/{name}.html", arguments)


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.html")))
def test_each_component_says_what_it_takes(name: str) -> None:
    first = (TEMPLATES / name).read_text(encoding="utf-8").lstrip()

    assert first.startswith(("{#", "{% comment %}"))
    assert "Argument" in first or "Context" in first


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("button", {"label": EVIL, "value": EVIL}),
        ("link_button", {"label": EVIL, "href": EVIL}),
        ("notice_box", {"text": EVIL, "title": EVIL}),
        ("empty_state", {"text": EVIL, "href": EVIL, "action": EVIL}),
        ("tel_link", {"number": EVIL, "label": EVIL}),
        ("help", {"about": EVIL, "text": EVIL}),
        ("description_list", {"pairs": [(EVIL, EVIL)]}),
        ("table", {"caption": EVIL, "head": [EVIL], "rows": [[EVIL]]}),
        ("table_head", {"caption": EVIL, "head": EVIL, "about": EVIL}),
        ("fact", {"word": EVIL, "value": EVIL}),
        ("tabs", {"tabs": [(EVIL, EVIL, True)], "about": EVIL}),
        ("breadcrumb", {"crumbs": [(EVIL, EVIL)], "here": EVIL}),
        ("mode_banner", {"kind": "exercise", "text": EVIL, "word": EVIL}),
        ("error_summary", {"message": EVIL}),
        ("confirm", {"label": EVIL, "text": EVIL, "action": EVIL, "submit": EVIL, "about": EVIL}),
    ],
)
def test_what_people_write_is_never_run(name: str, arguments: dict[str, object]) -> None:
    assert "<script" not in part(name, **arguments)


def test_a_field_ties_its_hint_and_error_to_the_control() -> None:
    form = AForm({"kind": "a"})
    form.is_valid()

    html = part("field", field=form["phone"])

    assert 'id="id_phone_helptext"' in html
    assert 'id="id_phone_error"' in html
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert "<b>Fel:</b> Ange telefonnummer" in html


def test_a_group_of_choices_has_its_question_as_legend() -> None:
    html = part("field", field=AForm()["kind"])

    assert "<fieldset" in html
    assert "<legend" in html


def test_the_summary_counts_the_errors_and_leads_to_each_field() -> None:
    form = AForm({})
    form.is_valid()

    html = part("error_summary", form=form)

    assert "Det finns 2 fel" in html
    assert 'role="alert"' in html
    assert 'href="#id_phone"' in html
    assert 'href="#id_kind_0"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in part("form_fields", form=AForm())


def test_cells_carry_the_name_of_their_column_to_the_phone() -> None:
    html = part("table", caption="Svar", head=["Aktör", "Svar"], rows=[["Norrtälje", "Kommer"]])

    assert '<th scope="row" data-label="Aktör">Norrtälje</th>' in html
    assert 'data-label="Svar"' in html


def test_a_column_of_numbers_says_so() -> None:
    html = part("table_head", caption="Belopp", head="År|#Belopp")

    assert '<th scope="col">År</th>' in html
    assert '<th scope="col" class="number">Belopp</th>' in html


def test_an_empty_table_says_so() -> None:
    assert "Inga svar än (0 av 37)" in part("table", rows=[], empty="Inga svar än (0 av 37)")


def test_pages_keep_the_filter() -> None:
    request = RequestFactory().get("/katalog/?q=norr&sida=2")
    page = Paginator(range(100), 10).page(2)

    html = part("pagination", page=page, request=request)

    assert "?q=norr&amp;sida=3" in html
    assert 'aria-current="page"' in html


def test_one_page_needs_no_numbers() -> None:
    page = Paginator(range(3), 10).page(1)

    assert "<nav" not in part("pagination", page=page, request=RequestFactory().get("/"))


def test_answers_are_told_in_words_too() -> None:
    html = part("dot_row", coming=21, deputy=3, not_coming=4, silent=9, of=37)

    assert "24 av 37" in html
    assert html.count('class="dot ') == 37


def test_a_tight_pill_still_says_its_word() -> None:
    shown = ui.status_pill("impact", "severe", tight=True)

    html = render_to_string("components/status_pill.html", shown)

    assert ">A<" in html
    assert "Allvarligt påverkad" in html


def test_help_is_short_wherever_it_is_written() -> None:
    words = [
        len(text.split('"')[0].split())
        for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        for text in path.read_text(encoding="utf-8").split('components/help.html" with ')[1:]
        for text in text.split('text="')[1:2]
    ]

    assert words
    assert max(words) <= 60


def test_several_forums_at_work_share_one_row_that_folds_on_a_phone() -> None:
    banners = [Banner("activated", f"Forum {number}", "/") for number in range(3)]

    html = render_to_string("common/_banners.html", {"frame": {"banners": banners}})

    assert html.count('role="region"') == 1
    assert "AKTIVERAT LÄGE</strong> 3 forum" in html


def test_exercise_and_activated_each_have_a_row_of_their_own() -> None:
    banners = [Banner("exercise", "Vinter"), Banner("activated", "Samordnande forum")]

    html = render_to_string("common/_banners.html", {"frame": {"banners": banners}})

    assert html.index("ÖVNING") < html.index("AKTIVERAT LÄGE")
    assert html.count('role="region"') == 2
