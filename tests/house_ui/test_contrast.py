"""Every pair of colours in tokens.css is computed, light and dark (domain.md 11.3, WCAG 1.4)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
TEXT, UI = 4.5, 3.0

# domain.md 11.3: what the light theme must reach.
PROMISED = {
    ("body-text", "page-bg"): 17.4,
    ("quiet-text", "page-bg"): 7.0,
    ("link-text", "page-bg"): 8.4,
    ("primary-text", "primary-bg"): 8.4,
    ("danger-text", "danger-bg"): 8.1,
    ("ok-text", "ok-bg"): 8.3,
    ("warning-text", "warning-bg"): 10.3,
    ("serious-text", "serious-bg"): 8.7,
    ("critical-text", "critical-bg"): 9.7,
    ("none-text", "none-bg"): 10.1,
    ("exercise-text", "exercise-bg"): 9.9,
}
TEXTS = [
    *PROMISED,
    ("body-text", "surface-bg"),
    ("quiet-text", "surface-bg"),
    ("link-text", "surface-bg"),
    ("link-text", "secondary-hover-bg"),
    ("link-hover-text", "page-bg"),
    ("link-hover-text", "secondary-hover-bg"),
    ("error-text", "page-bg"),
    ("primary-text", "primary-hover-bg"),
    ("danger-text", "danger-hover-bg"),
    ("info-text", "info-bg"),
    ("activated-text", "activated-bg"),
    ("exercise-text", "exercise-stripe-bg"),
    ("demo-text", "demo-bg"),
    ("none-text", "none-stripe-bg"),
]
CONTROLS = [
    ("field-border", "page-bg"),
    ("field-border", "surface-bg"),
    ("primary-bg", "page-bg"),
    ("danger-bg", "page-bg"),
    ("focus-inner", "focus-outer"),
    ("error-text", "field-bg"),
]


def themes() -> dict[str, dict[str, str]]:
    text = re.sub(r"/\*.*?\*/", "", (CSS / "tokens.css").read_text(encoding="utf-8"), flags=re.S)
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", light))
    return {
        "light": colours,
        "dark": colours | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", dark)),
    }


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read_on_its_ground(theme: str, text: str, ground: str) -> None:
    colours = themes()[theme]

    assert contrast(colours[text], colours[ground]) >= TEXT


@pytest.mark.parametrize(("pair", "ratio"), PROMISED.items())
def test_the_light_theme_keeps_the_contrast_that_was_promised(
    pair: tuple[str, str], ratio: float
) -> None:
    colours = themes()["light"]

    assert round(contrast(colours[pair[0]], colours[pair[1]]), 1) >= ratio


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("control", "ground"), CONTROLS)
def test_controls_stand_out_from_their_ground(theme: str, control: str, ground: str) -> None:
    colours = themes()[theme]

    assert contrast(colours[control], colours[ground]) >= UI


def test_every_text_colour_is_measured() -> None:
    named = {name for name in themes()["light"] if name.endswith("-text")}

    assert named - {text for text, _ in TEXTS} == set()


@pytest.mark.parametrize("sheet", sorted(p.name for p in (CSS / "components").glob("*.css")))
def test_no_component_names_a_colour_of_its_own(sheet: str) -> None:
    text = (CSS / "components" / sheet).read_text(encoding="utf-8")

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text) == []


def test_every_token_used_is_defined() -> None:
    defined = set(re.findall(r"--([\w-]+)\s*:", (CSS / "tokens.css").read_text(encoding="utf-8")))
    used = {
        name
        for sheet in CSS.rglob("*.css")
        for name in re.findall(r"var\(--([\w-]+)", sheet.read_text(encoding="utf-8"))
    }

    assert used - defined == set()
