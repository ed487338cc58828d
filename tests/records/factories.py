"""Files and jobs."""

from datetime import UTC, datetime

from records.files import files

AT = datetime(2026, 11, 21, 2, 6, tzinfo=UTC)


def make_file(content=b"%PDF-1.7 protokoll", name="Protokoll.pdf"):
    return files.store(content, name=name, content_type="application/pdf", at=AT)
