"""Texts: each fits in one SMS with the longest names, and none promises what we may not say."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.texts import gsm, texts
from notices.texts.gsm import gsm_length, sanitize

PARTIES = Path(__file__).resolve().parents[2] / "actors" / "data" / "ssr_parties.csv"
LONGEST = "Försvarsmakten Mellersta Militärregionen"
LINK = "https://ssr.example.se/k/aB3_x-9QwErT1y/"  # 40 characters, as the demo's
VALUES = {
    "actor": LONGEST,
    "forum": "Samordnande forum",
    "number": "A-2026-0142",
    "time": "03:45",
    "old_time": "03:15",
    "starts_in": "start om 30 min",
    "bridge": "08-123 456 78",
    "code": "442211",
    "step": "2",
    "minutes": "5",
    "function": "RSIB, Länsstyrelsen",
    "for_function": "Tjänsteman i beredskap",
    "recipient": LONGEST,
    "phone": "070-123 45 67",
    "start": "2026-11-23 08:00",
    "end": "2026-11-30 08:00",
    "count": "3",
    "text": "Svaret är noterat.",
    "error": "550 okänd mottagare",
    "what": "Utbildnings- och övningsplan",
    "due": "31 oktober 2027",
    "days": "30 dagar kvar",
    "date": "14 mars 2028",
    "programme": "09.00 samling, 10.00 genomgång",
    "term": "2023–2026",
    "event": "Snöoväder i norra länet",
    "merged": "Snöoväder vid Norrtälje",
    "meeting": "03:45",
    "still": "Brand vid Brottby",
    "gone": "Norrtälje kommun",
    "other": "A-2026-0141",
    "url": LINK,
}


def actor_names():
    names = {LONGEST}
    if PARTIES.exists():
        with PARTIES.open(encoding="utf-8") as file:
            names |= {row["name"] for row in csv.DictReader(file)}
    return sorted(names)


def needed(template):
    text = texts.TEXTS[template]
    keys = text.required | text.optional
    return {key: value for key, value in VALUES.items() if key in keys}


@pytest.mark.parametrize("exercise", [False, True])
@pytest.mark.parametrize("template", texts.TEXTS)
def test_every_sms_fits_whole_with_every_actor_name(template, exercise):
    for actor in actor_names():
        values = needed(template) | ({"actor": actor} if "actor" in needed(template) else {})

        shown = texts.preview(template=template, context=values, exercise=exercise)

        assert shown.sms_length <= 160, shown.sms
        cut = re.sub(r"Snöoväder[^.]*\.\.\.", "", shown.sms)  # what people wrote may be cut
        assert "..." not in cut, "a name had to be shortened"
        assert shown.sms.endswith(LINK)


@pytest.mark.parametrize("template", texts.TEXTS)
def test_every_text_stands_without_what_is_optional(template):
    text = texts.TEXTS[template]
    values = {key: VALUES[key] for key in text.required}

    shown = texts.preview(template=template, context=values, exercise=False)

    for written in (shown.sms, shown.subject, shown.email):
        assert not set(written) & set("{}[]")
        assert ".." not in written
        assert "  " not in written


@pytest.mark.parametrize("template", texts.TEXTS)
def test_an_exercise_says_so_first_and_last_everywhere(template):
    shown = texts.preview(template=template, context=needed(template), exercise=True)

    assert shown.sms.startswith("ÖVNING SSR")
    assert shown.sms.removesuffix(LINK).rstrip().endswith("ÖVNING")
    assert shown.subject.startswith("ÖVNING – ")
    assert shown.subject.endswith(" – ÖVNING")
    assert shown.email.startswith("ÖVNING: ")


@pytest.mark.parametrize("template", texts.TEXTS)
def test_sharp_texts_begin_with_ssr_and_never_say_exercise(template):
    shown = texts.preview(template=template, context=needed(template), exercise=False)

    assert shown.sms.startswith("SSR")
    assert "ÖVNING" not in shown.sms + shown.subject + shown.email


def test_no_text_says_that_a_forum_decides_for_anybody():
    for text in texts.TEXTS.values():
        written = f"{text.sms} {text.subject} {text.email}".casefold()
        assert "forum har beslutat" not in written
        assert "{forum} beslutar" not in written


@pytest.mark.parametrize("template", texts.TEXTS)
def test_no_text_names_a_title_or_asks_for_a_person(template):
    """domain.md 6.3: a function is written to, and nothing secret is in what leaves."""
    keys = texts.TEXTS[template].required | texts.TEXTS[template].optional

    assert not keys & {"title", "name", "person", "annex"}


def test_the_notice_of_a_secret_document_says_nothing_of_it():
    """domain.md 6.3: no title, no sender, no kind."""
    assert texts.TEXTS["secret_waits"].required == set()
    shown = texts.preview(template="secret_waits", context={"url": LINK}, exercise=False)

    assert shown.subject == "Du har en handling att läsa"
    assert "hemlig" not in shown.email.casefold() + shown.sms.casefold()


def test_the_notice_before_a_referral_names_deficiencies_and_what_can_be_done():
    """domain.md 7.10.

    deficiencies, remedies, the agreed day; the work is followed up, no person.
    """
    shown = texts.preview(
        template="case_told",
        context={"due": "1 mars 2027", "details": "Brist: ingen RSA\nAtt göra: lämna in RSA"},
        exercise=False,
    )

    assert "senast 1 mars 2027" in shown.subject
    assert "Det är kommunens arbete som följs upp." in shown.email
    assert "Att göra: lämna in RSA" in shown.email


@pytest.mark.parametrize("template", texts.TEXTS)
def test_what_is_missing_is_a_fault_of_the_program(template):
    for key in texts.TEXTS[template].required:
        values = {name: value for name, value in needed(template).items() if name != key}
        with pytest.raises(KeyError):
            texts.preview(template=template, context=values, exercise=False)


def test_an_endless_name_is_shortened_until_it_fits():
    values = VALUES | {"actor": "Ö" * 400, "forum": "Forum " * 30}

    shown = texts.preview(template="request", context=values, exercise=True)

    assert shown.sms_length <= 160
    assert shown.sms.endswith(LINK)


@pytest.mark.parametrize("template", texts.TEXTS)
def test_however_long_the_values_are_the_sms_fits_and_keeps_its_link(template):
    values = dict.fromkeys(needed(template), "långt värde " * 30) | {"url": LINK}

    shown = texts.preview(template=template, context=values, exercise=True)

    assert shown.sms_length <= 160
    assert shown.sms.endswith(f"ÖVNING {LINK}")


def test_email_begins_with_the_message_and_has_the_link_on_a_line_of_its_own():
    shown = texts.preview(
        template="request",
        context=VALUES | {"details": "Händelse: snöoväder\nRing: 08-1"},
        exercise=False,
    )

    lines = shown.email.splitlines()
    assert lines[0].startswith(LONGEST)
    assert f"Ta emot begäran: {LINK}" in lines
    assert "Händelse: snöoväder" in lines
    assert shown.email.count("http") == 1


def test_a_line_break_in_a_name_cannot_reach_the_subject():
    shown = texts.preview(
        template="request", context=VALUES | {"actor": "A\r\nBcc: alla@example.se"}, exercise=False
    )

    assert "\n" not in shown.subject
    assert "\r" not in shown.sms


def test_placeholders_in_what_people_write_are_not_filled_in():
    shown = texts.preview(
        template="request", context=VALUES | {"actor": "{url} [x] {0.__class__}"}, exercise=False
    )

    assert "{url} [x] {0.__class__}" in shown.subject


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("”Hej” – då…", '"Hej" - då...'),
        ("Ål, ö & Ü", "Ål, ö & Ü"),
        ("snö\u00a0storm\n nu", "snö storm nu"),
        ("café señor naïve", "café señor naive"),
        ("brand 🔥 nu", "brand nu"),
        ("Łódź", "?ódz"),
        ("a\u0308", "ä"),
    ],
)
def test_what_sms_cannot_carry_is_written_otherwise(typed, sent):
    assert sanitize(typed).replace("ó", "ó") in {sent, sent.replace("ó", "o")}


@given(st.text(max_size=300))
def test_anything_sanitized_is_in_the_alphabet(typed):
    assert gsm_length(sanitize(typed)) >= 0


def test_brackets_and_euro_take_two_places():
    assert gsm_length("[€]") == 6
    with pytest.raises(ValueError, match="GSM"):
        gsm_length("–")


def test_the_alphabet_has_its_128_places():
    assert len(gsm._BASIC) == 127  # and the escape to the second table
