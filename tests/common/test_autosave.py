"""Fields that save themselves: a locked database is tried again."""

import sqlite3

import pytest
from django.db import OperationalError
from django.http import HttpResponse

from common import autosave


@pytest.fixture
def two(tmp_path):
    """Return two connections to one file, the first of which holds the lock."""
    holder, writer = (
        sqlite3.connect(tmp_path / "a.sqlite3", timeout=0, isolation_level=None) for _ in range(2)
    )
    holder.execute("BEGIN IMMEDIATE")
    yield holder, writer
    holder.close()
    writer.close()


def writing(writer, tries, release=None):
    """Return a view that writes, and lets go of the lock after its first try."""

    def view() -> HttpResponse:
        tries.append(1)
        try:
            writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as fault:
            if release:
                release.rollback()
            raise OperationalError(*fault.args) from fault
        return HttpResponse("sparat")

    return view


def test_a_write_that_met_a_lock_is_done_when_the_lock_is_gone(two):
    holder, writer = two
    tries: list[int] = []

    answer = autosave.patient(writing(writer, tries, release=holder))()

    assert (answer.content, len(tries)) == (b"sparat", 2)


def test_a_lock_that_stays_is_told_at_last(two):
    _, writer = two
    tries: list[int] = []

    with pytest.raises(OperationalError, match="locked"):
        autosave.patient(writing(writer, tries))()

    assert len(tries) == len(autosave.WAITS) + 1


def test_another_fault_of_the_database_is_not_tried_again():
    tries: list[int] = []

    def view() -> HttpResponse:
        tries.append(1)
        raise OperationalError("disk I/O error")

    with pytest.raises(OperationalError, match="disk"):
        autosave.patient(view)()
    assert len(tries) == 1
