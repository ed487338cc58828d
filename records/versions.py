"""A counter per thing that pages poll: raised with the change, read instead of rendering."""

import hashlib

from django.db import connection

from records.models import Version


def bump(*scopes: str) -> None:
    """Raise the counters in the caller's transaction, always in the same order (no deadlocks)."""
    table = connection.ops.quote_name(Version._meta.db_table)
    sql = (
        f"INSERT INTO {table} (scope, number) VALUES (%s, 1) "  # noqa: S608 - our own table name
        f"ON CONFLICT (scope) DO UPDATE SET number = {table}.number + 1"
    )
    with connection.cursor() as cursor:
        for scope in sorted(set(scopes)):
            cursor.execute(sql, [scope])


def etag(*scopes: str, extra: str = "") -> str:
    """Return a weak ETag for the present numbers of the scopes; ``extra`` tells viewers apart."""
    numbers = dict(Version.objects.filter(scope__in=scopes).values_list("scope", "number"))
    plain = "\n".join(
        [extra, *(f"{scope}={numbers.get(scope, 0)}" for scope in sorted(set(scopes)))]
    )
    return f'W/"{hashlib.sha256(plain.encode()).hexdigest()[:32]}"'
