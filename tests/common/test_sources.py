"""Citations in words: what code and data hold short, people read in full and can follow."""

import pytest
from django.template import Context, Template

from common import sources


@pytest.mark.parametrize(
    ("citation", "shown"),
    [
        ("Vägledningen 2.2.3", "Vägledningen för uppföljning, avsnitt 2.2.3"),
        ("Vägledningen 2.7.3, 3.2", "Vägledningen för uppföljning, avsnitt 2.7.3 och 3.2"),
        ("Vägledningen 2.2, 2.3, 2.4", "Vägledningen för uppföljning, avsnitt 2.2, 2.3 och 2.4"),
        (
            "Vägledningen 2.2, tabell 2.2",
            "Vägledningen för uppföljning, avsnitt 2.2 och tabell 2.2",
        ),
        ("Vägledningen", "Vägledningen för uppföljning"),
        (
            "LEH 2 kap. 1 §; Vägledningen 2.4",
            "LEH, 2 kap. 1 §; Vägledningen för uppföljning, avsnitt 2.4",
        ),
        (
            'Avsiktsförklaringen "Så aktiveras olika forum"',
            "Avsiktsförklaringen, ”Så aktiveras olika forum”",
        ),
        ("Avsiktsförklaringen scen 3", "Avsiktsförklaringen, scen 3"),
        (
            "Vägledningen 2.6 (”stort sparande”; utan belopp)",
            "Vägledningen för uppföljning, avsnitt 2.6 (”stort sparande”; utan belopp)",
        ),
        ("MSBFS 2015:5 § 5, bilagan", "MSBFS 2015:5, § 5 och bilagan"),
    ],
)
def test_a_citation_is_read_out_in_full(citation: str, shown: str) -> None:
    assert sources.words(citation) == shown


@pytest.mark.parametrize(
    "text",
    ["Länets beslut 2027", "Vägledningen 9.9", "Vägledningen 2.2 och en del till", "", "LEHx 2 §"],
)
def test_what_cites_nothing_known_is_shown_as_it_stands(text: str) -> None:
    assert sources.words(text) == text


def test_databases_filled_before_show_the_name_not_the_number() -> None:
    old = "003 §2.2.1 och tabell 2.2; MSBFS 2015:5"

    assert sources.words(old) == (
        "Vägledningen för uppföljning, avsnitt 2.2.1 och tabell 2.2; MSBFS 2015:5"
    )


def test_each_source_is_a_link_to_its_section() -> None:
    shown = Template("{{ why|cited }}").render(
        Context({"why": 'Vägledningen 2.7.3 "i dialog"; LEH 2 kap. 1 §; länets val'})
    )

    assert shown == (
        '<a href="/kallor/#vagledningen-2-7-3">Vägledningen för uppföljning, avsnitt 2.7.3</a>'
        ' &quot;i dialog&quot;; <a href="/kallor/#leh">LEH, 2 kap. 1 §</a>; länets val'
    )


def test_what_somebody_typed_as_a_source_is_no_markup() -> None:
    typed = '<script>x</script>; Vägledningen 2.4 (<b onclick="x">)'

    assert "<script" not in sources.links(typed)
    assert "<b" not in sources.links(typed)
