"""Check that nothing in the audit log has been changed, removed or slipped in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.audit import audit
from records.models import AuditSeal


class Command(BaseCommand):
    """Print each fault; end with code 1 if there is one."""

    help = "Kontrollerar att loggens kedja är hel. Avslutar med kod 1 om den inte är det."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = audit.verify()
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"Loggen håller inte: {len(faults)} fel.", returncode=1)
        last = AuditSeal.objects.order_by("-id").first()
        self.stdout.write(f"Loggen är hel. Senaste försegling: {last.hash if last else 'ingen'}.")
