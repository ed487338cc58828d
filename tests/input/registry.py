"""Every form that is posted and every write of the API: where, by whom, and with what beside it.

A form class that has no entry fails ``test_nonsense.py``.
"""

from typing import Any

from activations.convening import forms as convening
from activations.convening import template_forms
from activations.events import forms as events
from activations.joining import forms as joining
from activations.requests import forms as requests
from activations.running import forms as running
from activations.summons import forms as summons
from actors import forms as actors
from common.forms import NothingToFill, SeenForm
from forums import place_fields
from forums.briefings import views as briefings
from forums.directions import forms as directions
from forums.meetings import attendance_forms, conduct_forms, moments
from forums.meetings import forms as meetings
from forums.minutes import correction_views as corrections
from notices import forms as notices
from ssr import account_forms as account
from ssr import search
from tests.followup import parts
from tests.input.entries import Entry, Write

S = {"region": "region.slug"}
REQUEST = S | {"number": "request.number"}
EVENT = S | {"number": "event.number"}
ACTIVATION = EVENT | {"pk": "activation.pk"}
OVER = S | {"number": "over_event.number", "pk": "over.pk"}
BOARD = S | {"meeting": "meeting.pk"}
RUNNING = S | {"pk": "running.pk"}
DRAFT = S | {"pk": "held.pk"}
CORRECTION = S | {"pk": "corrected.pk", "correction": "correction.pk"}
DRAFT_DIRECTION = S | {"pk": "direction_draft.pk"}
PLANNED = S | {"pk": "planned.pk"}


def _proposed_for(valid: dict[str, Any]) -> str:
    return f"{valid['forum']}-{valid['type']}"


POSTED = [
    Entry(requests.RequestForm, "activations:request_new", S, extra={"action": "review"}),
    Entry(requests.RequestForm, "activations:request_new", S, extra={"action": "send"}),
    Entry(requests.NoteForm, "activations:request_complement", REQUEST, "asker"),
    Entry(requests.WithdrawForm, "activations:request_withdraw", REQUEST, "asker"),
    Entry(requests.JoinForm, "activations:request_join", REQUEST, "tib.norrtalje"),
    Entry(requests.ReasonForm, "activations:request_decline", REQUEST),
    Entry(requests.ReasonForm, "activations:request_ordinary", REQUEST),
    Entry(
        requests.HandOverForm,
        "activations:request_hand_over",
        REQUEST,
        page="activations:request",
    ),
    *(
        Entry(
            convening.ConveneForm,
            "activations:event_new",
            S,
            # Without the mark the forum's own place replaces what is typed.
            extra={"step": step, "go": "review", "proposed_for": _proposed_for},
            only=names,
        )
        for step, names in convening.FIELDS.items()
        if names
    ),
    Entry(
        running.ReasonForm,
        "activations:participant_leave",
        ACTIVATION | {"participant": "participant.pk"},
    ),
    Entry(running.AddParticipantForm, "activations:composition", ACTIVATION),
    Entry(running.AddOutsiderForm, "activations:call_outsider", ACTIVATION),
    Entry(running.AffectedForm, "activations:affected", ACTIVATION),
    Entry(running.NextMeetingForm, "activations:next_meeting", ACTIVATION),
    Entry(running.DirectionForm, "activations:ask_direction", ACTIVATION),
    Entry(running.EndForm, "activations:end", ACTIVATION),
    Entry(running.EvaluationForm, "activations:evaluate", OVER),
    Entry(events.EventForm, "activations:event_correct", EVENT),
    Entry(joining.MergeEventForm, "activations:event_merge", EVENT | {"into": "event.number"}),
    Entry(events.TimelineNoteForm, "activations:timeline_note", EVENT),
    Entry(events.CorrectionForm, "activations:timeline_correct", EVENT | {"pk": "entry.pk"}),
    Entry(
        summons.AnswerForm,
        "activations:answer_own",
        BOARD | {"pk": "own_summons.pk"},
        "direktor.vallentuna",
    ),
    Entry(summons.OnBehalfForm, "activations:answer_for", BOARD | {"pk": "summons.pk"}),
    Entry(template_forms.TemplateForm, "activations:template_new", {}, "admin"),
    Entry(template_forms.TemplateForm, "activations:template_edit", {"pk": "template.pk"}, "admin"),
    Entry(
        conduct_forms.MarkForm,
        "forums:mark",
        RUNNING,
        extra={"mark": "present", "attendance": "roll.pk"},
    ),
    Entry(attendance_forms.PresenceForm, "forums:presence", RUNNING | {"row": "roll.pk"}),
    Entry(conduct_forms.NoteForm, "forums:note", RUNNING, page="forums:conduct"),
    Entry(conduct_forms.DecisionForm, "forums:decide", RUNNING, page="forums:conduct"),
    Entry(conduct_forms.EndForm, "forums:end", RUNNING),
    Entry(conduct_forms.SummaryForm, "forums:summary", DRAFT, page="forums:protocol"),
    Entry(meetings.ReasonForm, "forums:reopen", S | {"pk": "adjusted.meeting_id"}),
    Entry(meetings.ReasonForm, "forums:cancel", PLANNED),
    Entry(meetings.MoveForm, "forums:move", PLANNED),
    Entry(meetings.PlanForm, "forums:plan", S),
    Entry(meetings.FunctionForm, "forums:unexpected", RUNNING),
    Entry(meetings.FunctionForm, "forums:seats", S | {"slug": "forum.slug"}),
    Entry(place_fields.PlaceForm, "forums:places", S | {"slug": "forum.slug"}),
    Entry(actors.FunctionForm, "actors:function_new", {"slug": "police.slug"}, "kontakt.polisen"),
    Entry(actors.FunctionForm, "actors:function", {"pk": "contact.pk"}, "kontakt.polisen"),
    Entry(
        actors.AddressForm,
        "actors:address_add",
        {"pk": "contact.pk"},
        "kontakt.polisen",
        "actors:function",
    ),
    Entry(
        actors.AddressChangeForm, "actors:address_change", {"pk": "address.pk"}, "kontakt.polisen"
    ),
    Entry(
        actors.InvitationForm,
        "actors:invite",
        {"pk": "contact.pk"},
        "kontakt.polisen",
        "actors:function",
    ),
    # Ended by another: whoever ends their own is signed out by it.
    Entry(actors.EndForm, "actors:appointment_end", {"pk": "appointment.pk"}, "admin"),
    Entry(actors.AcceptForm, "actors:invitation", {"secret": "secret"}, "anonym"),
    Entry(actors.ShiftForm, "actors:rota", {"pk": "rsib.pk"}, "admin"),
    Entry(actors.SwapForm, "actors:shift_swap", {"pk": "shift.pk"}, "admin"),
    Entry(actors.HandOverForm, "actors:shift_hand_over", {"pk": "own_shift.pk"}),
    Entry(actors.ActorForm, "actors:administration", {"slug": "police.slug"}, "kontakt.polisen"),
    Entry(actors.RegionForm, "actors:region_settings", {"slug": "region.slug"}, "admin"),
    Entry(actors.OwnForm, "actors:own_details"),
    Entry(actors.KeyForm, "actors:own_keys"),
    Entry(actors.ImportForm, "actors:import", {}, "admin"),
    Entry(notices.SmsReplyForm, "notices:demo_sms", {}, "admin", "notices:outbox"),
    Entry(account.LoginForm, "account_login", {}, "anonym"),
    Entry(account.ResetPasswordForm, "account_reset_password", {}, "anonym"),
    Entry(account.ChangePasswordForm, "account_change_password"),
    Entry(account.ReauthenticateForm, "account_reauthenticate"),
    Entry(account.AddEmailForm, "account_email", skip=("email",)),
    *parts.gathered("POSTED"),
]

# Narrow a list: nonsense in the address shows the list, never an error.
FILTERS = [
    Entry(actors.DirectoryFilter, "actors:directory"),
    Entry(requests.RequestFilter, "activations:requests", S),
    Entry(events.EventFilter, "activations:events", S),
    Entry(events.TimelineFilter, "activations:timeline", EVENT),
    Entry(events.RegisterFilter, "activations:register", S),
    Entry(corrections.CorrectionForm, "forums:correction_new", S | {"pk": "corrected.pk"}),
    Entry(meetings.ReasonForm, "forums:correction_decline", CORRECTION),
    Entry(briefings.BriefingForm, "forums:briefing", DRAFT, "tib.norrtalje"),
    Entry(directions.DirectionForm, "forums:direction_new", S | {"pk": "meeting.pk"}),
    Entry(directions.DirectionForm, "forums:direction_edit", DRAFT_DIRECTION),
    Entry(directions.AgreeForm, "forums:direction_agree", DRAFT_DIRECTION),
    Entry(meetings.ReasonForm, "forums:direction_end", S | {"pk": "direction.pk"}),
    Entry(
        directions.PositionForm,
        "forums:direction_decide",
        S | {"pk": "direction.pk", "actor": "deciding.slug"},
        "kontakt.polisen",
    ),
    Entry(meetings.MeetingFilter, "forums:meetings", S),
    Entry(notices.FilterForm, "notices:outbox"),
    Entry(search.SearchForm, "search"),
    *parts.gathered("FILTERS"),
]

# Form classes that nobody posts as they are, or that only a second factor reaches.
NOT_TRIED = {
    moments.MomentForm: "a base of others",
    SeenForm: "a base of others",
    conduct_forms.WordingForm: "a base of others",
    actors.ReadingForm: "a base of others",
    NothingToFill: "has no fields",
    account.ResetPasswordKeyForm: "only with a key from a letter; fields as ChangePasswordForm",
    account.SetPasswordForm: "everybody has a password",
    account.ChangeEmailForm: "allauth's own rules; the field is AddEmailForm's",
    account.AuthenticateForm: "only with a second factor",
    account.ReauthenticateCodeForm: "only with a second factor",
    account.ActivateTOTPForm: "only while adding a second factor",
    account.AddWebAuthnForm: "only with a passkey",
    account.EditWebAuthnForm: "only with a passkey",
    **parts.gathered_reasons("NOT_TRIED"),
}


PLACE = {
    "bridge_number": "08-123 456 00",
    "bridge_code": "1",
    "link": "https://a.example",
    "room": "A",
    "fallback": "B",
}
WRITES = [
    Write(
        "activation-requests/",
        (),
        {
            "region": "stockholm",
            "event_type": "ovader",
            "what": "Snö",
            "details": "Mycket",
            "forum": "samordnande",
            "urgency": "now",
            "planned_for": None,
            "callback_phone": "070-174 06 05",
            "exercise": False,
            "for_actor": "",
            "for_forum": "",
            "for_outsider": "",
        },
    ),
    Write("activation-requests/{}/acknowledge/", ("request.pk",), {}),
    Write(
        "activation-requests/{}/join/",
        ("request.pk",),
        {"what": "Vi med", "callback_phone": "070-174 06 05"},
    ),
    Write("activation-requests/{}/complement/", ("request.pk",), {"text": "Mer"}),
    Write("activation-requests/{}/withdraw/", ("request.pk",), {"reason": "Fel"}, "asker"),
    Write("activation-requests/{}/decline/", ("request.pk",), {"reason": "Ryms i ordinarie läge."}),
    Write(
        "activation-requests/{}/meet-in-ordinary-mode/",
        ("request.pk",),
        {"reason": "Ryms i ordinarie läge."},
    ),
    Write(
        "activation-requests/{}/grant/",
        ("request.pk",),
        {"forum": "samordnande", "functions": [1], "starts_at": None, "place": PLACE},
    ),
    Write(
        "activation-requests/{}/join-activation/",
        ("request.pk",),
        {"activation": "activation.pk"},
    ),
    Write("activation-requests/{}/merge/", ("request.pk",), {"into": "request.pk"}),
    Write(
        "events/{}/merge/",
        ("event.pk",),
        {"into": "event.pk", "reason": "Båda gäller branden vid Brottby."},
    ),
    Write(
        "events/{}/correct/",
        ("event.pk",),
        {
            "title": "Snö i hela länet",
            "type": "ovader",
            "place": "E18",
            "municipalities": ["0115"],
            "reason": "Det snöar också i Vallentuna.",
        },
    ),
    Write("activations/{}/notes/", ("activation.pk",), {"text": "Text", "happened_at": None}),
    Write(
        "directions/{}/decide/",
        ("direction.pk",),
        {"actor": "polisen", "status": "adopts", "body": "Regionpolischefen"},
        "kontakt.polisen",
    ),
    Write(
        "activations/{}/affected/",
        ("activation.pk",),
        {"participant": "participant.pk", "affected": "directly"},
    ),
    Write("activations/{}/end/", ("activation.pk",), {"note": "Slut"}),
    Write(
        "activations/{}/evaluate/",
        ("over.pk",),
        {
            "held_on": "2026-11-21",
            "link": "https://exempel.se/utvardering",
            "text": "Forumet arbetade i två dygn.",
            "lessons": "Kalla tidigare.",
        },
    ),
    Write("summons/{}/answer/", ("token",), {"answer": "deputy", "deputy_note": "TiB"}),
    *parts.gathered("WRITES"),
]
