"""The ways out: e-mail, SMS, and the console that only shows the message on /utskick/."""

import logging
import re
import smtplib
import threading
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from common import phones
from notices.models import Notice

TIMEOUT_SECONDS: Final = 10
# Answers of an SMS operator that mean "never to this number": the request itself is at fault.
REFUSED_STATUSES: Final = {400, 404, 410, 422}
PERMANENT_FROM: Final = 500  # SMTP: 4xx try again, 5xx never


class NotNowError(Exception):
    """The provider could not take the message this time."""


class RefusedError(Exception):
    """The provider will never take this message: trying again changes nothing."""


@dataclass(frozen=True)
class Outcome:
    """What the provider said when it took the message."""

    provider_ref: str = ""
    delivered: bool = False


class Channel(Protocol):
    """A way out, used by one thread."""

    def send(self, notice: Notice) -> Outcome:
        """Hand the notice over.

        :raises NotNowError: if it may go better later.
        :raises RefusedError: if it never will.
        """

    def close(self) -> None:
        """Let go of connections."""


class ConsoleChannel:
    """Nothing leaves: the message can be read on /utskick/, and counts as read there."""

    def send(self, notice: Notice) -> Outcome:
        return Outcome(provider_ref="console", delivered=True)

    def close(self) -> None:
        return None


class EmailChannel:
    """Django mail over one connection for as long as it holds."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, notice: Notice) -> Outcome:
        if self._connection is None:
            self._connection = get_connection(timeout=TIMEOUT_SECONDS)
        message = compose_email(notice, self._connection)
        try:
            self._connection.open()
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise self._failed(notice, code, said) from error
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as error:
            # Our own account or sender: an operator's fault to mend, not the receiver's.
            raise self._failed(notice, 0, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            raise self._failed(notice, error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise self._failed(notice, 0, type(error).__name__) from error
        return Outcome(provider_ref=message_id(notice))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _failed(self, notice: Notice, code: int, said: bytes | str) -> Exception:
        try:
            self.close()
        except (smtplib.SMTPException, OSError):
            self._connection = None
        text = said.decode(errors="replace") if isinstance(said, bytes) else said
        text = without_address(f"{code or ''} {text}".strip(), notice)
        return RefusedError(text) if code >= PERMANENT_FROM else NotNowError(text)


class SmsChannel:
    """Any operator that Apprise speaks to; a second one takes over where the first fails."""

    def send(self, notice: Notice) -> Outcome:
        if not settings.NOTICES_SMS_URL:
            raise RefusedError("Ingen sms-operatör är inställd (SSR_SMS_URL).")
        number = phones.e164(notice.address)
        if not phones.takes_sms(number):
            raise RefusedError("Numret kan inte ta emot sms.")
        errors = []
        for url in settings.NOTICES_SMS_URL.split():
            error = _send_by_apprise(url, number, notice)
            if error is None:
                return Outcome()
            errors.append(error)
        text = without_address("; ".join(errors), notice)
        codes = {int(code) for code in re.findall(r"error=(\d{3})", text)}
        if codes and codes <= REFUSED_STATUSES:
            raise RefusedError(text)
        raise NotNowError(text)

    def close(self) -> None:
        return None


def channel_for(kind: str) -> Channel:
    """Return the way out that the settings give to e-mail or SMS."""
    if kind == Notice.Channel.EMAIL:
        return EmailChannel() if settings.NOTICES_EMAIL_CHANNEL == "email" else ConsoleChannel()
    return ConsoleChannel() if settings.NOTICES_SMS_URL == "console" else SmsChannel()


def message_id(notice: Notice) -> str:
    """Return the same Message-ID for every try, so that the receiver's program sees a repeat."""
    return f"<{notice.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def compose_email(notice: Notice, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """Return the message: plain text and HTML with the same words."""
    urgent = notice.priority == Notice.Priority.ALARM
    message = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.body,
        to=[notice.address],
        reply_to=[getattr(settings, "NOTICES_REPLY_TO", "") or settings.DEFAULT_FROM_EMAIL],
        headers={
            "Message-ID": message_id(notice),
            "Auto-Submitted": "auto-generated",
            **({"Importance": "high"} if urgent else {}),
        },
        connection=connection,
    )
    html = render_to_string(
        "notices/email.html", {"subject": notice.subject, "parts": notice.body.split("\n\n")}
    )
    message.attach_alternative(html, "text/html")
    return message


def without_address(text: str, notice: Notice) -> str:
    """Return what a provider said without the address, on one line, for logs and pages."""
    for address in {notice.address, phones.e164(notice.address), quote(notice.address)} - {""}:
        text = text.replace(address, "…")
    return " ".join(text.split())[:300]


def _send_by_apprise(url: str, number: str, notice: Notice) -> str | None:
    """Send by one operator; return what it said if it failed."""
    import apprise  # slow to load, and only the sender needs it

    address = url.replace("{address}", quote(number, safe="")).replace("{id}", str(notice.pk))
    with _complaints() as said:
        # The operator itself: Apprise's list of operators would send from threads of its own.
        operator = apprise.Apprise.instantiate(f"{address}{_timeouts(address)}")
        if operator is None:
            return "Adressen till sms-operatören (SSR_SMS_URL) är fel."
        if operator.notify(body=notice.body):
            return None
    return "; ".join(said) or "Sms-operatören svarade inte."


def _timeouts(url: str) -> str:
    sign = "&" if "?" in url else "?"
    return f"{sign}cto=4&rto={TIMEOUT_SECONDS}"


class _Collector(logging.Handler):
    """Keeps what Apprise logs apart per thread, and out of our logs: it names the numbers."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        self.said().append(record.getMessage())

    def said(self) -> list[str]:
        if not hasattr(self._said, "lines"):
            self._said.lines = []
        lines: list[str] = self._said.lines
        return lines


_collector: Final = _Collector()


class _complaints:  # noqa: N801 - reads as a function
    """Collect what Apprise says in this thread while the block runs."""

    def __enter__(self) -> list[str]:
        logger = logging.getLogger("apprise")
        logger.propagate = False
        logging.getLogger("urllib3").setLevel(logging.WARNING)  # below that it logs addresses
        if _collector not in logger.handlers:
            logger.handlers[:] = [_collector]
        _collector.said().clear()
        return _collector.said()

    def __exit__(self, *exc: object) -> None:
        return None
