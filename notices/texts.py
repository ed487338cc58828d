"""Every text that leaves the system, and how it is filled in.

``{placeholder}`` must be given; a ``[piece with {placeholder}]`` is left out if its value is
missing or empty. The link (``url``) is not written in the texts: it ends every SMS, and stands on
a line of its own in e-mail. ``details`` (several lines, optional) is added to e-mail only.
No text says that a forum has decided for anybody, and none names a person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from notices.followup_texts import FOLLOWUP_TEXTS
from notices.gsm import MAX_SEPTETS, gsm_length, sanitize
from notices.wording import OPTIONAL, PLACEHOLDER, Text, keys

EXERCISE: Final = "ÖVNING"
SENDER: Final = "Samverkan Stockholmsregionen (SSR)"
SHORTENED_TO_AT_LEAST: Final = 12
# Names that may be shortened where an SMS would not fit, the longest first.
SHORTENABLE: Final = ("actor", "function", "recipient", "for_function", "forum", "text", "what")


@dataclass(frozen=True)
class Preview:
    """The very texts that will be sent."""

    subject: str
    sms: str
    sms_length: int
    email: str


_CALL: Final = Text(
    when="Kallelse → varje kallad funktion.",
    sms="SSR KALLELSE {forum} {time}[ ({starts_in})][. Ring {bridge}][ kod {code}]. Svara JA/NEJ.",
    subject="Kallelse: {forum} {time}",
    email="{forum} samlas {time}[ ({starts_in})][. Ring {bridge}][ kod {code}]."
    " Svara om ni kommer.",
    link_label="Svara här",
)

TEXTS: Final[dict[str, Text]] = {
    "N01": Text(
        when="Begäran → Länsstyrelsens funktion i tjänst.",
        sms="SSR BEGÄRAN: {actor} begär {forum}. Svara JA = jag tar den.",
        subject="Begäran om aktivering {number} från {actor}",
        email="{actor} begär {forum} ({number}). Svara om du tar den.",
        link_label="Ta emot begäran",
        defaults={"forum": "samordnande forum"},
    ),
    "N02": Text(
        when="Begäran som ingen kvitterat → nästa steg.",
        sms="SSR ESKALERING {step}: Begäran {number} ej kvitterad efter {minutes} min."
        " Svara JA = jag tar den.",
        subject="Eskalering {step}: begäran {number} är inte kvitterad",
        email="Begäran {number} är inte kvitterad efter {minutes} minuter. Svara om du tar den.",
        link_label="Ta emot begäran",
    ),
    "N03": Text(
        when="Kvitterad begäran → den som begärde.",
        sms="SSR: Din begäran {number} togs emot {time} av {function},"
        " som ringer dig[ på {phone}].",
        subject="Din begäran {number} är mottagen",
        email="Din begäran {number} togs emot {time} av {function}, som ringer dig[ på {phone}].",
        link_label="Följ din begäran",
    ),
    "N04": _CALL,
    "N05": Text(
        when="Ändrad tid → varje kallad funktion.",
        sms="SSR ÄNDRAD TID {forum}: nu {time} (var {old_time}). {place} Svara JA/NEJ.",
        subject="Ändrad tid: {forum} nu {time}",
        email="{forum} har ändrad tid: nu {time} (var {old_time}). {place} Svara om ni kommer.",
        link_label="Svara här",
        defaults={"place": "Samma nummer och kod."},
    ),
    "N06": Text(
        when="Inställt möte → varje kallad funktion.",
        sms="SSR INSTÄLLT: {forum} {time}. Nästa tid meddelas.",
        subject="Inställt: {forum} {time}",
        email="{forum} {time} är inställt. Nästa tid meddelas.",
        link_label="Läs mer",
    ),
    "N08": Text(
        when="Fastställd lägesbild → deltagarna.",
        sms="SSR: Samlad lägesbild nr {number} är fastställd {time}. Läs (inloggning krävs):",
        subject="Samlad lägesbild nr {number}",
        email="Samlad lägesbild nr {number} är fastställd {time}. Inloggning krävs.",
        link_label="Läs",
    ),
    "N09": Text(
        when="Forumet har enats om en inriktning → deltagarna, som var och en beslutar själv.",
        sms="SSR: {forum} har enats om inriktning {time}. Varje aktör beslutar själv. Läs:",
        subject="{forum} har enats om en inriktning",
        email="{forum} har enats om en inriktning {time}. Varje aktör beslutar själv.",
        link_label="Läs",
    ),
    "N12": Text(
        when="Åter i ordinarie läge → alla som deltagit.",
        sms="SSR: {forum} återgår till ordinarie läge {time}.",
        subject="Åter i ordinarie läge: {forum}",
        email="{forum} återgår till ordinarie läge {time}.",
        link_label="Läs mer",
    ),
    "N13": replace(_CALL, when="Kallelse i övning: samma text, märkt ÖVNING först och sist."),
    "N15": Text(
        when="Nytt pass → den som tar över.",
        sms="SSR: Du är {function} från {start} till {end}. Svara JA = bekräftat.",
        subject="Du är {function} från {start}",
        email="Du är {function} från {start} till {end}. Bekräfta att du vet om det.",
        link_label="Bekräfta passet",
    ),
    "N16": Text(
        when="Larm som inte gått ut → de som sköter systemet.",
        sms="SSR DRIFT: {count} larm har inte kunnat skickas på {minutes} min. Kontrollera:",
        subject="Driftvarning: {count} larm har inte skickats",
        email="{count} larm har inte kunnat skickas på {minutes} minuter.",
        link_label="Se driften",
    ),
    "T01": Text(
        when="Prov av en adress → adressen.",
        sms="SSR: Test till {function}. Bekräfta med länken eller svara JA.",
        subject="Testmeddelande från SSR",
        email="Detta är ett test av adressen till {function}. Bekräfta att det kom fram.",
        link_label="Bekräfta",
    ),
    "T02": Text(
        when="Inbjudan → den inbjudna.",
        sms="SSR: Inbjudan som {function}, {actor}. Öppna:",
        subject="Inbjudan till SSR",
        email="Du är inbjuden som {function} hos {actor}. Länken gäller till {end}.",
        link_label="Ta emot inbjudan",
    ),
    "T03": Text(
        when="Avböjd begäran → den som begärde.",
        sms="SSR: Begäran {number} avböjdes {time}.[ Ring {phone} vid frågor.] Läs skälet:",
        subject="Begäran {number} är avböjd",
        email="Begäran {number} avböjdes {time} av {function}.[ Ring {phone} vid frågor.]",
        link_label="Läs skälet",
    ),
    "T04": Text(
        when="Begäran som möts i ordinarie läge → den som begärde.",
        sms="SSR: Begäran {number} möts i ordinarie läge ({time})."
        "[ Ring {phone} vid frågor.] Läs hur:",
        subject="Begäran {number} möts i ordinarie läge",
        email="Begäran {number} möts i ordinarie läge ({time}, {function})."
        "[ Ring {phone} vid frågor.]",
        link_label="Läs hur",
    ),
    "T05": Text(
        when="Återkallad begäran → de som larmats.",
        sms="SSR: Begäran {number} från {actor} återkallades {time}.",
        subject="Begäran {number} är återkallad",
        email="Begäran {number} från {actor} återkallades {time}. Inget mer behöver göras.",
        link_label="Läs begäran",
    ),
    "T06": Text(
        when="Ingen i tjänst nås → den som begärde och aktörens administratör.",
        sms="SSR VARNING: Begäran {number} når ingen i tjänst ({function}).[ Ring {phone}.]",
        subject="Varning: begäran {number} når ingen i tjänst",
        email="Begäran {number} når ingen i tjänst ({function}).[ Ring {phone}.]",
        link_label="Se begäran",
    ),
    "T07": Text(
        when="Utskick som slutgiltigt misslyckats → mottagande aktörs administratör.",
        sms="SSR: Ett utskick till {recipient} gick inte fram. Ta hand om det:",
        subject="Ett utskick till {recipient} gick inte fram",
        email="Ett utskick till {recipient} gick inte fram.[ Orsak: {error}.]",
        link_label="Ta hand om det",
    ),
    "T08": Text(
        when="Fastställt protokoll → deltagarna.",
        sms="SSR: Protokoll från {forum} {time} är fastställt. Läs (inloggning krävs):",
        subject="Protokoll från {forum} {time}",
        email="Protokollet från {forum} {time} är fastställt. Inloggning krävs.",
        link_label="Läs protokollet",
    ),
    "T09": Text(
        when="Kallelse till ersättare när ordinarie inte svarar.",
        sms="SSR KALLELSE ERSÄTTARE {forum} {time}[. Ring {bridge}][ kod {code}]. Svara JA/NEJ.",
        subject="Kallelse som ersättare: {forum} {time}",
        email="{forum} samlas {time}. Du kallas som ersättare[ för {for_function}]"
        "[. Ring {bridge}][ kod {code}]. Svara om du kommer.",
        link_label="Svara här",
    ),
    "T10": Text(
        when="Påminnelse → kallad funktion som inte svarat.",
        sms="SSR PÅMINNELSE {forum} {time}: svar saknas[. Ring {bridge}][ kod {code}]."
        " Svara JA/NEJ.",
        subject="Påminnelse: svar saknas, {forum} {time}",
        email="Ert svar saknas: {forum} samlas {time}[. Ring {bridge}][ kod {code}].",
        link_label="Svara här",
    ),
    "T11": Text(
        when="Kompletterad eller gemensam begäran → den som tagit emot den.",
        sms="SSR: Begäran {number} kompletterades {time}[ av {actor}].",
        subject="Begäran {number} är kompletterad",
        email="Begäran {number} kompletterades {time}[ av {actor}].",
        link_label="Läs begäran",
    ),
    "T12": Text(
        when="Beviljad begäran → den som begärde.",
        sms="SSR: Begäran {number} är beviljad. {forum} samlas {time}.",
        subject="Begäran {number} är beviljad",
        email="Begäran {number} är beviljad. {forum} samlas {time}.",
        link_label="Följ arbetet",
    ),
    "T13": Text(
        when="Aktör som lämnar → aktörens funktion.",
        sms="SSR: {actor} deltar inte längre i {forum} från {time}.",
        subject="{actor} deltar inte längre i {forum}",
        email="{actor} deltar inte längre i {forum} från {time}.",
        link_label="Läs mer",
    ),
    "T14": Text(
        when="Nytt ordförandeskap → deltagarna.",
        sms="SSR: {function} leder {forum} från {time}.",
        subject="{function} leder {forum}",
        email="{function} leder {forum} från {time}.",
        link_label="Läs mer",
    ),
    "T15": Text(
        when="Avveckling inledd → deltagarna.",
        sms="SSR: {forum} avvecklas. Ordinarie läge beräknas {time}.",
        subject="{forum} avvecklas",
        email="{forum} avvecklas. Ordinarie läge beräknas {time}.",
        link_label="Läs mer",
    ),
    "T16": Text(
        when="Svar på ett inkommet sms.", sms="SSR: {text}", subject="Svar från SSR", email="{text}"
    ),
    "T17": Text(
        when="Del av systemet som tystnat → de som sköter det.",
        sms="SSR DRIFT: {text} Kontrollera:",
        subject="Driftvarning",
        email="{text}",
        link_label="Se driften",
    ),
    "T18": Text(
        when="Lucka i en beredskap inom 14 dagar → de som sköter schemat.",
        sms="SSR: Ingen {function} från {start} till {end}. Fyll luckan:",
        subject="Lucka i beredskapen: {function} från {start}",
        email="Ingen {function} från {start} till {end}. Fyll luckan i beredskapsschemat.",
        link_label="Öppna schemat",
    ),
    "T19": Text(
        when="Överlämnad begäran → den funktion som tar över.",
        sms="SSR: {function} lämnar över begäran {number} till dig.",
        subject="Du har tagit över begäran {number}",
        email="{function} lämnar över begäran {number} till dig.",
        link_label="Öppna begäran",
    ),
    **FOLLOWUP_TEXTS,
}


def preview(*, template: str, context: Mapping[str, str], exercise: bool) -> Preview:
    """Return the texts as they will be sent.

    :raises KeyError: if the template is unknown or a placeholder is missing (a programming error).
    """
    text = TEXTS[template]
    values = {**text.defaults, **{key: str(value) for key, value in context.items()}}
    sms = _fitting_sms(text, values, exercise=exercise)
    return Preview(
        subject=_subject(text, values, exercise=exercise),
        sms=sms,
        sms_length=gsm_length(sms),
        email=_email(text, values, exercise=exercise),
    )


def _fitting_sms(text: Text, values: dict[str, str], *, exercise: bool) -> str:
    """Fill in the SMS; where it is too long, shorten the longest name until it fits.

    What is still too long when no name is left to shorten loses the end of its message, never the
    link.
    """
    values = dict(values)
    while True:
        message = sanitize(_fill(text.sms, values))
        sms = _sms(message, values, exercise=exercise)
        over = gsm_length(sms) - MAX_SEPTETS
        if over <= 0:
            return sms
        name = _longest_name(text.sms, values)
        if name is None:
            message = f"{message[: -over - 3].rstrip()}..."
            return _sms(message, values, exercise=exercise)
        room = max(len(values[name]) - over - 3, SHORTENED_TO_AT_LEAST)
        values[name] = f"{values[name][:room].rstrip()}..."


def _longest_name(text: str, values: dict[str, str]) -> str | None:
    present = [key for key in SHORTENABLE if f"{{{key}}}" in text]
    long = [k for k in present if len(values.get(k, "")) > SHORTENED_TO_AT_LEAST + 3]
    return max(long, key=lambda key: len(values[key]), default=None)


def _sms(message: str, values: Mapping[str, str], *, exercise: bool) -> str:
    if exercise:
        message = f"{EXERCISE} {message} {EXERCISE}"
    return sanitize(f"{message} {values.get('url', '')}")


def _subject(text: Text, values: Mapping[str, str], *, exercise: bool) -> str:
    subject = _one_line(_fill(text.subject, values))
    return f"{EXERCISE} – {subject[:170]} – {EXERCISE}" if exercise else subject[:190]


def _email(text: Text, values: Mapping[str, str], *, exercise: bool) -> str:
    first = _one_line(_fill(text.email, values))
    parts = [
        f"{EXERCISE}: {first}" if exercise else first,
        _lines(values.get("details", "")),
        f"{text.link_label}: {values['url']}" if values.get("url") else "",
        f"Detta är en övning. {EXERCISE}" if exercise else "",
        f"Svara på detta meddelande om något är oklart.\n{SENDER}",
    ]
    return "\n\n".join(part for part in parts if part)


def _fill(text: str, values: Mapping[str, str]) -> str:
    def piece(match: re.Match[str]) -> str:
        inner = match[1]
        return inner if all(values.get(key) for key in keys(inner)) else ""

    return PLACEHOLDER.sub(lambda match: values[match[1]], OPTIONAL.sub(piece, text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> str:
    """Keep the lines of what people wrote, without control characters."""
    clean = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
    return "\n".join(line.rstrip() for line in clean.strip().splitlines())
