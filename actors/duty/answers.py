"""What can be answered about addresses and shifts by a link or an SMS, without signing in."""

from datetime import datetime

from actors.addresses import services as addresses
from actors.duty import notices
from actors.models import ContactAddress, DutyShift
from actors.wording import span_text
from common.errors import RuleError
from notices.answers.answers import AnswerPage, Choice
from notices.answers.replies import NO, YES

KNOWN = "yes"
UNKNOWN = "no"  # refused, with what to do instead
WORDS = {**dict.fromkeys(YES, KNOWN), **dict.fromkeys(NO, UNKNOWN)}


class ContactTest:
    """The receiver of a test message confirms that it arrived."""

    kind = addresses.TEST_KIND
    words = WORDS

    def describe(self, subject_id: int, at: datetime) -> AnswerPage:
        address = (
            ContactAddress.objects.filter(pk=subject_id).select_related("function__actor").first()
        )
        if address is None or address.test_sent_at is None:
            return AnswerPage(title="Testmeddelande", closed="Adressen används inte längre.")
        confirmed = address.confirmed_at is not None
        return AnswerPage(
            title="Kom testmeddelandet fram?",
            facts=[
                ("Funktion", str(address.function)),
                ("Kanal", address.get_channel_display()),
            ],
            choices=[] if confirmed else [Choice(KNOWN, "Ja, det kom fram", "primary")],
            current="Adressen är bekräftad." if confirmed else "",
            asked_at=address.test_sent_at,
            prompt="Svara bara JA om meddelandet kom fram",
        )

    def answer(
        self,
        subject_id: int,
        *,
        choice: str,
        via: str,
        by_label: str,
        extra: dict[str, str],
        as_of: datetime,
        at: datetime,
    ) -> str:
        if choice != KNOWN:
            raise RuleError("Svara ja om meddelandet kom fram.")
        return addresses.confirm_address(address_id=subject_id, at=at)

    def note_unclear(self, subject_id: int, *, by_label: str, at: datetime) -> None:
        """Leave it unconfirmed, as the register already shows."""


class ShiftKnown:
    """Whoever was given a shift confirms that they know of it."""

    kind = notices.SHIFT_KIND
    words = WORDS

    def describe(self, subject_id: int, at: datetime) -> AnswerPage:
        shift = (
            DutyShift.objects.filter(pk=subject_id, ends_at__gt=at)
            .select_related("function__actor")
            .first()
        )
        if shift is None:
            return AnswerPage(title="Beredskapspass", closed="Passet finns inte längre.")
        known = shift.confirmed_at is not None
        return AnswerPage(
            title="Ditt beredskapspass",
            facts=[
                ("Funktion", str(shift.function)),
                ("Tid", span_text(shift.starts_at, shift.ends_at)),
            ],
            choices=[] if known else [Choice(KNOWN, "Ja, jag vet om passet", "primary")],
            current="Du har bekräftat passet." if known else "",
            prompt="Svara bara JA om du vet om passet",
        )

    def answer(
        self,
        subject_id: int,
        *,
        choice: str,
        via: str,
        by_label: str,
        extra: dict[str, str],
        as_of: datetime,
        at: datetime,
    ) -> str:
        if choice != KNOWN:
            raise RuleError("Svara ja, eller ring den som lägger schemat.")
        return notices.confirm_shift(shift_id=subject_id, at=at)

    def note_unclear(self, subject_id: int, *, by_label: str, at: datetime) -> None:
        """Leave it unconfirmed, as the rota already shows."""
