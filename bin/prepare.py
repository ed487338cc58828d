"""Bring the database of the demo up to date and print how to sign in.

One process for all commands: each would otherwise spend a second on starting.
"""

import io
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402


def main() -> None:
    django.setup()
    for command in ("migrate", "createcachetable"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    call_command("demo")


if __name__ == "__main__":
    main()
