"""What can be answered about addresses and shifts by a link or an SMS, without signing in."""

from datetime import datetime

from actors.models import ContactAddress, DutyShift
from actors.services import addresses, duty_notices
from actors.wording import span_text
from common.errors import RuleError
from notices.answers import AnswerPage, Choice, yes_or_no

YES = "yes"


class ContactTest:
    """The receiver of a test message confirms that it arrived."""

    kind = addresses.TEST_KIND

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
            choices=[] if confirmed else [Choice(YES, "Ja, det kom fram", "primary")],
            current="Adressen är bekräftad." if confirmed else "",
        )

    def answer(
        self,
        subject_id: int,
        *,
        choice: str,
        via: str,
        by_label: str,
        extra: dict[str, str],
        at: datetime,
    ) -> str:
        if choice != YES:
            raise RuleError("Svara ja om meddelandet kom fram.")
        return addresses.confirm_address(address_id=subject_id, at=at)

    def parse_sms(self, text: str) -> str | None:
        return YES if yes_or_no(text) == "yes" else None


class ShiftKnown:
    """Whoever was given a shift confirms that they know of it."""

    kind = duty_notices.SHIFT_KIND

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
            choices=[] if known else [Choice(YES, "Ja, jag vet om passet", "primary")],
            current="Du har bekräftat passet." if known else "",
        )

    def answer(
        self,
        subject_id: int,
        *,
        choice: str,
        via: str,
        by_label: str,
        extra: dict[str, str],
        at: datetime,
    ) -> str:
        if choice != YES:
            raise RuleError("Svara ja, eller ring den som lägger schemat.")
        return duty_notices.confirm_shift(shift_id=subject_id, at=at)

    def parse_sms(self, text: str) -> str | None:
        return YES if yes_or_no(text) == "yes" else None
