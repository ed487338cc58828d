"""Addresses of events, activations, answers, the register and the call templates."""

from django.urls import path

from activations.views import activation, answers, convene, events, exports, register, templates

EVENT = "<slug:region>/handelser/<str:number>"
ACTIVATION = f"{EVENT}/aktivering/<int:pk>"
ANSWERS = "<slug:region>/svar/<int:meeting>"

urlpatterns = [
    path("katalog/grupper/", templates.template_list, name="templates"),
    path("katalog/grupper/ny/", templates.template_edit, name="template_new"),
    path("katalog/grupper/<int:pk>/", templates.template_edit, name="template_edit"),
    path("katalog/grupper/<int:pk>/ta-bort/", templates.template_remove, name="template_remove"),
    path("<slug:region>/begaran/<str:number>/sammankalla/", convene.for_request, name="convene"),
    path("<slug:region>/handelser/", events.event_list, name="events"),
    path("<slug:region>/handelser/ny/", convene.for_new_event, name="event_new"),
    path(f"{EVENT}/", events.event_detail, name="event"),
    path(f"{EVENT}/nu/", events.event_live, name="event_live"),
    path(f"{EVENT}/sammankalla/", convene.for_event, name="event_convene"),
    path(f"{EVENT}/tidslinje/", events.timeline, name="timeline"),
    path(f"{EVENT}/tidslinje.csv", exports.timeline_csv, name="timeline_csv"),
    path(f"{EVENT}/tidslinje.xlsx", exports.timeline_xlsx, name="timeline_xlsx"),
    path(f"{EVENT}/tidslinje/anteckna/", events.note, name="timeline_note"),
    path(f"{EVENT}/tidslinje/<int:pk>/ratta/", events.correct, name="timeline_correct"),
    path(f"{ACTIVATION}/", activation.activation_detail, name="activation"),
    path(f"{ACTIVATION}/sammansattning/", activation.composition_page, name="composition"),
    path(
        f"{ACTIVATION}/sammansattning/<int:participant>/lamnar/",
        activation.leave,
        name="participant_leave",
    ),
    path(f"{ACTIVATION}/nasta-mote/", activation.next_meeting, name="next_meeting"),
    path(f"{ACTIVATION}/begar-inriktning/", activation.ask_direction, name="ask_direction"),
    path(f"{ACTIVATION}/avveckla/", activation.wind_down, name="wind_down"),
    path(f"{ACTIVATION}/ateruppta/", activation.resume, name="resume"),
    path(f"{ACTIVATION}/avsluta/", activation.end, name="end"),
    path(
        "<slug:region>/aktivering/<int:pk>/ordforande/",
        activation.chair_history,
        name="chair_history",
    ),
    path(f"{ANSWERS}/", answers.board, name="answers"),
    path(f"{ANSWERS}/nu/", answers.board_live, name="answers_live"),
    path(f"{ANSWERS}/paminn/", answers.remind, name="remind"),
    path(f"{ANSWERS}/ringlista/", answers.call_list, name="call_list"),
    path(f"{ANSWERS}/sammansattning/", activation.review, name="composition_review"),
    path(f"{ANSWERS}/<int:pk>/", answers.answer_own, name="answer_own"),
    path(f"{ANSWERS}/<int:pk>/anteckna/", answers.answer_for, name="answer_for"),
    path("<slug:region>/aktiverade-lagen/", register.register, name="register"),
]
