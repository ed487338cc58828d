"""The texts of the follow-up of municipalities: they suit e-mail; few functions take SMS.

They name documents by kind only, never a title, a person, or anything of a secret annex. All but
the receipt, which somebody waits for, are kept for the morning in the quiet hours (21–07).
Källa: domain.md 6.2.
"""

from typing import Final

from notices.texts.wording import Text

FOLLOWUP_TEXTS: Final[dict[str, Text]] = {
    "secret_waits": Text(
        when="Hemlig handling väntar → den som får läsa den. Säger aldrig vilken.",
        sms="SSR: Du har en handling att läsa. Logga in på vanligt sätt.",
        subject="Du har en handling att läsa",
        email="Du har en handling att läsa. Logga in på vanligt sätt.",
        link_label="Logga in",
        waits_for_morning=True,
    ),
    "deadline_reminder": Text(
        when="Påminnelse om en frist → samordnaren; nära eller efter dagen även ledningen.",
        sms="SSR PÅMINNELSE: {what} senast {due} ({days}).",
        subject="{what} senast {due} ({days})",
        email="{what} senast {due} ({days}).",
        link_label="Se fristen",
        waits_for_morning=True,
    ),
    "feedback": Text(
        when="Återkoppling lämnad → samordnaren.",
        sms="SSR: Länsstyrelsen har lämnat återkoppling: {what}. Läs:",
        subject="Länsstyrelsen har lämnat återkoppling: {what}",
        email="Länsstyrelsen har lämnat återkoppling: {what}.",
        link_label="Läs återkopplingen",
        waits_for_morning=True,
    ),
    "visit_planned": Text(
        when="Planerat besök → samordnaren och ledningen.",
        sms="SSR: Uppföljningsbesök {date}. Se program och förberedelser:",
        subject="Uppföljningsbesök {date}: program och förberedelser",
        email="Länsstyrelsen besöker kommunen {date} för uppföljning.[ Program: {programme}.]",
        link_label="Se besöket",
        waits_for_morning=True,
    ),
    "measure_due": Text(
        when="Åtgärd i åtgärdsplanen som ska vara klar → samordnaren.",
        sms="SSR: Åtgärd ska vara klar {due}: {what}.",
        subject="Åtgärd i åtgärdsplanen ska vara klar {due}",
        email="Åtgärden ska vara klar {due}: {what}.",
        link_label="Se åtgärden",
        waits_for_morning=True,
    ),
    "case_told": Text(
        when="Före yttrande till MCF → kommunens ledning och samordnare.",
        sms="SSR: Länsstyrelsen överväger yttrande till MCF. Ni kan rätta till senast {due}. Läs:",
        subject="Länsstyrelsen överväger yttrande till MCF: ni kan rätta till senast {due}",
        email="Länsstyrelsen överväger ett yttrande till MCF om den statliga ersättningen."
        " Ni kan rätta till bristerna senast {due}. Det är kommunens arbete som följs upp.",
        link_label="Se vad som kan göras",
        waits_for_morning=True,
    ),
    "case_step": Text(
        when="Nytt steg i ett ärende → den som ärendet rör.",
        sms="SSR: Ärende {number}: {step}.",
        subject="Ärende {number}: {step}",
        email="Nytt i ärende {number}: {step}.",
        link_label="Se ärendet",
        waits_for_morning=True,
    ),
    "receipt": Text(
        when="Kvittens på inlämnat → den som lämnade in.",
        sms="SSR: Kvittens. {what} har kommit in till Länsstyrelsen.",
        subject="Kvittens: {what}",
        email="{what} har kommit in till Länsstyrelsen.",
        link_label="Se kvittensen",
    ),
    "completion_asked": Text(
        when="Begärd komplettering → samordnaren.",
        sms="SSR: Länsstyrelsen ber om komplettering senast {due}: {what}.",
        subject="Komplettera senast {due}: {what}",
        email="Länsstyrelsen ber om komplettering senast {due}: {what}.",
        link_label="Se vad som behövs",
        waits_for_morning=True,
    ),
    "accepted": Text(
        when="Godtaget av Länsstyrelsen → samordnaren.",
        sms="SSR: Länsstyrelsen har godtagit: {what}.",
        subject="Godtaget: {what}",
        email="Länsstyrelsen har godtagit: {what}.",
        link_label="Öppna",
        waits_for_morning=True,
    ),
    "reminder_digest": Text(
        when="Flera påminnelser samma morgon → en funktion som valt samlat utskick.",
        sms="SSR: {count} frister att se till. Läs:",
        subject="{count} frister att se till",
        email="Ni har {count} frister att se till:",
        link_label="Se fristerna",
        waits_for_morning=True,
    ),
    "visit_plan": Text(
        when="Besöksplan för mandatperioden → samordnaren och ledningen.",
        sms="SSR: Besöksplanen för {term} är klar. Se när ni får besök:",
        subject="Besöksplan för {term}",
        email="Länsstyrelsens besöksplan för {term} är klar. Se när ni får besök.",
        link_label="Se besöksplanen",
        waits_for_morning=True,
    ),
    "visit_report": Text(
        when="Protokoll eller yttrande har kommit → samordnaren och ledningen.",
        sms="SSR: {what} har kommit. Läs (inloggning krävs):",
        subject="{what} har kommit",
        email="{what} har kommit. Inloggning krävs.",
        link_label="Läs",
        waits_for_morning=True,
    ),
    "approval_waits": Text(
        when="Något väntar på godkännande → den funktion som godkänner.",
        sms="SSR: Väntar på godkännande: {what}.",
        subject="Väntar på godkännande: {what}",
        email="Väntar på godkännande: {what}.",
        link_label="Granska",
        waits_for_morning=True,
    ),
    "saving_plan_asked": Text(
        when="Begärd plan för sparande → samordnaren och ledningen.",
        sms="SSR: Länsstyrelsen ber om en plan för sparande senast {due}.",
        subject="Plan för sparande senast {due}",
        email="Länsstyrelsen ber om en antagen plan för sparande senast {due}.",
        link_label="Se vad som behövs",
        waits_for_morning=True,
    ),
    "question_answered": Text(
        when="Besvarad fråga om ersättning → den funktion som frågade.",
        sms="SSR: Er fråga om ersättning är besvarad. Läs (inloggning krävs):",
        subject="Er fråga om ersättning är besvarad",
        email="Er fråga om ersättning är besvarad. Inloggning krävs.",
        link_label="Läs svaret",
        waits_for_morning=True,
    ),
    "documents_to_follow_up": Text(
        when="När mandatperiodens andra år börjar → länets handläggare.",
        sms="SSR: Dags att följa upp kommunernas dokument {term}. {count}.",
        subject="Dags att följa upp kommunernas dokument {term}",
        email="Mandatperiodens andra år har börjat. Följ upp att kommunernas dokument finns och"
        " uppfyller de grundläggande kraven, och varför de som saknas saknas. {count}.",
        link_label="Se dokumenten per kommun",
        waits_for_morning=True,
    ),
    "dialogue": Text(
        when="Nytt i dialogen eller i ett ärende → den andra parten.",
        sms="SSR: Nytt att läsa: {what}.",
        subject="Nytt att läsa: {what}",
        email="Nytt att läsa: {what}. Inloggning krävs.",
        link_label="Läs",
        waits_for_morning=True,
    ),
}
