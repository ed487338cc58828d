"""Addresses of the pages of forums and meetings."""

from forums.briefings import views as briefings
from forums.directions import views as directions
from forums.meetings import attendance_views, conduct_views
from forums.meetings import views as meetings
from forums.minutes import correction_views as corrections
from forums.minutes import views as protocols
from forums.seats import views as forums
from records.pages import page

app_name = "forums"
_FORUM = "<slug:region>/forum/<slug:slug>"
_MEETING = "<slug:region>/moten/<int:pk>"
_DIRECTION = "<slug:region>/inriktningar/<int:pk>"
urlpatterns = [
    page("<slug:region>/forum/", forums.forum_list, name="forums"),
    page(f"{_FORUM}/", forums.forum, name="forum"),
    page(f"{_FORUM}/platser/", forums.seats, name="seats"),
    page(f"{_FORUM}/platser/<int:pk>/ta-bort/", forums.clear_seat, name="clear_seat"),
    page(f"{_FORUM}/motesplats/", forums.places, name="places"),
    page("<slug:region>/moten/", meetings.meeting_list, name="meetings"),
    page("<slug:region>/moten/nytt/", meetings.plan, name="plan"),
    page(f"{_MEETING}/", meetings.meeting, name="meeting"),
    page(f"{_MEETING}/kalender.ics", meetings.calendar, name="calendar"),
    page(f"{_MEETING}/kalla/", meetings.call, name="call"),
    page(f"{_MEETING}/flytta/", meetings.move, name="move"),
    page(f"{_MEETING}/stall-in/", meetings.cancel, name="cancel"),
    page(f"{_MEETING}/borja/", conduct_views.begin, name="begin"),
    page(f"{_MEETING}/avsluta/", conduct_views.end, name="end"),
    page(f"{_MEETING}/genomfor/", conduct_views.conduct, name="conduct"),
    page(f"{_MEETING}/genomfor/laget/", conduct_views.live, name="conduct_live"),
    page(f"{_MEETING}/genomfor/narvaro/", conduct_views.mark, name="mark"),
    page(f"{_MEETING}/genomfor/narvaro/<int:row>/", attendance_views.presence, name="presence"),
    page(f"{_MEETING}/genomfor/anteckning/", conduct_views.note, name="note"),
    page(f"{_MEETING}/genomfor/beslut/", conduct_views.decide, name="decide"),
    page(f"{_MEETING}/genomfor/kom-anda/", conduct_views.unexpected, name="unexpected"),
    page(f"{_MEETING}/aterforing/", briefings.briefing, name="briefing"),
    page(f"{_MEETING}/inriktning/", directions.new, name="direction_new"),
    page("<slug:region>/inriktningar/", directions.direction_list, name="directions"),
    page(f"{_DIRECTION}/", directions.direction, name="direction"),
    page(f"{_DIRECTION}/andra/", directions.edit, name="direction_edit"),
    page(f"{_DIRECTION}/overens/", directions.agree, name="direction_agree"),
    page(f"{_DIRECTION}/kasta/", directions.discard, name="direction_discard"),
    page(f"{_DIRECTION}/upphor/", directions.end, name="direction_end"),
    page(f"{_DIRECTION}/pdf/", directions.pdf, name="direction_pdf"),
    page(f"{_DIRECTION}/pdf/laget/", directions.job, name="direction_job"),
    page(f"{_DIRECTION}/<slug:actor>/", directions.decide, name="direction_decide"),
    page(f"{_DIRECTION}/<slug:actor>/bekrafta/", directions.confirm, name="direction_confirm"),
    page(f"{_MEETING}/protokoll/", protocols.protocol, name="protocol"),
    page(f"{_MEETING}/protokoll/sammanfattning/", protocols.summary, name="summary"),
    page(f"{_MEETING}/protokoll/justera/", protocols.adjust, name="adjust"),
    page(f"{_MEETING}/protokoll/oppna/", protocols.reopen, name="reopen"),
    page(f"{_MEETING}/protokoll/faststall/", protocols.adopt, name="adopt"),
    page(f"{_MEETING}/protokoll/rattelse/", corrections.propose, name="correction_new"),
    page(
        f"{_MEETING}/protokoll/rattelse/<int:correction>/justera/",
        corrections.adjust,
        name="correction_adjust",
    ),
    page(
        f"{_MEETING}/protokoll/rattelse/<int:correction>/avvisa/",
        corrections.decline,
        name="correction_decline",
    ),
    page(
        f"{_MEETING}/protokoll/rattelse/<int:correction>/ta-tillbaka/",
        corrections.withdraw,
        name="correction_withdraw",
    ),
    page(f"{_MEETING}/protokoll/pdf/", protocols.pdf, name="protocol_pdf"),
    page(f"{_MEETING}/protokoll/pdf/laget/", protocols.job, name="protocol_job"),
]
