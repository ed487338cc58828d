"""Send notices and run the ticks: the process that the alarm path needs besides the database."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notices.sender.sender import Sender, run_once


class Command(BaseCommand):
    """Run until SIGTERM or Ctrl-C; finish the notice in hand. Several copies may run."""

    help = "Skickar utskick och sköter klockan (eskalering, påminnelser)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Skicka det som väntar och sluta.")
        parser.add_argument("--workers", type=int, default=2, help="Trådar per kanal.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{run_once()} utskick.")
            return
        sender = Sender(workers=max(options["workers"], 1))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sender.stop())
        sender.run()
