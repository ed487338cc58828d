"""The store of lock-outs: what has been counted stays counted until its time is out."""

import base64
import pickle
from datetime import UTC
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction
from django.utils import timezone


class LimitCache(DatabaseCache):
    """A cache in the database that nobody can empty by filling it.

    Django's own throws away a third of the entries, live ones too, when there are too many: whoever
    asks for enough pages from enough addresses frees every account that is locked.
    """

    _table: str

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a counter in one step, without moving the moment when it ends.

        :raises ValueError: if there is no such counter.
        """
        name = self.make_and_validate_key(key, version=version)
        database = router.db_for_write(self.cache_model_class)
        connection = connections[database]
        table = connection.ops.quote_name(self._table)
        now = connection.ops.adapt_datetimefield_value(_now())
        lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
        with transaction.atomic(using=database), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT value FROM {table} WHERE cache_key = %s AND expires > %s {lock}",  # noqa: S608
                [name, now],
            )
            found = cursor.fetchone()
            if found is None:
                raise ValueError(f"Key {key!r} not found")
            total: int = pickle.loads(base64.b64decode(found[0])) + delta  # noqa: S301 - our own
            value = base64.b64encode(pickle.dumps(total, self.pickle_protocol)).decode("latin1")
            cursor.execute(
                f"UPDATE {table} SET value = %s WHERE cache_key = %s",  # noqa: S608
                [value, name],
            )
        return total

    def _cull(self, db: str, cursor: Any, now: Any, num: int) -> None:
        """Throw away only what has run out."""
        connection = connections[db]
        cursor.execute(
            f"DELETE FROM {connection.ops.quote_name(self._table)} WHERE expires < %s",  # noqa: S608
            [connection.ops.adapt_datetimefield_value(now)],
        )


def _now() -> Any:
    return timezone.now().astimezone(UTC).replace(microsecond=0)
