"""Every module has its place in the house: the import contracts leave nothing outside."""

from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from records.pages import page
from tests.house.repository import APPS, ROOT, contract, contracts

FILES_OF_A_ROOM = {"rules", "queries", "services", "forms", "views", "api", "urls"}
# Whoever meets these is not signed in: they sign in, read help, answer by link, or are machines.
PUBLIC = {
    "accessibility",
    "account_logout",
    "activations:request_new",
    "actors:calendar_file",
    "actors:invitation",
    "components",
    "components_live",
    "followup:deadline_feed",
    "followup:visit_calendar_file",
    "glossary",
    "health",
    "health_deep",
    "help",
    "help_topic",
    "keys",
    "notices:answer",
    "notices:sms_in",
    "notices:sms_receipt",
    "sources",
    "start",
}
OURS = {"activations", "actors", "followup", "forums", "secrecy"}


def _packages(folder: Path) -> list[Path]:
    return [init.parent for init in folder.rglob("__init__.py") if "migrations" not in init.parts]


def test_every_top_level_package_is_an_app_with_its_layer() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    layers = contract("Arrows go one way")["layers"]
    assert packages == set(APPS)
    assert packages == {app for layer in layers for app in layer.split(" | ")}


def test_the_rooms_of_every_app_stand_in_exhaustive_layers() -> None:
    ordered = {
        app for found in contracts() if found.get("exhaustive") for app in found["containers"]
    }
    # The project, what it lends to all, what has no rooms yet, and the demonstration.
    assert ordered == set(APPS) - {"ssr", "common", "capabilities", "demo"}


def test_the_files_of_every_room_stand_in_order() -> None:
    held = set(contract("Inside a room, each file imports only from those below it")["containers"])
    rooms = {
        ".".join(path.relative_to(ROOT).parts)
        for app in OURS | {"notices", "records"}
        for path in _packages(ROOT / app)
        if {file.stem for file in path.glob("*.py")} & FILES_OF_A_ROOM
        and "management" not in path.parts
    }
    assert rooms - held == set()


def _patterns(resolver: URLResolver, space: str = "") -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{space}{item.namespace}:" if item.namespace else space
            found |= _patterns(item, inner)
        else:
            found[f"{space}{item.name}"] = item
    return found


def test_pages_are_private_unless_they_are_named_here() -> None:
    """Sign-in itself is allauth's, and the API asks for a key by its own means."""
    own = {
        name
        for name, pattern in _patterns(get_resolver()).items()
        if pattern.callback.__module__.split(".")[0] in APPS
        and not hasattr(pattern.callback, "cls")  # the API
        and not getattr(pattern.callback, "login_required", True)
    }
    assert own == PUBLIC


def test_what_is_sent_to_a_page_counts_once_unless_the_view_says_otherwise() -> None:
    counted = page("", lambda request: None, name="any").callback
    uncounted = [
        name
        for name, pattern in _patterns(get_resolver()).items()
        if name.split(":")[0] in OURS
        and pattern.callback.__code__ is not counted.__code__
        and not getattr(pattern.callback, "is_many_times", False)
    ]
    assert uncounted == []
