"""The three scenes of the model, a finished exercise and the week's conference, at ``at``.

Källa: Avsiktsförklaringen "Scener ur verkligheten": "Scener ur verkligheten – tre exempel på
samverkan".
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from activations.convening import services as convening
from activations.models import Activation, ActivationRequest, Event
from activations.requests import services as requests
from activations.running import composition, evaluating
from activations.running import services as running
from actors import memory
from actors.register.outside import Outsider
from common.clock import local
from demo import directions
from demo import stage as demo_stage
from demo.stage import Stage
from forums.directions.services import Words, end_direction
from forums.meetings import conduct
from forums.meetings import services as meeting_services
from forums.minutes import corrections
from forums.minutes import services as minutes_services
from forums.models import JointDirection, Meeting, MeetingDecision
from forums.places import Place
from forums.seats.temporary import TemporaryForum

MARK = "DEMO:"
Kind = MeetingDecision.Kind


@transaction.atomic
def play(at: datetime) -> bool:
    """Build the scenes unless they stand there already; return whether they were built."""
    stage = demo_stage.prepare()
    if Event.objects.filter(region=stage.region, title__startswith=MARK).exists():
        return False
    scenes: list[Callable[[Stage, datetime], None]] = [
        past_storm,
        finished_exercise,
        weekly_conference,
        demonstration,
        snowstorm,
        waiting_request,
    ]
    with memory.kept():
        for scene in scenes:
            scene(stage, at)
    return True


def past_storm(stage: Stage, at: datetime) -> None:
    """An activation long over, for the register and its times."""
    began = at - timedelta(days=62, hours=5)
    request = _ask(stage, "tib.norrtalje", "el", f"{MARK} Elavbrott efter storm", began)
    _take(stage, request, began + timedelta(minutes=3))
    activation = demo_stage.convene_forum(
        stage,
        stage.coordinating,
        request_id=request.pk,
        at=began + timedelta(minutes=7),
        starts_at=began + timedelta(minutes=20),
    )
    meeting = demo_stage.first_meeting(activation)
    _hold(
        stage,
        meeting,
        called_at=began + timedelta(minutes=8),
        begins_at=began + timedelta(minutes=21),
        agreements=["Aktörerna delar lägesrapport varannan timme."],
        direction=directions.STORM,
    )
    agreed = JointDirection.objects.get(meeting=meeting)
    directions.decide(stage, agreed, directions.OF_STORM, began + timedelta(hours=1))
    composition.add_participant(
        activation_id=activation.pk,
        outsider=Outsider(
            "SMHI", f"{MARK} Vakthavande meteorolog", email="meteorolog.smhi@demo.example"
        ),
        reason="Prognosen avgör när ledningarna kan lagas",
        by=stage.person("rsib"),
        at=began + timedelta(hours=2),
    )
    _adopt(stage, meeting, began + timedelta(days=1))
    end_direction(
        direction_id=agreed.pk,
        reason="Elen är tillbaka i hela länet",
        by=stage.person("rsib"),
        at=began + timedelta(days=1, hours=2),
    )
    running.wind_down(
        activation_id=activation.pk,
        by=stage.person("rsib"),
        at=began + timedelta(days=1, hours=2),
    )
    running.end_activation(
        activation_id=activation.pk,
        note="Elen är tillbaka i hela länet.",
        by=stage.person("rsib"),
        at=began + timedelta(days=1, hours=6),
    )
    evaluated_at = began + timedelta(days=14)
    evaluating.evaluate(
        activation_id=activation.pk,
        findings=evaluating.Findings(
            held_on=local(evaluated_at).date(),
            text="Sju aktörer svarade på en enkät och samtalade på veckomötet.",
            lessons="Reservnumret till telefonbryggan behöver stå i kallelsen. "
            "Varannan timme räckte för lägesrapporterna.",
        ),
        by=stage.person("rsib"),
        at=evaluated_at,
    )


def finished_exercise(stage: Stage, at: datetime) -> None:
    """An exercise: marked as such everywhere, and sent to nobody who has not asked for it."""
    began = at - timedelta(days=20, hours=2)
    activation = demo_stage.convene_forum(
        stage,
        stage.coordinating,
        event=convening.EventData(
            type_id=stage.event_type("tele-it").pk,
            title=f"{MARK} Kommunikationsövning kvartal 4",
            since=began,
        ),
        exercise=True,
        at=began,
        starts_at=began + timedelta(minutes=30),
    )
    meeting = demo_stage.first_meeting(activation)
    _hold(
        stage,
        meeting,
        called_at=began + timedelta(minutes=1),
        begins_at=began + timedelta(minutes=30),
        agreements=["Samtliga funktioner kontrollerar sina kontaktuppgifter."],
    )
    running.end_activation(
        activation_id=activation.pk,
        by=stage.person("rsib"),
        at=began + timedelta(hours=2),
    )


def weekly_conference(stage: Stage, at: datetime) -> None:
    """Ordinary mode: last week's conference with its protocol, and those that come.

    Källa: Avsiktsförklaringen scen 1; domain.md 3.2.
    """
    leader = stage.person("tib.lansstyrelsen")
    last = _thursday_before(at)
    held = meeting_services.plan_meeting(
        forum=stage.coordinating,
        kind=Meeting.Kind.WEEKLY,
        starts_at=last,
        title=f"{MARK} Veckovis samverkanskonferens",
        chair_function=stage.coordinating.chair_function,
        exercise=False,
        by=leader,
        at=last - timedelta(days=7),
    )
    meeting_services.send_call(meeting_id=held.pk, by=leader, at=last - timedelta(days=3))
    meeting_services.begin_meeting(meeting_id=held.pk, by=leader, at=last)
    demo_stage.take_the_roll(held, leader=leader, at=last + timedelta(minutes=2))
    conduct.add_note(
        meeting_id=held.pk,
        text="Brister i området X lyfts. Flera aktörer känner igen dem.",
        actor_id=stage.actor("vallentuna").pk,
        by=leader,
        at=last + timedelta(minutes=10),
    )
    demo_stage.step_out(held, stage.actor("nacka"), leader=leader, at=last + timedelta(minutes=15))
    conduct.add_decision(
        meeting_id=held.pk,
        kind=Kind.AGREEMENT,
        text="Forumet tar fram förutsättningar för ett gemensamt utvecklingsprojekt och lämnar "
        "frågan till regionala chefsgruppen.",
        by=leader,
        at=last + timedelta(minutes=30),
    )
    meeting_services.end_meeting(meeting_id=held.pk, by=leader, at=last + timedelta(minutes=45))
    _adopt(stage, held, last + timedelta(days=1))
    _correct(stage, held, last + timedelta(days=1, hours=5))
    meeting_services.plan_series(
        forum=stage.coordinating,
        kind=Meeting.Kind.WEEKLY,
        starts_at=last + timedelta(days=7),
        title=f"{MARK} Veckovis samverkanskonferens",
        place=None,
        chair_function=stage.coordinating.chair_function,
        exercise=False,
        weeks=4,
        by=leader,
        at=at,
    )


def demonstration(stage: Stage, at: datetime) -> None:
    """A coming event, planned for through extra conferences by those it touches.

    Källa: Avsiktsförklaringen scen 2.
    """
    asked = at - timedelta(days=2, hours=3)
    activation = demo_stage.convene_forum(
        stage,
        stage.coordinating,
        event=convening.EventData(
            type_id=stage.event_type("social-oro").pk,
            title=f"{MARK} Tillståndsgiven demonstration",
            description="Risk för motdemonstration. Planeras genom extra samverkanskonferenser.",
            since=asked,
            planned_for=at + timedelta(days=5),
            municipality_ids=(stage.actor("stockholm").pk, stage.actor("solna").pk),
        ),
        at=asked,
        starts_at=asked + timedelta(hours=2),
        slugs=(
            "polisen",
            "trafikverket",
            "region-stockholm",
            "stockholm",
            "solna",
            "ssbf",
            "sos-alarm",
            "lansstyrelsen-stockholm",
        ),
    )
    meeting = demo_stage.first_meeting(activation)
    _hold(
        stage,
        meeting,
        called_at=asked + timedelta(minutes=5),
        begins_at=asked + timedelta(hours=2),
        agreements=["Polisen sammanfattar det kända läget inför varje konferens."],
        next_at=at + timedelta(days=2),
        direction=replace(directions.DEMONSTRATION, reply_by=at + timedelta(days=1)),
    )
    agreed = JointDirection.objects.get(meeting=meeting)
    directions.decide(stage, agreed, directions.OF_DEMONSTRATION, asked + timedelta(hours=3))
    _say_affected(
        stage,
        activation,
        directly=("polisen", "stockholm", "solna"),
        indirectly=("ssbf", "region-stockholm", "trafikverket", "sos-alarm"),
        at=asked + timedelta(hours=3),
    )
    planning = convening.convene(
        new_forum=TemporaryForum(
            region=stage.region,
            name=f"{MARK} Planeringsforum demonstrationen",
            scope="Centrala Stockholm och Solna",
        ),
        function_ids=demo_stage.seats_of(
            stage.coordinating, slugs=("polisen", "stockholm", "solna", "ssbf")
        ),
        event_id=activation.event_id,
        starts_at=asked + timedelta(hours=6),
        place=Place(bridge_number="+46846500415"),
        exercise=False,
        need_reason="Samordnande forum ska inte arbeta med trafik och avspärrningar i detalj",
        by=stage.person("rsib"),
        at=asked + timedelta(hours=4),
    )
    _hold(
        stage,
        demo_stage.first_meeting(planning),
        called_at=asked + timedelta(hours=4, minutes=5),
        begins_at=asked + timedelta(hours=6),
        agreements=["Aktörerna delar sina trafikplaner före varje konferens."],
    )


def _say_affected(
    stage: Stage,
    activation: Activation,
    *,
    directly: tuple[str, ...],
    indirectly: tuple[str, ...],
    at: datetime,
) -> None:
    said = dict.fromkeys(directly, "directly") | dict.fromkeys(indirectly, "indirectly")
    rows = activation.participants.filter(actor__slug__in=said).select_related("actor")
    composition.say_affected(
        activation_id=activation.pk,
        affected={row.pk: said[row.actor.slug] for row in rows},
        by=stage.person("rsib"),
        at=at,
    )


def snowstorm(stage: Stage, at: datetime) -> None:
    """A snowstorm: the coordinating forum by phone, then the directing one, called just now.

    Källa: Avsiktsförklaringen scen 3.
    """
    began = at - timedelta(minutes=60)
    request = _ask(
        stage,
        "tib.norrtalje",
        "ovader",
        f"{MARK} Snöoväder inom 24 timmar",
        began,
        details="SMHI varnar för kraftigt snöfall och hård vind. Elbortfall väntas i norra länet.",
    )
    requests.join_request(
        request_id=request.pk,
        what="Flera vägar väntas bli oframkomliga.",
        by=stage.person("samordnare.vallentuna"),
        at=began + timedelta(minutes=2),
    )
    _take(stage, request, began + timedelta(minutes=3))
    begins_at = began + timedelta(minutes=20)
    activation = demo_stage.convene_forum(
        stage,
        stage.coordinating,
        request_id=request.pk,
        at=began + timedelta(minutes=6),
        starts_at=begins_at,
    )
    _hold(
        stage,
        demo_stage.first_meeting(activation),
        called_at=began + timedelta(minutes=7),
        begins_at=begins_at,
        silent=2,
        agreements=[
            "Ordinarie verksamhet i kommuner och kollektivtrafik bedöms bli svår att hålla uppe.",
        ],
        chair=demo_stage.CHAIR,
        next_at=at + timedelta(hours=3),
        ask_for_direction="Gemensam prioritering av snöröjning och bandvagnar behövs.",
    )
    ahead = activation.meetings.get(meeting__status=Meeting.Status.CALLED).meeting
    directions.draft(stage, ahead, begins_at + timedelta(minutes=25))
    asked = ActivationRequest.objects.get(for_forum=stage.coordinating, event=activation.event)
    if asked.status == ActivationRequest.Status.SUBMITTED:
        _take(stage, asked, asked.submitted_at + timedelta(minutes=2))
    directing = demo_stage.convene_forum(
        stage,
        stage.directing,
        request_id=asked.pk,
        at=asked.submitted_at + timedelta(minutes=6),
        starts_at=begins_at + timedelta(hours=2),
    )
    demo_stage.answer_all(
        demo_stage.first_meeting(directing),
        leader=stage.person("rsib"),
        at=asked.submitted_at + timedelta(minutes=7),
        silent=9,
    )


def waiting_request(stage: Stage, at: datetime) -> None:
    """A request that a duty officer has taken and is about to answer."""
    request = _ask(
        stage,
        "samordnare.vallentuna",
        "vatten",
        f"{MARK} Misstänkt förorenat dricksvatten",
        at - timedelta(minutes=9),
    )
    _take(stage, request, at - timedelta(minutes=7))


# What the scenes are made of --------------------------------------------------------------------


def _ask(
    stage: Stage, person: str, kind: str, what: str, at: datetime, *, details: str = ""
) -> ActivationRequest:
    return requests.submit_request(
        region=stage.region,
        need=requests.Need(
            event_type=stage.event_type(kind),
            what=what,
            details=details,
            callback_phone="+46701740699",
            forum=stage.coordinating,
        ),
        by=stage.person(person),
        at=at,
    )


def _take(stage: Stage, request: ActivationRequest, at: datetime) -> None:
    requests.acknowledge_request(request_id=request.pk, by=stage.person("rsib"), at=at)


def _hold(
    stage: Stage,
    meeting: Meeting,
    *,
    called_at: datetime,
    begins_at: datetime,
    agreements: list[str],
    silent: int = 0,
    chair: tuple[str, str] | None = None,
    next_at: datetime | None = None,
    ask_for_direction: str = "",
    direction: Words | None = None,
) -> None:
    leader = stage.person("rsib")
    demo_stage.answer_all(meeting, leader=leader, at=called_at, silent=silent)
    meeting_services.begin_meeting(meeting_id=meeting.pk, by=leader, at=begins_at)
    demo_stage.take_the_roll(meeting, leader=leader, at=begins_at + timedelta(minutes=3))
    later = begins_at + timedelta(minutes=15)
    for text in agreements:
        conduct.add_decision(
            meeting_id=meeting.pk, kind=Kind.AGREEMENT, text=text, by=leader, at=later
        )
    if direction is not None:
        directions.agree(stage, meeting, direction, later)
    if ask_for_direction:
        conduct.add_decision(
            meeting_id=meeting.pk, kind=Kind.DIRECTION, text=ask_for_direction, by=leader, at=later
        )
    if next_at is not None:
        conduct.add_decision(
            meeting_id=meeting.pk,
            kind=Kind.NEXT_MEETING,
            next_starts_at=next_at,
            by=leader,
            at=later,
        )
    if chair is not None:
        conduct.add_decision(
            meeting_id=meeting.pk,
            kind=Kind.CHAIR,
            chair_function_id=stage.function(*chair).pk,
            by=leader,
            at=later,
        )
    meeting_services.end_meeting(
        meeting_id=meeting.pk, by=leader, at=begins_at + timedelta(minutes=20)
    )
    if next_at is not None:
        ahead = Meeting.objects.get(
            in_activation__activation=meeting.in_activation.activation,
            status=Meeting.Status.CALLED,
        )
        demo_stage.answer_all(ahead, leader=leader, at=later + timedelta(minutes=6), silent=1)


def _adopt(stage: Stage, meeting: Meeting, at: datetime) -> None:
    protocol = meeting.protocol
    minutes_services.edit_summary(
        protocol_id=protocol.pk,
        text="Läget gicks igenom aktör för aktör. Varje aktör beslutar själv om sina åtgärder.",
        version=protocol.summary_version,
        by=stage.person("lagesbild"),
        at=at,
    )
    # Whoever led the meeting wrote in it: the other of the county's two duty officers adjusts.
    led, second = "rsib", "tib.lansstyrelsen"
    if meeting.kind == Meeting.Kind.WEEKLY:
        led, second = second, led
    minutes_services.adjust_protocol(
        protocol_id=protocol.pk, by=stage.person(second), at=at + timedelta(hours=1)
    )
    minutes_services.adopt_protocol(
        protocol_id=protocol.pk,
        by=stage.person(led),
        at=at + timedelta(hours=2),
    )


def _correct(stage: Stage, meeting: Meeting, at: datetime) -> None:
    """Put one thing right beside the minutes, and leave another to be settled."""
    made = corrections.propose_correction(
        protocol_id=meeting.protocol.pk,
        about="§ 1",
        says="Frågan lämnas till regionala chefsgruppen senast i januari.",
        reason="Tiden föll bort i protokollet",
        by=stage.person("rsib"),
        at=at,
    )
    corrections.adjust_correction(
        correction_id=made.pk, by=stage.person("tib.lansstyrelsen"), at=at + timedelta(hours=1)
    )
    corrections.propose_correction(
        protocol_id=meeting.protocol.pk,
        about="Anteckningen av Vallentuna kommun",
        says="Brister i område X och Y lyftes.",
        reason="Område Y nämndes också",
        by=stage.person("tib.norrtalje"),
        at=at + timedelta(hours=2),
    )


def _thursday_before(at: datetime) -> datetime:
    day = local(at) - timedelta(days=(local(at).weekday() - 3) % 7 or 7)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)
