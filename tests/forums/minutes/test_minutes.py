"""The protocol: drafted, adjusted by another, adopted, sealed; nothing lost on the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django_fsm import can_proceed

from actors.models import Appointment
from actors.rights import rights
from common import todo
from common.errors import RuleError
from forums import hooks, who_leads
from forums.meetings import attendance, conduct
from forums.meetings import services as meeting_services
from forums.minutes import content as minutes
from forums.minutes import services as minutes_services
from forums.minutes.documents import PDF
from forums.models import Meeting, Protocol
from notices.models import Notice
from records.models import Job
from records.refs import ref
from tests.factories import AppointmentFactory, UserFactory
from tests.forums.factories import SOON, World

S = Protocol.Status
MOVES = {"adjust": S.DRAFT, "reopen": S.ADJUSTED, "adopt": S.ADJUSTED}
AFTER = SOON + timedelta(hours=2)


@pytest.fixture
def protocol(world: World) -> Protocol:
    meeting = world.held()
    conduct.add_note(
        meeting_id=meeting.pk,
        text="Strömlöst i norr",
        agenda_item_id=meeting.agenda.all()[0].pk,
        actor_id=world.functions[0].actor_id,
        by=world.officer,
        at=AFTER,
    )
    return Protocol.objects.select_related("meeting").get()


def adjusted(world: World, protocol: Protocol) -> Protocol:
    return minutes_services.adjust_protocol(protocol_id=protocol.pk, by=world.users[0], at=AFTER)


def adopted(world: World, protocol: Protocol) -> Protocol:
    adjusted(world, protocol)
    return minutes_services.adopt_protocol(protocol_id=protocol.pk, by=world.officer, at=AFTER)


def write(protocol: Protocol, by: Any, text: str = "Kort", version: int = 1) -> Protocol:
    return minutes_services.edit_summary(
        protocol_id=protocol.pk, text=text, version=version, by=by, at=AFTER
    )


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("move", list(MOVES))
def test_only_the_listed_transitions_are_allowed(status: str, move: str) -> None:
    assert can_proceed(getattr(Protocol(status=status), move)) == (status == MOVES[move])


def test_the_draft_tells_who_was_there_with_which_mandate(world: World, protocol: Protocol) -> None:
    content = minutes.content_of(protocol)

    rows = {row["actor"]: row for row in content["attendance"]}
    assert set(rows) == {world.region.convener.name, "Kommun 00", "Kommun 01"}
    assert rows["Kommun 00"]["mandate"] == "Samordnande"
    assert rows["Kommun 00"]["mandate_gap"] is False
    assert content["agenda"][0]["notes"][0]["text"] == "Strömlöst i norr"
    assert content["meeting"]["chair"] == str(world.rsib)


def test_the_draft_names_exactly_the_mandate_gaps(db: None) -> None:
    world = World()
    low = world.member(2, mandate=10)
    world.functions.append(low)
    meeting = world.held()

    content = minutes.content_of(meeting.protocol)

    gaps = [row["actor"] for row in content["attendance"] if row["mandate_gap"]]
    assert gaps == [low.actor.name]


def test_the_summary_is_written_with_its_version(world: World, protocol: Protocol) -> None:
    written = write(protocol, world.secretary, " Kort ")

    assert (written.summary, written.summary_version) == ("Kort", 2)
    assert written.summary_by == str(world.writer)
    assert write(protocol, world.officer, "Kort", version=1).summary_by == str(world.writer)


def test_two_writers_lose_nothing(world: World, protocol: Protocol) -> None:
    write(protocol, world.secretary, "Sekreterarens")

    with pytest.raises(minutes_services.SummaryConflict, match="ändrade texten") as conflict:
        write(protocol, world.officer, "Ordförandens", version=1)

    assert conflict.value.protocol.summary == "Sekreterarens"
    protocol.refresh_from_db()
    assert protocol.summary == "Sekreterarens"


def test_the_summary_may_not_decide_for_actors(world: World, protocol: Protocol) -> None:
    with pytest.raises(RuleError, match="inte åt någon aktör"):
        write(protocol, world.officer, "Forumet beslutar att skolorna stängs")


def test_who_wrote_does_not_adjust(world: World, protocol: Protocol) -> None:
    write(protocol, world.officer)

    with pytest.raises(RuleError, match="Någon annan"):
        minutes_services.adjust_protocol(protocol_id=protocol.pk, by=world.officer, at=AFTER)
    assert adjusted(world, protocol).adjusted_by == str(world.functions[0])


@pytest.mark.parametrize("part", ["mark", "note", "decision", "end"])
def test_who_wrote_any_part_does_not_adjust(world: World, part: str) -> None:
    """One person may not begin, write, end, adjust and adopt alone, be the summary empty."""
    meeting = world.running()
    row = world.rows(meeting)[0]
    mine = {"meeting_id": meeting.pk, "by": world.secretary, "at": AFTER}
    if part == "mark":
        attendance.mark_attendance(attendance_id=row.pk, status="present", **mine)
    elif part == "note":
        conduct.add_note(text="Hej", **mine)
    elif part == "decision":
        conduct.add_decision(kind="agreement", text="Hej", **mine)
    ends = world.secretary if part == "end" else world.officer
    meeting_services.end_meeting(meeting_id=meeting.pk, by=ends, at=AFTER)
    protocol = Protocol.objects.get()

    for writer in (world.secretary, world.officer):
        with pytest.raises(RuleError, match="Du har skrivit i protokollet"):
            minutes_services.adjust_protocol(protocol_id=protocol.pk, by=writer, at=AFTER)


def test_only_those_who_were_there_adjust(world: World, protocol: Protocol) -> None:
    stranger = World().users[0]

    with pytest.raises(PermissionDenied):
        minutes_services.adjust_protocol(protocol_id=protocol.pk, by=stranger, at=AFTER)
    with pytest.raises(PermissionDenied):
        minutes_services.adjust_protocol(protocol_id=protocol.pk, by=UserFactory(), at=AFTER)


def test_an_adjusted_protocol_is_not_written_in(world: World, protocol: Protocol) -> None:
    adjusted(world, protocol)

    with pytest.raises(RuleError, match="justerat"):
        write(protocol, world.officer)


def test_writing_without_leading_is_forbidden(world: World, protocol: Protocol) -> None:
    with pytest.raises(PermissionDenied):
        write(protocol, world.users[0])


def test_reopening_needs_a_reason_and_gives_a_draft(world: World, protocol: Protocol) -> None:
    adjusted(world, protocol)
    act = {"protocol_id": protocol.pk, "at": AFTER}

    with pytest.raises(RuleError, match="behöver ändras"):
        minutes_services.reopen_protocol(reason=" ", by=world.officer, **act)
    with pytest.raises(PermissionDenied):
        minutes_services.reopen_protocol(reason="Fel namn", by=World().officer, **act)
    again = minutes_services.reopen_protocol(reason="Fel namn", by=world.officer, **act)
    with pytest.raises(RuleError, match="utkast"):
        minutes_services.reopen_protocol(reason="Fel namn", by=world.officer, **act)

    assert (again.status, again.adjusted_by, again.reopen_reason) == (S.DRAFT, "", "Fel namn")


def test_a_draft_is_not_adopted(world: World, protocol: Protocol) -> None:
    with pytest.raises(RuleError, match="utkast"):
        minutes_services.adopt_protocol(protocol_id=protocol.pk, by=world.officer, at=AFTER)


@pytest.mark.parametrize("who", ["secretary", "member"])
def test_only_convener_or_chair_adopts(world: World, protocol: Protocol, who: str) -> None:
    adjusted(world, protocol)
    by = world.secretary if who == "secretary" else world.users[1]

    with pytest.raises(PermissionDenied):
        minutes_services.adopt_protocol(protocol_id=protocol.pk, by=by, at=AFTER)


def test_the_chair_of_an_ordinary_meeting_adopts(world: World) -> None:
    meeting = world.held(Meeting.Kind.ORDINARY, chair_function=world.functions[1])
    minutes_services.adjust_protocol(protocol_id=meeting.protocol.pk, by=world.users[0], at=AFTER)

    done = minutes_services.adopt_protocol(
        protocol_id=meeting.protocol.pk, by=world.users[1], at=AFTER
    )

    assert done.adopted_by == str(world.functions[1])


def test_the_chair_of_an_activation_adopts(world: World) -> None:
    meeting = world.held(Meeting.Kind.LATER)
    who_leads.register(lambda user, m: world.functions[1] if user == world.users[1] else None)
    minutes_services.adjust_protocol(protocol_id=meeting.protocol.pk, by=world.users[0], at=AFTER)

    done = minutes_services.adopt_protocol(
        protocol_id=meeting.protocol.pk, by=world.users[1], at=AFTER
    )

    assert done.adopted_by == str(world.functions[1])


def test_adopting_seals_asks_for_the_pdf_and_tells_those_who_took_part(
    world: World, protocol: Protocol
) -> None:
    heard = []

    class Listener(hooks.MeetingHooks):
        def on_adopted(self, protocol: Protocol, at: Any) -> None:
            heard.append(protocol.pk)

        def participants_of(self, meeting: Meeting) -> list[Any]:
            return [world.rsib]

    hooks.register(Listener())

    done = adopted(world, protocol)

    done.refresh_from_db()
    assert done.meeting.status == Meeting.Status.MINUTED
    assert len(done.content_sha256) == 64
    assert minutes.verify(done)
    assert Job.objects.get(kind=PDF.kind).object_ref == ref(done)
    assert Notice.objects.filter(template="minutes_adopted", channel="email").count() == 3
    assert "Strömlöst" not in "".join(Notice.objects.values_list("body", flat=True))
    assert heard == [done.pk]


def test_adopting_twice_is_refused_and_tells_nobody_again(world: World, protocol: Protocol) -> None:
    adopted(world, protocol)
    told = Notice.objects.count()

    with pytest.raises(RuleError, match="fastställt"):
        minutes_services.adopt_protocol(protocol_id=protocol.pk, by=world.officer, at=AFTER)
    assert Notice.objects.count() == told


def test_what_is_sealed_stays_whatever_happens_to_the_notes(
    world: World, protocol: Protocol
) -> None:
    done = adopted(world, protocol)
    done.meeting.notes.update(text="Ändrad i smyg")

    fresh = Protocol.objects.select_related("meeting").get(pk=done.pk)

    assert "Strömlöst i norr" in str(minutes.content_of(fresh))
    assert minutes.verify(fresh)
    assert fresh.content is not None
    fresh.content["summary"] = "Ändrad i smyg"
    assert not minutes.verify(fresh)


def test_a_pdf_is_asked_for_once_at_a_time(world: World, protocol: Protocol) -> None:
    first = minutes_services.want_pdf(protocol_id=protocol.pk, by=world.users[0], at=AFTER)
    second = minutes_services.want_pdf(protocol_id=protocol.pk, by=world.users[0], at=AFTER)
    Job.objects.update(status=Job.Status.DONE, done_at=AFTER)
    third = minutes_services.want_pdf(protocol_id=protocol.pk, by=world.users[0], at=AFTER)

    assert first == second
    assert (third.version, first.version) == (2, 1)
    with pytest.raises(PermissionDenied):
        minutes_services.want_pdf(protocol_id=protocol.pk, by=World().users[0], at=AFTER)


def test_a_failed_pdf_is_tried_again_and_an_adopted_one_is_made_once(
    world: World, protocol: Protocol
) -> None:
    done = adopted(world, protocol)
    Job.objects.update(status=Job.Status.FAILED)
    retried = minutes_services.want_pdf(protocol_id=done.pk, by=world.officer, at=AFTER)
    assert retried.status == Job.Status.WANTED
    Job.objects.update(status=Job.Status.DONE, done_at=AFTER)

    same = minutes_services.want_pdf(protocol_id=done.pk, by=world.officer, at=AFTER)

    assert same.pk == retried.pk
    assert PDF.latest(Protocol.objects.get(pk=done.pk)) == same


# Pages ----------------------------------------------------------------------------------------


def page(protocol: Protocol, name: str) -> str:
    meeting = protocol.meeting
    return reverse(f"forums:{name}", args=[meeting.forum.region.slug, meeting.pk])


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_whole_way_by_page(world: World, protocol: Protocol) -> None:
    writer, member = client_of(world.secretary), client_of(world.users[0])
    officer = client_of(world.officer)

    assert "Spara sammanfattningen" in writer.get(page(protocol, "protocol")).content.decode()
    writer.post(page(protocol, "summary"), {"text": "Läget är stabilt", "version": 1})
    assert "Någon annan" in writer.get(page(protocol, "protocol")).content.decode()
    assert writer.post(page(protocol, "adjust")).status_code == 409
    assert member.post(page(protocol, "adjust")).status_code == 302
    assert member.get(page(protocol, "adopt")).status_code == 302
    assert member.post(page(protocol, "adopt")).status_code == 403
    assert "fryses" in officer.get(page(protocol, "adopt")).content.decode()
    assert officer.post(page(protocol, "adopt")).status_code == 302
    read = member.get(page(protocol, "protocol")).content.decode()
    assert "Innehållet stämmer med kontrollsumman" in read
    assert "Läget är stabilt" in read


def test_a_conflict_shows_both_texts(world: World, protocol: Protocol) -> None:
    write(protocol, world.secretary, "Sekreterarens <b>text</b>")
    officer = client_of(world.officer)

    response = officer.post(page(protocol, "summary"), {"text": "Min text", "version": 1})

    shown = response.content.decode()
    assert response.status_code == 409
    assert "Sekreterarens &lt;b&gt;text" in shown
    assert "Min text" in shown
    assert 'value="2"' in shown


@pytest.mark.parametrize("typed", [{"text": "x" * 9000, "version": 1}, {"text": "x"}])
def test_a_summary_that_does_not_fit_is_kept_and_told(
    world: World, protocol: Protocol, typed: dict[str, Any]
) -> None:
    response = client_of(world.officer).post(page(protocol, "summary"), typed)

    assert response.status_code == 422
    assert "x" in response.content.decode()


def test_a_refused_summary_is_told_at_the_field(world: World, protocol: Protocol) -> None:
    typed = {"text": "Forumet beslutar att vägen stängs", "version": 1}

    response = client_of(world.officer).post(page(protocol, "summary"), typed)

    assert response.status_code == 409
    assert "inte åt någon aktör" in response.content.decode()


def test_reopening_by_page_wants_a_reason(world: World, protocol: Protocol) -> None:
    adjusted(world, protocol)
    officer = client_of(world.officer)

    assert officer.post(page(protocol, "reopen"), {"reason": ""}).status_code == 422
    assert officer.post(page(protocol, "reopen"), {"reason": "x"}).status_code == 409
    assert officer.post(page(protocol, "reopen"), {"reason": "Fel tid"}).status_code == 302
    assert "Fel tid" in officer.get(page(protocol, "protocol")).content.decode()
    assert officer.get(page(protocol, "reopen")).status_code == 302
    assert officer.get(page(protocol, "summary")).status_code == 302


def test_the_page_tells_how_far_the_pdf_has_come(world: World, protocol: Protocol) -> None:
    member = client_of(world.users[0])
    assert member.get(page(protocol, "protocol_pdf")).status_code == 404
    assert "Skapa PDF av utkastet" in member.get(page(protocol, "protocol_job")).content.decode()
    member.post(page(protocol, "protocol_pdf"))
    assert "Väntar" in member.get(page(protocol, "protocol_job")).content.decode()
    Job.objects.update(status=Job.Status.FAILED, error="Arbetet tog för lång tid.")

    shown = member.get(page(protocol, "protocol")).content.decode()

    assert "Misslyckades" in shown
    assert "Försök igen" in shown


def test_a_meeting_that_has_not_ended_has_no_protocol(world: World) -> None:
    meeting = world.running()
    url = reverse("forums:protocol", args=[world.region.slug, meeting.pk])

    assert client_of(world.officer).get(url).status_code == 404


def test_a_writer_is_told_who_may_adjust(world: World, protocol: Protocol) -> None:
    shown = client_of(world.officer).get(page(protocol, "protocol")).content.decode()

    able = minutes_services.adjusters_of(protocol, AFTER)
    assert world.functions[0] in able
    assert "Någon annan som var med justerar:" in shown
    assert str(able[0]) in shown


def test_where_everybody_wrote_it_says_so_and_whom_to_ring(
    world: World, protocol: Protocol
) -> None:
    Appointment.objects.exclude(person=world.officer).delete()

    shown = client_of(world.officer).get(page(protocol, "protocol")).content.decode()

    assert minutes_services.adjusters_of(protocol, AFTER) == []
    assert "Ingen kan justera" in shown
    assert str(protocol.meeting.forum.region.convener) in shown


def test_adjusting_waits_for_another_who_was_there_once_the_leaders_wrote(
    world: World, protocol: Protocol
) -> None:
    def waits(user: Any) -> bool:
        return any(one.action == "Justera protokollet" for one in todo.tasks_of(user, AFTER))

    region = protocol.meeting.forum.region
    conveners = list(rights.holders_of(who_leads.CONVENE, region).values_list("pk", flat=True))
    leading = {protocol.meeting.chair_function_id, *conveners}
    others = Appointment.objects.filter(function__in=leading).exclude(person=world.officer)
    fresh = AppointmentFactory(function_id=conveners[0]).person
    assert waits(fresh)
    assert not waits(world.users[0])  # the convener has somebody who wrote nothing of it

    others.delete()

    assert waits(world.users[0])
    assert not waits(world.officer)
