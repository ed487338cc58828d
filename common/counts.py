"""Numbers with their noun: one in the singular, the others in the plural."""


def counted(number: int, one: str, many: str) -> str:
    """Return the number with the word that it takes: ``1 brist``, ``2 brister``."""
    return f"{number} {one if number == 1 else many}"
