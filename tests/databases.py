"""Where the test database is, for processes that a test starts."""

from urllib.parse import quote

from django.db import connection


def address() -> str:
    """Return the test database as ``DATABASE_URL``."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    user, password = quote(config["USER"], safe=""), quote(config["PASSWORD"], safe="")
    port = config["PORT"] or 5432
    return f"postgres://{user}:{password}@{config['HOST']}:{port}/{config['NAME']}"
