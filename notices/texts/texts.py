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

from notices.texts.followup import FOLLOWUP_TEXTS
from notices.texts.gsm import MAX_SEPTETS, gsm_length, sanitize
from notices.texts.wording import OPTIONAL, PLACEHOLDER, Text, keys

EXERCISE: Final = "ÖVNING"
SENDER: Final = "Samverkan Stockholmsregionen (SSR)"
SHORTENED_TO_AT_LEAST: Final = 12
# Names that may be shortened where an SMS would not fit, the longest first.
SHORTENABLE: Final = (
    *("actor", "gone", "function", "recipient", "for_function", "forum"),
    *("event", "still", "text", "what"),
)
# What the reader can reckon from the rest goes before any name is cut.
LEFT_OUT_FIRST: Final = ("starts_in",)


@dataclass(frozen=True)
class Preview:
    """The very texts that will be sent."""

    subject: str
    sms: str
    sms_length: int
    email: str


# What to reply by SMS; with a code where the phone has several questions open.
REPLIES: Final = {"yes": "JA", "no": "NEJ"}

_CALL: Final = Text(
    when="Kallelse → varje kallad funktion.",
    sms="SSR KALLELSE {forum} {time}[ ({starts_in})][, {event}][. Ring {bridge}][ kod {code}]."
    " Svara {yes}/{no}.",
    subject="Kallelse: {forum} {time}[, {event}]",
    email="{forum} samlas {time}[ ({starts_in})][, händelse: {event}][. Ring {bridge}]"
    "[ kod {code}]. Svara om ni kommer.",
    link_label="Svara här",
    defaults=REPLIES,
)

TEXTS: Final[dict[str, Text]] = {
    "request": Text(
        when="Begäran → Länsstyrelsens funktion i tjänst.",
        sms="SSR BEGÄRAN: {actor} begär {forum}. Svara {yes} = jag tar den.",
        subject="Begäran om aktivering {number} från {actor}",
        email="{actor} begär {forum} ({number}). Svara om du tar den.",
        link_label="Ta emot begäran",
        defaults={**REPLIES, "forum": "samordnande forum"},
    ),
    "request_unanswered": Text(
        when="Begäran som ingen kvitterat → nästa steg.",
        sms="SSR ESKALERING {step}: Begäran {number} ej kvitterad efter {minutes} min."
        " Svara {yes} = jag tar den.",
        subject="Eskalering {step}: begäran {number} är inte kvitterad",
        email="Begäran {number} är inte kvitterad efter {minutes} minuter. Svara om du tar den.",
        link_label="Ta emot begäran",
        defaults=REPLIES,
    ),
    "request_planned": Text(
        when="Planerat behov → Länsstyrelsens funktion i tjänst, utan larm.",
        sms="SSR PLANERAT: {actor} begär {forum}. Svara {yes} = jag tar den.",
        subject="Planerat behov {number} från {actor}",
        email="{actor} begär {forum} ({number})[, väntas {time}]. Svara om du tar den.",
        link_label="Ta emot begäran",
        defaults={**REPLIES, "forum": "samordnande forum"},
    ),
    "request_planned_unanswered": Text(
        when="Planerat behov som ingen kvitterat → nästa i kedjan, utan larm.",
        sms="SSR PLANERAT[ {time}]: Begäran {number} är inte kvitterad. Svara {yes} = jag tar den.",
        subject="Planerat behov {number} är inte kvitterat",
        email="Begäran {number}[, väntas {time},] är inte kvitterad. Svara om du tar den.",
        link_label="Ta emot begäran",
        defaults=REPLIES,
    ),
    "request_acknowledged": Text(
        when="Kvitterad begäran → den som begärde.",
        sms="SSR: Din begäran {number} togs emot {time} av {function},"
        " som ringer dig[ på {phone}].",
        subject="Din begäran {number} är mottagen",
        email="Din begäran {number} togs emot {time} av {function}, som ringer dig[ på {phone}].",
        link_label="Följ din begäran",
    ),
    "summons": _CALL,
    "meeting_moved": Text(
        when="Ändrad tid → varje kallad funktion.",
        sms="SSR NY TID {forum}[, {event}]: nu {time} (var {old_time}). {place} Svara {yes}/{no}.",
        subject="Ändrad tid: {forum} nu {time}[, {event}]",
        email="{forum}[ ({event})] har ändrad tid: nu {time} (var {old_time}). {place}"
        " Svara om ni kommer.",
        link_label="Svara här",
        defaults={**REPLIES, "place": "Samma nummer och kod."},
    ),
    "meeting_cancelled": Text(
        when="Inställt möte → varje kallad funktion.",
        sms="SSR INSTÄLLT: {forum} {time}[, {event}]. Nästa tid meddelas.",
        subject="Inställt: {forum} {time}[, {event}]",
        email="{forum} {time}[, {event},] är inställt. Nästa tid meddelas.",
        link_label="Läs mer",
    ),
    "joint_picture": Text(
        when="Fastställd lägesbild → deltagarna.",
        sms="SSR: Samlad lägesbild nr {number} är fastställd {time}. Läs (inloggning krävs):",
        subject="Samlad lägesbild nr {number}",
        email="Samlad lägesbild nr {number} är fastställd {time}. Inloggning krävs.",
        link_label="Läs",
    ),
    "joint_direction": Text(
        when="Forumet har enats om en inriktning → deltagarna, som var och en beslutar själv.",
        sms="SSR: {forum} har enats om inriktning {time}. Varje aktör beslutar själv. Läs:",
        subject="{forum} har enats om en inriktning",
        email="{forum} har enats om en inriktning {time}. Varje aktör beslutar själv.",
        link_label="Läs",
    ),
    "back_to_ordinary": Text(
        when="Åter i ordinarie läge → alla som deltagit.",
        sms="SSR: {event}: {forum} i ordinarie läge {time}.[ Fortsätter: {still}]",
        subject="Åter i ordinarie läge: {forum}",
        email="{forum} återgår till ordinarie läge för {event} {time}."
        "[ Forumet är fortsatt aktiverat för {still}.]",
        link_label="Läs mer",
    ),
    "summons_exercise": replace(
        _CALL, when="Kallelse i övning: samma text, märkt ÖVNING först och sist."
    ),
    "shift_begins": Text(
        when="Nytt pass → den som tar över.",
        sms="SSR: Du är {function} från {start} till {end}. Svara {yes} = bekräftat.",
        subject="Du är {function} från {start}",
        email="Du är {function} från {start} till {end}. Bekräfta att du vet om det.",
        link_label="Bekräfta passet",
        defaults=REPLIES,
    ),
    "alarm_failed": Text(
        when="Larm som inte gått ut → de som sköter systemet.",
        sms="SSR DRIFT: {count} larm har inte kunnat skickas på {minutes} min. Kontrollera:",
        subject="Driftvarning: {count} larm har inte skickats",
        email="{count} larm har inte kunnat skickas på {minutes} minuter.",
        link_label="Se driften",
    ),
    "address_test": Text(
        when="Prov av en adress → adressen.",
        sms="SSR: Test till {function}. Bekräfta med länken eller svara {yes}.",
        subject="Testmeddelande från SSR",
        email="Detta är ett test av adressen till {function}. Bekräfta att det kom fram.",
        link_label="Bekräfta",
        defaults=REPLIES,
    ),
    "invitation": Text(
        when="Inbjudan → den inbjudna.",
        sms="SSR: Inbjudan som {function}, {actor}. Öppna:",
        subject="Inbjudan till SSR",
        email="Du är inbjuden som {function} hos {actor}. Länken gäller till {end}.",
        link_label="Ta emot inbjudan",
    ),
    "request_declined": Text(
        when="Avböjd begäran → den som begärde.",
        sms="SSR: Begäran {number} avböjdes {time}.[ Ring {phone} vid frågor.] Läs skälet:",
        subject="Begäran {number} är avböjd",
        email="Begäran {number} avböjdes {time} av {function}.[ Ring {phone} vid frågor.]",
        link_label="Läs skälet",
    ),
    "request_met_ordinarily": Text(
        when="Begäran som möts i ordinarie läge → den som begärde.",
        sms="SSR: Begäran {number} möts i ordinarie läge ({time})."
        "[ Ring {phone} vid frågor.] Läs hur:",
        subject="Begäran {number} möts i ordinarie läge",
        email="Begäran {number} möts i ordinarie läge ({time}, {function})."
        "[ Ring {phone} vid frågor.]",
        link_label="Läs hur",
    ),
    "request_withdrawn": Text(
        when="Återkallad begäran → de som larmats.",
        sms="SSR: Begäran {number} från {actor} återkallades {time}.",
        subject="Begäran {number} är återkallad",
        email="Begäran {number} från {actor} återkallades {time}. Inget mer behöver göras.",
        link_label="Läs begäran",
    ),
    "nobody_on_duty": Text(
        when="Ingen i tjänst nås → den som begärde och aktörens administratör.",
        sms="SSR VARNING: Begäran {number} når ingen i tjänst ({function}).[ Ring {phone}.]",
        subject="Varning: begäran {number} når ingen i tjänst",
        email="Begäran {number} når ingen i tjänst ({function}).[ Ring {phone}.]",
        link_label="Se begäran",
    ),
    "notice_failed": Text(
        when="Utskick som slutgiltigt misslyckats → mottagande aktörs administratör.",
        sms="SSR: Ett utskick till {recipient} gick inte fram. Ta hand om det:",
        subject="Ett utskick till {recipient} gick inte fram",
        email="Ett utskick till {recipient} gick inte fram.[ Orsak: {error}.]",
        link_label="Ta hand om det",
    ),
    "minutes_adopted": Text(
        when="Fastställt protokoll → deltagarna.",
        sms="SSR: Protokoll från {forum} {time} är fastställt. Läs (inloggning krävs):",
        subject="Protokoll från {forum} {time}",
        email="Protokollet från {forum} {time} är fastställt. Inloggning krävs.",
        link_label="Läs protokollet",
    ),
    "direction_agreed": Text(
        when="Överenskommen inriktning → varje aktör på mötets lista.",
        sms="SSR: Inriktning {number}, {forum}. Ni beslutar själva[, senast {time}]. Logga in:",
        subject="Inriktning {number} från {forum}: vad beslutar ni?",
        email="Aktörerna i {forum} är överens om inriktning {number}. Den binder ingen: varje "
        "aktör beslutar själv. Meddela ert beslut[ senast {time}]. Inloggning krävs.",
        link_label="Läs och svara",
    ),
    "direction_awaited": Text(
        when="Aktör som inte har meddelat sitt beslut → påminnelse vid halva tiden.",
        sms="SSR: Ert beslut saknas: inriktning {number}, {forum}[, senast {time}]. Logga in:",
        subject="Påminnelse: ert beslut om inriktning {number} från {forum}",
        email="Vi har inte fått ert eget beslut om inriktning {number} från {forum}"
        "[, svar senast {time}]. Inloggning krävs.",
        link_label="Läs och svara",
    ),
    "direction_ended": Text(
        when="Inriktning som inte gäller längre → de tillfrågade.",
        sms="SSR: Inriktning {number}, {forum}, gäller inte längre. Logga in:",
        subject="Inriktning {number} från {forum} gäller inte längre",
        email="Inriktning {number} från {forum} gäller inte längre. Det ni själva har beslutat "
        "är ert eget. Inloggning krävs.",
        link_label="Läs varför",
    ),
    "minutes_corrected": Text(
        when="Rättelse av fastställt protokoll → deltagarna.",
        sms="SSR: Protokoll från {forum} {time} är rättat. Läs (inloggning krävs):",
        subject="Rättat protokoll från {forum} {time}",
        email="En rättelse står bredvid protokollet från {forum} {time}. Inloggning krävs.",
        link_label="Läs rättelsen",
    ),
    "summons_deputy": Text(
        when="Kallelse till ersättare när ordinarie inte svarar.",
        sms="SSR ERSÄTTARE I {forum} {time}[, {event}][. Ring {bridge}][ kod {code}]."
        " Svara {yes}/{no}.",
        subject="Kallelse som ersättare: {forum} {time}[, {event}]",
        email="{forum} samlas {time}[, händelse: {event}]. Du kallas som ersättare"
        "[ för {for_function}][. Ring {bridge}][ kod {code}]. Svara om du kommer.",
        link_label="Svara här",
        defaults=REPLIES,
    ),
    "summons_reminder": Text(
        when="Påminnelse → kallad funktion som inte svarat.",
        sms="SSR PÅMINNELSE {forum} {time}[, {event}][. Ring {bridge}][ kod {code}]."
        " Svara {yes}/{no}.",
        subject="Påminnelse: svar saknas, {forum} {time}[, {event}]",
        email="Ert svar saknas: {forum} samlas {time}[, händelse: {event}][. Ring {bridge}]"
        "[ kod {code}].",
        link_label="Svara här",
        defaults=REPLIES,
    ),
    "request_complemented": Text(
        when="Kompletterad eller gemensam begäran → den som tagit emot den.",
        sms="SSR: Begäran {number} kompletterades {time}[ av {actor}].",
        subject="Begäran {number} är kompletterad",
        email="Begäran {number} kompletterades {time}[ av {actor}].",
        link_label="Läs begäran",
    ),
    "request_granted": Text(
        when="Beviljad begäran → den som begärde.",
        sms="SSR: Begäran {number} är beviljad. {forum} samlas {time}.",
        subject="Begäran {number} är beviljad",
        email="Begäran {number} är beviljad. {forum} samlas {time}.",
        link_label="Följ arbetet",
    ),
    "request_part_withdrawn": Text(
        when="En av flera som begärt återkallar sin del → de andra och de som larmats.",
        sms="SSR: {gone} lämnar {number}. Den står kvar för {actor}.",
        subject="Begäran {number} står kvar för {actor}",
        email="{gone} återkallar sin del av begäran {number}. Den står kvar för {actor}."
        " Ta över den: läs och komplettera så att den stämmer för er.",
        link_label="Läs begäran",
    ),
    "request_joined": Text(
        when="Begäran som ansluts till ett forum i arbete → den som begärde.",
        sms="SSR: Begäran {number}: {forum} arbetar redan med {event}[, samlas {time}].",
        subject="Begäran {number} ansluts till {event}",
        email="Begäran {number} ansluts: {forum} arbetar redan med {event}[ och samlas {time}].",
        link_label="Följ arbetet",
    ),
    "request_merged": Text(
        when="Begäran som förs samman med en annan om samma händelse → den som begärde.",
        sms="SSR: Begäran {number} hanteras tillsammans med {other}.",
        subject="Begäran {number} hanteras tillsammans med {other}",
        email="Begäran {number} hanteras tillsammans med {other}. Ni får samma besked.",
        link_label="Läs begäran",
    ),
    "events_merged": Text(
        when="Två händelser som är samma → de som var med i den som förs samman.",
        sms="SSR: {merged} hanteras i {event}[, möte {meeting}].",
        subject="{merged} är samma händelse som {event}",
        email="{merged} är samma händelse som {event} ({number}). {forum} fortsätter där"
        "[ och möts {meeting}].",
        link_label="Till händelsen som fortsätter",
    ),
    "actor_leaves": Text(
        when="Aktör som lämnar → aktörens funktion.",
        sms="SSR: {actor} lämnar {forum} för {event}.",
        subject="{actor} deltar inte längre i {forum}",
        email="{actor} deltar inte längre i {forum} för {event} från {time}.",
        link_label="Läs mer",
    ),
    "chair_changed": Text(
        when="Nytt ordförandeskap → deltagarna.",
        sms="SSR: {function} leder {forum} för {event} från {time}.",
        subject="{function} leder {forum}",
        email="{function} leder {forum} för {event} från {time}.",
        link_label="Läs mer",
    ),
    "winding_down": Text(
        when="Avveckling inledd → deltagarna.",
        sms="SSR: {forum} avvecklas för {event} från {time}. Nytt besked när det är klart.",
        subject="{forum} avvecklas",
        email="{forum} avvecklas för {event} från {time}. Nytt besked när det är klart.",
        link_label="Läs mer",
    ),
    "sms_reply": Text(
        when="Svar på ett inkommet sms.", sms="SSR: {text}", subject="Svar från SSR", email="{text}"
    ),
    "system_silent": Text(
        when="Del av systemet som tystnat → de som sköter det.",
        sms="SSR DRIFT: {text} Kontrollera:",
        subject="Driftvarning",
        email="{text}",
        link_label="Se driften",
    ),
    "duty_gap": Text(
        when="Lucka i en beredskap inom 14 dagar → de som sköter schemat.",
        sms="SSR: Ingen {function} från {start} till {end}. Fyll luckan:",
        subject="Lucka i beredskapen: {function} från {start}",
        email="Ingen {function} från {start} till {end}. Fyll luckan i beredskapsschemat.",
        link_label="Öppna schemat",
    ),
    "request_handed_over": Text(
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
    subject = _one_line(_fill(text.subject, values))
    first = _one_line(_fill(text.email, values))
    # What people wrote keeps its lines, without control characters.
    details = "".join(c for c in values.get("details", "") if c == "\n" or c.isprintable())
    parts = [
        f"{EXERCISE}: {first}" if exercise else first,
        "\n".join(line.rstrip() for line in details.strip().splitlines()),
        f"{text.link_label}: {values['url']}" if values.get("url") else "",
        f"Detta är en övning. {EXERCISE}" if exercise else "",
        f"Svara på detta meddelande om något är oklart.\n{SENDER}",
    ]
    return Preview(
        subject=f"{EXERCISE} – {subject[:170]} – {EXERCISE}" if exercise else subject[:190],
        sms=sms,
        sms_length=gsm_length(sms),
        email="\n\n".join(part for part in parts if part),
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
        spare = next((key for key in LEFT_OUT_FIRST if values.get(key)), None)
        if spare is not None:
            values[spare] = ""
            continue
        names = [key for key in SHORTENABLE if f"{{{key}}}" in text.sms]
        long = [key for key in names if len(values.get(key, "")) > SHORTENED_TO_AT_LEAST + 3]
        # An event is told by its first words; a forum or a function is not.
        first = [key for key in long if key == "event"] or long
        name = max(first, key=lambda key: len(values[key]), default=None)
        if name is None:
            message = f"{message[: -over - 3].rstrip()}..."
            return _sms(message, values, exercise=exercise)
        room = max(len(values[name]) - over - 3, SHORTENED_TO_AT_LEAST)
        values[name] = f"{values[name][:room].rstrip()}..."


def _sms(message: str, values: Mapping[str, str], *, exercise: bool) -> str:
    if exercise:
        message = f"{EXERCISE} {message} {EXERCISE}"
    return sanitize(f"{message} {values.get('url', '')}")


def _fill(text: str, values: Mapping[str, str]) -> str:
    def piece(match: re.Match[str]) -> str:
        inner = match[1]
        return inner if all(values.get(key) for key in keys(inner)) else ""

    return PLACEHOLDER.sub(lambda match: values[match[1]], OPTIONAL.sub(piece, text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
