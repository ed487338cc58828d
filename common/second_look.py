"""A second look is another person's: nobody approves what they wrote any part of.

Whatever promises that two persons have seen something asks here.
"""

from collections.abc import Iterable

from common.errors import RuleError


def is_another(person: int | None, authors: Iterable[int | None]) -> bool:
    """Return whether the person is none of those who wrote any part of it.

    Källa: domain.md 1.9, 7.10.
    """
    return person not in set(authors)


def require_another(person: int | None, authors: Iterable[int | None], message: str) -> None:
    """Refuse a second look by one of the authors.

    Källa: domain.md 1.9, 7.10.
    """
    if not is_another(person, authors):
        raise RuleError(message)
