"""How each state looks: tone, shape and word. The only place where this is decided.

Keys and words are those of the models' ``TextChoices``; tests/house_ui compares the two.
"""

from dataclasses import dataclass
from typing import Final, Literal

Tone = Literal["ok", "warning", "serious", "critical", "none", "info", "activated", "exercise"]


@dataclass(frozen=True)
class Pill:
    """A state as people see it."""

    word: str
    shape: str
    tone: Tone
    letter: str = ""  # for tight tables


PILLS: Final[dict[str, dict[str, Pill]]] = {
    "impact": {
        "unaffected": Pill("Opåverkad", "circle", "ok", "O"),
        "affected": Pill("Påverkad", "triangle", "warning", "P"),
        "severe": Pill("Allvarligt påverkad", "diamond", "serious", "A"),
        "critical": Pill("Kritisk", "square", "critical", "K"),
        "not_reported": Pill("Ej rapporterat", "hatched", "none", "–"),
    },
    "mode": {
        "ordinary": Pill("Ordinarie läge", "ring", "none"),
        "activated": Pill("Aktiverat läge", "square", "activated"),
        "exercise": Pill("ÖVNING", "hatched", "exercise"),
    },
    "request": {
        "submitted": Pill("Skickad", "triangle", "warning"),
        "acknowledged": Pill("Mottagen", "half", "info"),
        "granted": Pill("Beviljad", "check", "ok"),
        "ordinary": Pill("Möts i ordinarie läge", "ring", "none"),
        "declined": Pill("Avböjd", "cross", "none"),
        "withdrawn": Pill("Återkallad", "bar", "none"),
        "merged": Pill("Sammanförd", "half", "none"),
    },
    "activation": {
        "convened": Pill("Sammankallat", "half", "info"),
        "active": Pill("Aktiverat", "square", "activated"),
        "winding_down": Pill("Avvecklas", "triangle", "warning"),
        "ended": Pill("Åter i ordinarie läge", "ring", "none"),
        "evaluated": Pill("Utvärderat", "check", "none"),
        "merged": Pill("Sammanfört", "ring", "none"),
    },
    "summons": {
        "called": Pill("Kallad", "ring", "info"),
        "delivered": Pill("Framme", "half", "info"),
        "acknowledged": Pill("Har svarat", "check", "ok"),
        "present": Pill("Närvarande", "circle", "ok"),
        "cancelled": Pill("Återkallad", "bar", "none"),
    },
    "answer": {
        "": Pill("Inget svar", "hatched", "none"),
        "coming": Pill("Kommer", "circle", "ok"),
        "deputy": Pill("Ersättare kommer", "half", "ok"),
        "not_coming": Pill("Kommer inte", "cross", "serious"),
    },
    "attendance": {
        "expected": Pill("Väntas", "ring", "none"),
        "present": Pill("Närvarande", "circle", "ok"),
        "deputy": Pill("Ersättare närvarande", "half", "ok"),
        "absent": Pill("Frånvarande", "cross", "serious"),
    },
    "notice": {
        "queued": Pill("Väntar", "ring", "none"),
        "sent": Pill("Lämnat till operatör", "arrow", "info"),
        "delivered": Pill("Levererat", "check", "ok"),
        "failed": Pill("Misslyckat", "cross", "critical"),
        "cancelled": Pill("Inställt", "bar", "none"),
    },
    "meeting": {
        "planned": Pill("Planerat", "ring", "none"),
        "called": Pill("Kallat", "half", "info"),
        "running": Pill("Pågår", "square", "activated"),
        "held": Pill("Hållet", "circle", "ok"),
        "minuted": Pill("Protokoll fastställt", "check", "ok"),
        "cancelled": Pill("Inställt", "cross", "none"),
    },
    "protocol": {
        "draft": Pill("Utkast", "ring", "none"),
        "adjusted": Pill("Justerat", "half", "info"),
        "adopted": Pill("Fastställt", "check", "ok"),
    },
    "correction": {
        "proposed": Pill("Föreslagen", "ring", "info"),
        "adjusted": Pill("Justerad", "check", "ok"),
        "declined": Pill("Avvisad", "cross", "none"),
        "withdrawn": Pill("Återtagen", "bar", "none"),
    },
    "direction": {
        "draft": Pill("Utkast", "ring", "none"),
        "agreed": Pill("Överenskommen", "circle", "ok"),
        "replaced": Pill("Ersatt", "arrow", "none"),
        "ended": Pill("Upphörd", "cross", "none"),
    },
    "own_decision": {
        "awaited": Pill("Inväntas", "ring", "none"),
        "adopts": Pill("Antar", "circle", "ok"),
        "deviates": Pill("Antar med avvikelse", "triangle", "warning"),
        "declines": Pill("Avstår", "cross", "serious"),
    },
    "job": {
        "wanted": Pill("Väntar", "ring", "none"),
        "running": Pill("Pågår", "half", "info"),
        "done": Pill("Klart", "check", "ok"),
        "failed": Pill("Misslyckades", "cross", "critical"),
    },
    "health": {
        "ok": Pill("Fungerar", "circle", "ok"),
        "late": Pill("Sent", "triangle", "warning"),
        "silent": Pill("Tyst", "square", "critical"),
        "unknown": Pill("Okänt", "hatched", "none"),
    },
    "duty": {
        "on_duty": Pill("I tjänst nu", "circle", "ok"),
        "planned": Pill("Planerat", "ring", "none"),
        "gap": Pill("Lucka", "square", "critical"),
    },
    "factor": {
        "on": Pill("Tillagd", "check", "ok"),
        "off": Pill("Saknas", "ring", "none"),
    },
    "session": {"current": Pill("Den här enheten", "circle", "ok")},
    "address": {
        "confirmed": Pill("Bekräftad", "check", "ok"),
        "unconfirmed": Pill("Ej bekräftad", "triangle", "warning"),
        "failed": Pill("Går inte fram", "cross", "critical"),
        "no_sms": Pill("Kan inte ta emot sms", "cross", "critical"),
    },
    "follow_up_document": {
        "missing": Pill("Saknas", "hatched", "critical"),
        "submitted": Pill("Inlämnat", "half", "info"),
        "under_review": Pill("Granskas", "square", "info"),
        "completion_requested": Pill("Komplettering begärd", "triangle", "warning"),
        "accepted": Pill("Godtaget", "check", "ok"),
    },
    "document_version": {
        "current": Pill("Gäller", "check", "ok"),
        "replaced": Pill("Ersatt", "bar", "none"),
        "withdrawn": Pill("Återtagen för rättelse", "cross", "none"),
    },
    "verdict": {
        "met": Pill("Uppfyllt", "check", "ok"),
        "partly": Pill("Delvis uppfyllt", "triangle", "warning"),
        "not_met": Pill("Inte uppfyllt", "cross", "serious"),
        "not_assessed": Pill("Inte bedömt", "hatched", "none"),
    },
    "annual_report": {
        "draft": Pill("Påbörjad", "ring", "none"),
        "sent": Pill("Inskickad", "half", "info"),
        "completion_requested": Pill("Komplettering begärd", "triangle", "warning"),
        "accepted": Pill("Godtagen", "check", "ok"),
    },
    "eligibility": {
        "yes": Pill("Får finansieras", "check", "ok"),
        "no": Pill("Får inte finansieras", "cross", "serious"),
        "ask": Pill("Fråga Länsstyrelsen", "triangle", "warning"),
    },
    "saving_plan": {
        "requested": Pill("Begärd", "triangle", "warning"),
        "draft": Pill("Påbörjad", "ring", "none"),
        "adopted": Pill("Antagen", "half", "info"),
        "fulfilled": Pill("Genomförd", "check", "ok"),
        "replaced": Pill("Ersatt", "bar", "none"),
    },
    "saving_activity": {
        "planned": Pill("Planerad", "ring", "none"),
        "done": Pill("Genomförd", "check", "ok"),
        "cancelled": Pill("Utgår", "bar", "none"),
    },
    "visit": {
        "planned": Pill("Planerat", "ring", "none"),
        "booked": Pill("Bokat", "half", "info"),
        "held": Pill("Genomfört", "circle", "ok"),
        "closed": Pill("Avslutat", "check", "ok"),
        "cancelled": Pill("Inställt", "bar", "none"),
    },
    "visit_protocol": {
        "draft": Pill("Utkast", "ring", "none"),
        "proposed": Pill("Till godkännande", "triangle", "warning"),
        "approved": Pill("Godkänt", "half", "info"),
        "sent": Pill("Skickat", "arrow", "info"),
        "received": Pill("Mottaget", "check", "ok"),
    },
    "measure": {
        "proposed": Pill("Föreslagen", "ring", "none"),
        "agreed": Pill("Överenskommen", "half", "info"),
        "reported_done": Pill("Anmäld som klar", "triangle", "warning"),
        "verified": Pill("Genomförd", "check", "ok"),
        "not_done": Pill("Inte genomförd", "cross", "critical"),
        "withdrawn": Pill("Struken", "bar", "none"),
    },
    "referral": {
        "considered": Pill("Övervägs", "ring", "none"),
        "told": Pill("Kommunen underrättad", "half", "info"),
        "prepared": Pill("Till underskrift", "triangle", "warning"),
        "sent": Pill("Skickat till MCF", "arrow", "info"),
        "material_requested": Pill("Underlag begärt", "diamond", "serious"),
        "decided": Pill("Beslutat", "square", "info"),
        "final": Pill("Laga kraft", "check", "none"),
        "invoiced": Pill("Faktura skickad", "circle", "none"),
        "dropped": Pill("Nedlagt", "bar", "none"),
    },
    "outcome": {
        "kept": Pill("Ersättningen behålls", "circle", "ok"),
        "reduced": Pill("Ersättningen reduceras", "triangle", "warning"),
        "repaid": Pill("Ersättning återbetalas", "diamond", "serious"),
    },
    "deadline": {
        "open": Pill("Öppen", "ring", "none"),
        "met": Pill("Klar", "check", "ok"),
        "cancelled": Pill("Utgår", "bar", "none"),
    },
    "reminder": {
        "waiting": Pill("Planerad", "ring", "none"),
        "sent": Pill("Lagd i utskick", "arrow", "info"),
        "unreachable": Pill("Ingen adress", "cross", "critical"),
        "skipped": Pill("Behövdes inte", "check", "none"),
        "replanned": Pill("Ersatt av ny plan", "bar", "none"),
    },
    "due": {
        "done": Pill("Klart", "check", "ok"),
        "ahead": Pill("I god tid", "ring", "none"),
        "soon": Pill("Snart", "triangle", "warning"),
        "late": Pill("Försenat", "square", "critical"),
        "cancelled": Pill("Utgår", "bar", "none"),
        "unknown": Pill("Ingen frist", "hatched", "none"),
    },
}

UNKNOWN: Final = Pill("Okänt", "hatched", "none")


def pill_for(kind: str, state: object) -> Pill:
    """Return how ``state`` of ``kind`` looks; an unknown one looks unknown, never like another."""
    return PILLS.get(kind, {}).get(str(state), UNKNOWN)
