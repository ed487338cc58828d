"""The demonstration: directions that actors agreed on, and what each decided for itself."""

from datetime import datetime, timedelta
from typing import Final

from actors.models import User
from demo.stage import Stage
from forums.directions import services
from forums.directions.services import Position, Words
from forums.models import JointDirection, Meeting

DEMONSTRATION: Final = Words(
    aim="Demonstrationen kan hållas tryggt, och vården och kollektivtrafiken når fram",
    priorities=[
        "Fri väg för ambulans och räddningstjänst",
        "Kollektivtrafiken genom centrala Stockholm",
        "Samma besked till allmänheten från alla",
    ],
    limits="Varje aktör använder sina egna resurser.",
    messages="Följ polisens anvisningar på plats. Välj kollektivtrafiken.",
)
STORM: Final = Words(
    aim="Värme och vatten till dem som är utan el, och råd om resor före annan verksamhet",
    priorities=["Trygghetspunkter", "Väg till reservkraft", "Bandvagnar till vården"],
    measures="Skolor som saknar värme hålls stängda.",
)
ADOPTS: Final = Position("adopts", "Högsta chef i tjänst")
# Who has decided what of each; those not named are awaited.
OF_DEMONSTRATION: Final = {
    "stockholm": Position("adopts", "Stadsdirektören"),
    "ssbf": Position("adopts", "Brandchef i beredskap"),
    "region-stockholm": ADOPTS,
    "solna": Position(
        "deviates",
        "Kommundirektören",
        "Gatorna vid sjukhuset stängs inte av",
        "En omledd buss till Stockholms stad",
        "Akutmottagningen nås bara den vägen",
    ),
}
OF_STORM: Final = {
    "norrtalje": Position(
        "deviates",
        "Krisledningsnämnden",
        "Två skolor hålls öppna med reservkraft",
        "",
        "Barnen i skärgården har ingen annan värmd lokal",
    ),
    "vallentuna": Position(
        "deviates",
        "Kommundirektören",
        "Trygghetspunkten öppnar först klockan 16",
        "Grannkommunerna kan få fler besökare",
        "Lokalen blir varm först då",
    ),
    "polisen": ADOPTS,
    "region-stockholm": ADOPTS,
    "trafikverket": ADOPTS,
}


def agree(stage: Stage, meeting: Meeting, words: Words, at: datetime) -> JointDirection:
    """Let the running meeting agree on the words."""
    by = stage.person("rsib")
    draft = services.draft_direction(meeting_id=meeting.pk, words=words, by=by, at=at)
    return services.agree(direction_id=draft.pk, version=draft.version, by=by, at=at)


def decide(
    stage: Stage, direction: JointDirection, positions: dict[str, Position], at: datetime
) -> None:
    """Let each actor say what it has decided; who leads notes it of those without anybody here."""
    asked = direction.decisions.filter(actor__slug__in=positions).select_related("actor")
    for number, row in enumerate(asked.order_by("actor__slug")):
        own = User.objects.filter(appointments__function=row.function_id).order_by("pk").first()
        act = services.decide if own else services.note_decision
        act(
            direction_id=direction.pk,
            actor_id=row.actor_id,
            position=positions[row.actor.slug],
            by=own or stage.person("rsib"),
            at=at + timedelta(minutes=7 * number),
        )


def draft(stage: Stage, meeting: Meeting, at: datetime) -> None:
    """Write what the next meeting is to talk about."""
    services.draft_direction(
        meeting_id=meeting.pk,
        words=Words(
            aim="Spår och större bussgator hålls öppna, vården når fram med bandvagn",
            priorities=["Spår", "Större bussgator", "Regionens bandvagnar till vården"],
        ),
        by=stage.person("rsib"),
        at=at,
    )
