"""The answer board of a meeting: who comes, who is silent, whom to ring, how fast it went."""

from dataclasses import dataclass
from datetime import datetime

from activations import rules
from activations.models import Activation, Summons
from activations.summons import messages
from actors.addresses import contacts
from forums.models import Meeting
from notices.models import IncomingSms


@dataclass(frozen=True)
class Counts:
    """How many come, and how many have not said."""

    coming: int
    deputy: int
    not_coming: int
    silent: int

    @property
    def called(self) -> int:
        return self.coming + self.deputy + self.not_coming + self.silent


@dataclass(frozen=True)
class Row:
    """A called function on the board."""

    summons: Summons
    has_gap: bool
    phones: list[str]
    unclear_at: datetime | None = None  # a reply by SMS came which nobody could read

    @property
    def answered_by(self) -> str:
        """Return who answered; the row's own function is not named a second time."""
        own = f", enligt {self.summons.function}"
        return self.summons.answered_by_label.removesuffix(own)

    @property
    def is_on_call_list(self) -> bool:
        return self.summons.listed_at is not None and not self.summons.answer


@dataclass(frozen=True)
class Group:
    """The functions with one answer."""

    answer: str
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Step:
    """A step from request to conference, when it was taken and how long it took."""

    name: str
    at: datetime | None
    minutes: int | None  # from the first step


@dataclass(frozen=True)
class Board:
    """Everything that the page of answers shows."""

    counts: Counts
    groups: list[Group]
    call_list: list[Row]
    steps: list[Step]
    aim_minutes: int

    @property
    def total_minutes(self) -> int | None:
        return self.steps[-1].minutes

    @property
    def keeps_aim(self) -> bool:
        return self.total_minutes is not None and self.total_minutes <= self.aim_minutes


GROUPS = (
    ("", "Har inte svarat"),
    (Summons.Answer.NOT_COMING, "Kommer inte"),
    (Summons.Answer.COMING, "Kommer"),
    (Summons.Answer.DEPUTY, "Ersättare kommer"),
)


def board_of(meeting: Meeting, activation: Activation) -> Board:
    """Return the board, the silent ones first: they are the ones that need somebody to act.

    Källa: domain.md 5.3, 5.
    """
    summonses = list(
        meeting.summonses.exclude(status=Summons.Status.CANCELLED)
        .select_related("function__actor")
        .prefetch_related("function__addresses")
        .order_by("function__actor__name")
    )
    level = meeting.forum.level
    unclear = IncomingSms.objects.unclear(messages.LINK_KIND, [one.pk for one in summonses])
    rows = [
        Row(
            summons=summons,
            has_gap=summons.function.falls_short(level),
            phones=contacts.phones_of(summons.function),
            unclear_at=_since(unclear.get(summons.pk), summons.called_at),
        )
        for summons in summonses
    ]
    of_answer = {answer: [r for r in rows if r.summons.answer == answer] for answer, _ in GROUPS}
    region = activation.forum.region
    return Board(
        counts=Counts(
            coming=len(of_answer[Summons.Answer.COMING]),
            deputy=len(of_answer[Summons.Answer.DEPUTY]),
            not_coming=len(of_answer[Summons.Answer.NOT_COMING]),
            silent=len(of_answer[""]),
        ),
        groups=[
            Group(answer=answer, title=title, rows=of_answer[answer])
            for answer, title in GROUPS
            if of_answer[answer]
        ],
        call_list=[row for row in rows if row.is_on_call_list],
        steps=steps_of(activation, meeting, summonses),
        aim_minutes=region.aim_minutes,
    )


def _since(unclear_at: datetime | None, called_at: datetime) -> datetime | None:
    return unclear_at if unclear_at and unclear_at >= called_at else None


def steps_of(activation: Activation, meeting: Meeting, summonses: list[Summons]) -> list[Step]:
    """Return the steps to the conference with their times, counted from the first.

    Reached and answered tell when half of the called functions were. Who has answered has been
    reached, whatever the provider has told: no step is taken before the one above it.
    Källa: domain.md 4.5.
    """
    request = activation.request
    answered = sorted(s.answered_at for s in summonses if s.answered_at)
    known = ([at for at in (s.delivered_at, s.answered_at) if at] for s in summonses)
    delivered = sorted(min(moments) for moments in known if moments)
    half = (len(summonses) + 1) // 2
    moments = [
        ("Begäran", request.submitted_at if request else None),
        ("Mottagen", request.acknowledged_at if request else None),
        ("Sammankallat", activation.convened_at),
        ("Hälften nådda", delivered[half - 1] if half and len(delivered) >= half else None),
        ("Hälften har svarat", answered[half - 1] if half and len(answered) >= half else None),
        ("Mötet började", meeting.began_at),
    ]
    start = next(moment for _, moment in moments if moment is not None)
    return [Step(name, at, rules.minutes_between(start, at)) for name, at in moments]
