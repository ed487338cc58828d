"""Addresses of the pages of forums and meetings."""

from django.urls import path

from forums.views import conduct, forums, meetings, protocols

app_name = "forums"
_FORUM = "<slug:region>/forum/<slug:slug>"
_MEETING = "<slug:region>/moten/<int:pk>"
urlpatterns = [
    path("<slug:region>/forum/", forums.forum_list, name="forums"),
    path(f"{_FORUM}/", forums.forum, name="forum"),
    path(f"{_FORUM}/platser/", forums.seats, name="seats"),
    path(f"{_FORUM}/platser/<int:pk>/ta-bort/", forums.clear_seat, name="clear_seat"),
    path(f"{_FORUM}/motesplats/", forums.places, name="places"),
    path("<slug:region>/moten/", meetings.meeting_list, name="meetings"),
    path("<slug:region>/moten/nytt/", meetings.plan, name="plan"),
    path(f"{_MEETING}/", meetings.meeting, name="meeting"),
    path(f"{_MEETING}/kalender.ics", meetings.calendar, name="calendar"),
    path(f"{_MEETING}/kalla/", meetings.call, name="call"),
    path(f"{_MEETING}/flytta/", meetings.move, name="move"),
    path(f"{_MEETING}/stall-in/", meetings.cancel, name="cancel"),
    path(f"{_MEETING}/borja/", conduct.begin, name="begin"),
    path(f"{_MEETING}/avsluta/", conduct.end, name="end"),
    path(f"{_MEETING}/genomfor/", conduct.conduct, name="conduct"),
    path(f"{_MEETING}/genomfor/laget/", conduct.live, name="conduct_live"),
    path(f"{_MEETING}/genomfor/narvaro/", conduct.mark, name="mark"),
    path(f"{_MEETING}/genomfor/anteckning/", conduct.note, name="note"),
    path(f"{_MEETING}/genomfor/beslut/", conduct.decide, name="decide"),
    path(f"{_MEETING}/genomfor/kom-anda/", conduct.unexpected, name="unexpected"),
    path(f"{_MEETING}/protokoll/", protocols.protocol, name="protocol"),
    path(f"{_MEETING}/protokoll/sammanfattning/", protocols.summary, name="summary"),
    path(f"{_MEETING}/protokoll/justera/", protocols.adjust, name="adjust"),
    path(f"{_MEETING}/protokoll/oppna/", protocols.reopen, name="reopen"),
    path(f"{_MEETING}/protokoll/faststall/", protocols.adopt, name="adopt"),
    path(f"{_MEETING}/protokoll/pdf/", protocols.pdf, name="protocol_pdf"),
    path(f"{_MEETING}/protokoll/pdf/laget/", protocols.job, name="protocol_job"),
]
