"""The form that convenes: one form shown in steps, which loses nothing on the way back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from activations import rules
from activations.convening.group_forms import (
    NEW_FORUM,
    NEW_LEVELS,
    ForumOrNewField,
    OutsiderForm,
    blank_row,
    new_forum_of,
    outsider_rows,
)
from activations.convening.queries import Proposal, propose, template_for
from activations.convening.services import EventData
from activations.models import CallTemplate, EventType
from activations.requests.forms import EventTypeField, PhoneField
from activations.requests.siblings import Account, Sibling, open_events, said
from activations.summons.messages import preview_call
from actors.models import Actor, Level, Region
from actors.register.outside import Outsider
from common import clock
from common.errors import RuleError
from common.form_fields import ManyField, MomentField, TextField
from common.numbers import whole
from forums.models import Forum
from forums.place_fields import MeetingLinkField
from forums.places import Place, place_from, place_of
from forums.seats import temporary
from forums.seats.temporary import TemporaryForum
from notices.texts.texts import Preview

OTHER_TIME = "other"
NEW_EVENT = "new"
ALL, NONE = "all", "none"  # tick everybody, or nobody
STEPS: dict[str, str] = {
    "event": "Händelse",
    "same": "Samma händelse?",
    "forum": "Forum",
    "group": "Vilka kallas",
    "time": "Tid och plats",
    "review": "Granska och skicka",
}
FIELDS: dict[str, tuple[str, ...]] = {
    "event": ("type", "title", "description", "municipalities", "planned_for", "exercise"),
    "same": ("same_event",),
    "forum": ("forum", "new_name", "new_level", "new_scope", "need_reason"),
    "group": ("functions", "outside"),
    "time": (
        "minutes",
        "starts_at",
        "bridge_number",
        "bridge_code",
        "link",
        "room",
        "fallback",
    ),
    "review": (),
}
UNSEEN = {"functions", "outside"}  # rows of their own carry these from step to step
PLACE = ("bridge_number", "bridge_code", "link", "room", "fallback")


class ConveneForm(forms.Form):
    """Forum, group, time and place; and the event, where it is new."""

    type = EventTypeField(
        label="Vad gäller det?",
        queryset=EventType.objects.all(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj en typ av händelse."},
    )
    title = forms.CharField(
        label="Rubrik",
        max_length=120,
        error_messages={"required": "Skriv en kort rubrik."},
        help_text="Till exempel: Demonstration i centrala Stockholm.",
    )
    description = TextField(label="Mer att veta", max_length=4000, required=False, rows=3)
    municipalities = ManyField(
        label="Berörda kommuner",
        queryset=Actor.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    planned_for = MomentField(
        label="När väntas det?", required=False, help_text="Lämna tomt om det redan har hänt."
    )
    exercise = forms.BooleanField(
        label="Övning",
        required=False,
        help_text="Gäller för gott: en händelse kan inte byta mellan övning och skarpt.",
    )
    same_event = forms.ChoiceField(
        label="Gäller det något som redan pågår?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj händelsen, eller att det är en annan.",
            "invalid_choice": "Händelsen pågår inte längre. Välj på nytt.",
        },
        help_text="Ett forum kallas inte en gång till för samma händelse.",
    )
    forum = ForumOrNewField(
        label="Vilket forum?",
        queryset=Forum.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text="Normalt aktiveras det samordnande forumet först. "
        "Forumen behöver inte vara aktiverade samtidigt.",
        error_messages={"required": "Välj ett forum."},
    )
    new_name = forms.CharField(
        label="Vad heter det nya forumet?",
        max_length=80,
        required=False,
        help_text="Till exempel: Planeringsforum Nationaldagen.",
    )
    new_level = forms.ChoiceField(
        label="Nivå",
        choices=[(level.value, level.label) for level in NEW_LEVELS],
        required=False,
        initial=Level.EXECUTIVE,
        help_text="Mandatet hos dem som kallas jämförs med nivån.",
    )
    new_scope = forms.CharField(
        label="Avgränsning: plats eller fråga",
        max_length=200,
        required=False,
        help_text="Frivilligt. Till exempel: Norrtälje kommun, eller bara transporter.",
    )
    need_reason = forms.CharField(
        label="Varför räcker inte ordinarie strukturer?",
        max_length=300,
        required=False,
        help_text="Frivilligt. Den som sammankallar bedömer att behovet inte ryms inom ordinarie "
        "strukturer, och det står i tidslinjen.",
    )
    functions = forms.MultipleChoiceField(
        label="Vilka kallas?",
        required=False,
        error_messages={"invalid_choice": "Listan har ändrats. Se efter vilka som kallas."},
    )
    outside = forms.CharField(label="Utanför regionen", required=False, widget=forms.HiddenInput)
    minutes = forms.ChoiceField(label="När?", widget=forms.RadioSelect)
    starts_at = MomentField(label="Annan tid", required=False)
    bridge_number = PhoneField(label="Telefonbrygga", required=False)
    bridge_code = forms.CharField(label="Kod", max_length=12, required=False)
    link = MeetingLinkField()
    room = forms.CharField(label="Rum", max_length=120, required=False)
    fallback = forms.CharField(
        label="Reserv om inget annat fungerar", max_length=200, required=False
    )

    def __init__(
        self,
        data: QueryDict,
        *,
        region: Region,
        event_type: EventType | None,
        has_event: bool,
        exercise: bool,
        told: Account | None = None,
        concerned: Mapping[int, str] | None = None,
        at: datetime,
    ) -> None:
        """Read a step; ``has_event`` leaves out the questions about the event.

        ``told`` is what a request tells, if that is the cause; ``concerned`` whom the event at
        hand concerns, and why.
        """
        data = data.copy()
        self.at = at
        self.concerned = concerned
        self.outsiders = outsider_rows(data)
        self.region = region
        self.fixed_exercise = exercise if has_event else None
        self.typed = data
        super().__init__(data)
        self.steps = {k: v for k, v in STEPS.items() if k != "event" or not has_event}
        if has_event:
            for name in FIELDS["event"]:
                del self.fields[name]
        else:
            self._field("municipalities").queryset = Actor.objects.in_region(region.pk).filter(
                kind=Actor.Kind.MUNICIPALITY
            )
        self.siblings = self._find_siblings(told, has_event)
        if not self.siblings:
            del self.fields["same_event"], self.steps["same"]
        self._field("forum").queryset = Forum.objects.filter(
            region=region, is_active=True, level__lt=Level.OWNER
        ).order_by("-level", "name")
        self._field("minutes").choices = [
            *(
                (str(n), f"{clock.clock(in_minutes(at, n))} (om {n} min)")
                for n in rules.PRESET_MINUTES
            ),
            (OTHER_TIME, "Annan tid"),
        ]
        self.proposals: list[Proposal] = []
        self.template: CallTemplate | None = None
        self._fill_group(data, event_type)
        self.full_clean()

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _find_siblings(self, told: Account | None, has_event: bool) -> list[Sibling]:
        """Offer the events at hand that may be the same; none when the event is known."""
        if told is None and not has_event:
            told = self._account()
        found = open_events(told, self.at) if told else []
        self._field("same_event").choices = [
            *((str(one.thing.pk), said(one)) for one in found),
            (NEW_EVENT, "Nej, det är en annan händelse"),
        ]
        return found

    def _account(self) -> Account | None:
        """Return what the first step tells of the new event, once its type is chosen."""
        event_type = _pick(EventType.objects.all(), self.typed.get("type"))
        if event_type is None:
            return None
        planned_for = self.base_fields["planned_for"]
        with suppress(forms.ValidationError):
            planned = planned_for.clean(self.typed.get("planned_for"))
            places = (whole(pk) for pk in self.typed.getlist("municipalities"))
            return Account(
                region=self.region,
                event_type_id=event_type.pk,
                places=frozenset(pk for pk in places if pk is not None),
                moment=planned or self.at,
                exercise=bool(self.typed.get("exercise")),
            )
        return None

    @property
    def chosen_event_id(self) -> int | None:
        """The event at hand that was chosen instead of a new one."""
        return whole(self.cleaned_data.get("same_event", ""))

    @property
    def is_separate(self) -> bool:
        """Whether somebody has said that the event is another than those at hand."""
        return self.cleaned_data.get("same_event") == NEW_EVENT

    def _fill_group(self, data: QueryDict, event_type: EventType | None) -> None:
        """Propose a group for the forum; a new forum or type brings a new proposal and place.

        Of an actor that has several functions another may be called (``instead_…``); all or none
        may be ticked at once (``go``).
        """
        forum = _pick(self._field("forum").queryset, data.get("forum"))
        if data.get("forum") == NEW_FORUM:
            typed = whole(data.get("new_level", ""))
            level = typed if typed in NEW_LEVELS else Level.EXECUTIVE
            forum = Forum(region=self.region, level=level, is_standing=False)
        if event_type is None:
            event_type = _pick(EventType.objects.all(), data.get("type"))
        if forum is None:
            return
        forum.region = self.region
        ticked = [data.get(f"instead_{key}") or key for key in data.getlist("functions")]
        named = [data.get(name, "") for name in data if name.startswith("instead_")]
        wanted = {key for key in map(whole, [*ticked, *named]) if key is not None}
        self.template = template_for(forum, event_type)
        self.proposals = propose(forum, event_type, concerned=self._concerned(data), wanted=wanted)
        everybody = [str(one.function.pk) for one in self.proposals]
        self._field("functions").choices = [
            (str(one.function.pk), str(one.actor)) for one in self.proposals
        ]
        marker = f"{forum.pk or NEW_FORUM}-{event_type.pk if event_type else ''}"
        if data.get("proposed_for") != marker:
            ticked = [str(one.function.pk) for one in self.proposals if one.is_chosen]
            for name, value in place_of(forum).as_dict().items():
                data[name] = value
            data["proposed_for"] = marker
        ticked = {ALL: everybody, NONE: []}.get(data.get("go", ""), ticked)
        data.setlist("functions", ticked)

    def _concerned(self, data: QueryDict) -> Mapping[int, str]:
        """Return whom the event concerns: as the cause tells, or the first step."""
        if self.concerned is not None:
            return self.concerned
        places = (whole(pk) for pk in data.getlist("municipalities"))
        return {pk: "Berörd kommun" for pk in places if pk is not None}

    @property
    def chosen_forum(self) -> Forum | None:
        """The chosen forum."""
        found: Any = self.cleaned_data.get("forum")
        return new_forum_of(self, self.region) if found == NEW_FORUM else found

    @property
    def is_new_forum(self) -> bool:
        """Whether the forum is formed when the call is sent."""
        return self.cleaned_data.get("forum") == NEW_FORUM

    def new_forum(self) -> TemporaryForum | None:
        """Return the forum to form, if it is not one of those at hand."""
        if not self.is_new_forum:
            return None
        told = new_forum_of(self, self.region)
        return TemporaryForum(self.region, told.name, told.level, told.scope)

    @property
    def blank_outsider(self) -> OutsiderForm:
        """The row for one more from outside."""
        return blank_row(len(self.outsiders) + 1)

    @property
    def called_outsiders(self) -> list[Outsider]:
        """Whom the rows tell of; the form must be valid."""
        return [row.outsider() for row in self.outsiders]

    @property
    def count(self) -> int:
        """How many would be called."""
        return len(self.chosen) + len(self.outsiders)

    @property
    def chosen_ids(self) -> set[str]:
        """The functions ticked now, as the page shows them."""
        return set(self.typed.getlist("functions"))

    @property
    def chosen(self) -> list[Proposal]:
        """Whom the form would call."""
        return [one for one in self.proposals if str(one.function.pk) in self.chosen_ids]

    @property
    def is_exercise(self) -> bool:
        """Whether what is convened is an exercise."""
        if self.fixed_exercise is not None:
            return self.fixed_exercise
        return bool(self.cleaned_data.get("exercise"))

    def place(self) -> Place:
        """Return the place that the form tells of."""
        return place_from({name: self.cleaned_data.get(name, "") for name in PLACE})

    def clean(self) -> dict[str, Any]:
        """Find the time of the meeting: the fixed one of the review, a preset or the free one."""
        cleaned = self.cleaned_data
        if self.is_new_forum:
            self._check_new_forum(cleaned)
        if not cleaned.get("functions") and not self.outsiders and "functions" not in self.errors:
            self.add_error("functions", "Välj minst en aktör att kalla.")
        if [row for row in self.outsiders if not row.is_valid()]:
            self.add_error("outside", "Rätta uppgifterna om den som kallas utifrån.")
        if not any(cleaned.get(name) for name in ("bridge_number", "link", "room")):
            self.add_error("bridge_number", "Ange telefonbrygga, möteslänk eller rum.")
        if cleaned.get("minutes") == OTHER_TIME and "starts_at" not in self.errors:
            starts_at = cleaned.get("starts_at")
            if starts_at is None:
                self.add_error("starts_at", "Ange dag och tid.")
            elif starts_at <= self.at:
                self.add_error("starts_at", "Tiden har redan passerat. Välj en senare tid.")
        return cleaned

    def _check_new_forum(self, cleaned: dict[str, Any]) -> None:
        try:
            temporary.require_free_name(self.region, cleaned.get("new_name", ""))
        except RuleError as refused:
            self.add_error("new_name", refused.message)

    def moment(self) -> datetime:
        """Return when the meeting starts.

        The time that the review showed for this very choice stands while it is ahead.
        """
        minutes = self.cleaned_data["minutes"]
        if minutes == OTHER_TIME:
            found: datetime = self.cleaned_data["starts_at"]
            return found
        choice, _, text = str(self.data.get("fixed", "")).partition(" ")
        if choice == minutes:
            latest = in_minutes(self.at, max(rules.PRESET_MINUTES))
            with suppress(ValueError):
                shown = datetime.fromisoformat(text)
                if shown.tzinfo is not None and self.at < shown <= latest:
                    return shown
        return in_minutes(self.at, int(minutes))

    def fixed_value(self) -> str:
        """Return what the review writes in the hidden field, so that the time stands still."""
        return f"{self.cleaned_data['minutes']} {self.moment().isoformat()}"

    def preview(self, known_event: str = "") -> Preview:
        """Return the very texts that go out; the form must be valid."""
        forum = self.chosen_forum
        assert forum is not None  # noqa: S101 - tells mypy
        return preview_call(
            forum=forum,
            event=known_event or self.cleaned_data["title"],
            starts_at=self.moment(),
            place=self.place(),
            exercise=self.is_exercise,
            at=self.at,
        )

    def event_data(self) -> EventData:
        """Return the new event that the form tells of."""
        cleaned = self.cleaned_data
        return EventData(
            type_id=cleaned["type"].pk,
            title=cleaned["title"],
            description=cleaned["description"],
            since=self.at,
            planned_for=cleaned["planned_for"],
            municipality_ids=[one.pk for one in cleaned["municipalities"]],
        )

    # Steps ----------------------------------------------------------------------------------

    def step_of_first_error(self) -> str | None:
        """Return the first step that has something to put right."""
        for step in self.steps:
            if any(name in self.errors for name in FIELDS[step]):
                return step
        return None

    def keep_errors_of(self, step: str | None) -> None:
        """Show only what is wrong in this step; nobody has seen the later ones yet."""
        for name in list(self.errors):
            if step is None or name not in FIELDS[step]:
                del self.errors[name]

    def take_refusal(self, refused: RuleError) -> str | None:
        """Put a refused rule at its field; return the step to show, if the field is known."""
        if refused.field in self.fields:
            self.add_error(refused.field, refused.message)
            return self.step_of_first_error()
        return None

    def hidden_of_other_steps(self, step: str) -> Sequence[forms.BoundField]:
        """Return the fields that this step carries along unseen."""
        shown = FIELDS[step]
        return [self[name] for name in self.fields if name not in shown and name not in UNSEEN]


def in_minutes(at: datetime, minutes: int) -> datetime:
    """Return the next whole five minutes at least so far ahead: easy to say on the phone."""
    moment = (at + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    late = moment.minute % 5
    return moment + timedelta(minutes=5 - late) if late else moment


def first_data(forum: Forum | None, **values: str) -> QueryDict:
    """Return the form as it is opened: everything filled in, nothing to type."""
    data = QueryDict(mutable=True)
    if forum is not None:
        data["forum"] = str(forum.pk)
    data["minutes"] = str(rules.DEFAULT_MINUTES_TO_MEETING)
    for name, value in values.items():
        data[name] = value
    return data


def _pick(queryset: Any, typed: str | None) -> Any:
    return queryset.filter(pk=whole(typed or "")).first()
