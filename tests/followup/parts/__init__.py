"""What each noun of the follow-up gives to the walks through every page, form and address.

A module here has ``furnish(world)``, which names its things in ``world.found``, and any of
``STOPS`` (pages to open in the browser), ``NO_PAGE`` (addresses that are no page, with the reason),
``POSTED`` and ``FILTERS`` (forms), ``NOT_TRIED`` and ``WRITES`` (of the API).
"""

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def every() -> list[ModuleType]:
    """Return the modules of all nouns."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def gathered(name: str) -> list[Any]:
    """Return the entries of one list from every noun."""
    return [entry for part in every() for entry in getattr(part, name, [])]


def gathered_reasons(name: str) -> dict[Any, str]:
    """Return the entries of one table of reasons from every noun."""
    return {key: why for part in every() for key, why in getattr(part, name, {}).items()}
