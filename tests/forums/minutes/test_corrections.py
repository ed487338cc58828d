"""A correction beside adopted minutes: proposed by one, adjusted by another, sealed by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from common import todo
from common.errors import RuleError
from forums import hooks
from forums.minutes import content, corrections
from forums.minutes import services as minutes_services
from forums.models import MinutesCorrection, Protocol
from notices.models import Notice
from records.files import seals
from records.models import AuditEntry
from tests import factories as people
from tests.clients import read_form, signed_in
from tests.forums.factories import SOON, World

AFTER = SOON + timedelta(hours=2)
WORDS = {"about": "§ 1", "says": "Mötet började 03:35.", "reason": "Fel klockslag"}


@pytest.fixture
def protocol(world: World) -> Protocol:
    """Return adopted minutes of a meeting where two members were."""
    found = world.held().protocol
    minutes_services.adjust_protocol(protocol_id=found.pk, by=world.users[0], at=AFTER)
    return minutes_services.adopt_protocol(protocol_id=found.pk, by=world.officer, at=AFTER)


def propose(protocol: Protocol, by: Any, **changes: str) -> MinutesCorrection:
    words = {**WORDS, **changes}
    return corrections.propose_correction(protocol_id=protocol.pk, **words, by=by, at=AFTER)


def adjust(found: MinutesCorrection, by: Any) -> MinutesCorrection:
    return corrections.adjust_correction(correction_id=found.pk, by=by, at=AFTER)


def test_another_adjusts_and_the_sealed_text_stands_as_it_was(world, protocol) -> None:
    before = protocol.content_sha256
    found = adjust(propose(protocol, world.users[0]), world.users[1])

    protocol.refresh_from_db()
    assert (found.status, found.settled_by) == ("adjusted", str(world.functions[1]))
    assert found.content_sha256 == seals.digest(found.sealed())
    assert protocol.content_sha256 == before
    assert content.verify(protocol)
    assert Notice.objects.filter(template="minutes_corrected", channel="sms").count() == 3
    assert AuditEntry.objects.filter(action="correction.adjust").count() == 1


def test_who_proposed_it_neither_adjusts_nor_declines_it(world, protocol) -> None:
    found = propose(protocol, world.users[0])

    for act in (
        lambda: adjust(found, world.users[0]),
        lambda: corrections.decline_correction(
            correction_id=found.pk, reason="Nej", by=world.users[0], at=AFTER
        ),
    ):
        with pytest.raises(RuleError, match="Någon annan som var med"):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesCorrection.objects.update(
            status="adjusted",
            settled_at=AFTER,
            settled_by="RSIB",
            settled_by_user_id=world.users[0].pk,
            content_sha256="x",
        )


def test_who_was_not_there_corrects_and_settles_nothing(world, protocol) -> None:
    stranger = people.holder(world.member(9))
    with pytest.raises(PermissionDenied):
        propose(protocol, stranger)
    found = propose(protocol, world.users[0])

    with pytest.raises(PermissionDenied):
        adjust(found, stranger)
    assert not corrections.may_settle(stranger, found)
    assert not corrections.may_settle(world.users[0], found)
    assert corrections.may_settle(world.users[1], found)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"about": " "}, "about"),
        ({"says": ""}, "says"),
        ({"reason": " "}, "reason"),
        ({"says": "Mötet beslutade att kommunerna stänger"}, "wording_reason"),
    ],
)
def test_a_correction_says_what_how_and_why(world, protocol, changes, field) -> None:
    with pytest.raises(RuleError) as refused:
        propose(protocol, world.users[0], **changes)

    assert refused.value.field == field
    assert not MinutesCorrection.objects.exists()


def test_minutes_that_are_not_adopted_are_opened_instead(world) -> None:
    with pytest.raises(RuleError, match="Öppna det igen"):
        propose(world.held().protocol, world.users[0])


def test_it_is_declined_with_a_reason_and_settled_once(world, protocol) -> None:
    found = propose(protocol, world.users[0])
    decline = {"correction_id": found.pk, "by": world.users[1], "at": AFTER}

    with pytest.raises(RuleError, match="Skriv varför"):
        corrections.decline_correction(reason=" ", **decline)
    declined = corrections.decline_correction(reason="Klockslaget stämmer", **decline)

    assert (declined.status, declined.settled_because) == ("declined", "Klockslaget stämmer")
    with pytest.raises(RuleError):
        adjust(found, world.officer)
    assert not Notice.objects.filter(template="minutes_corrected").exists()


def test_only_who_proposed_it_takes_it_back_while_it_waits(world, protocol) -> None:
    found = propose(protocol, world.users[0])
    with pytest.raises(PermissionDenied):
        corrections.withdraw_correction(correction_id=found.pk, by=world.users[1], at=AFTER)

    taken = corrections.withdraw_correction(correction_id=found.pk, by=world.users[0], at=AFTER)

    assert taken.status == "withdrawn"
    with pytest.raises(RuleError):
        corrections.withdraw_correction(correction_id=found.pk, by=world.users[0], at=AFTER)
    assert propose(protocol, world.users[0]).number == 2


def test_it_waits_in_att_gora_for_the_others_alone(world, protocol) -> None:
    propose(protocol, world.users[0])

    def waiting(user: Any) -> int:
        return sum(one.action == "Justera rättelsen" for one in todo.tasks_of(user, AFTER))

    users = (world.users[1], world.officer, world.users[0], people.UserFactory())
    assert [waiting(user) for user in users] == [1, 1, 0, 0]


def test_higher_apps_hear_of_it_and_their_participants_are_told(world, protocol) -> None:
    extra = world.member(7)
    heard: list[str] = []

    class Ears(hooks.MeetingHooks):
        def on_corrected(self, correction, by_label, at) -> None:
            heard.append(by_label)

        def participants_of(self, meeting):
            return [extra]

    hooks.register(Ears())
    adjust(propose(protocol, world.users[0]), world.users[1])

    assert heard == [str(world.functions[1])]
    told = Notice.objects.filter(template="minutes_corrected", recipient_label=str(extra))
    assert told.count() == 2


def test_in_the_browser_and_the_api(world, protocol) -> None:
    meeting = protocol.meeting
    args = [world.region.slug, meeting.pk]
    page, new = (reverse(f"forums:{name}", args=args) for name in ("protocol", "correction_new"))
    one, other = signed_in(world.users[0]), signed_in(world.users[1])
    one.post(new, read_form(one.get(new)) | WORDS)
    found = MinutesCorrection.objects.get()
    assert "Ta tillbaka" in one.get(page).content.decode()
    assert "Rättelsen stämmer" in other.get(page).content.decode()
    assert other.get(f"/api/v1/meetings/{meeting.pk}/").json()["corrections"] == []

    other.post(reverse("forums:correction_adjust", args=[*args, found.pk]))

    shown = other.get(page).content.decode()
    assert "Mötet började 03:35." in shown
    assert "Justerad" in shown
    (told,) = other.get(f"/api/v1/meetings/{meeting.pk}/").json()["corrections"]
    assert (told["about"], told["says"]) == ("§ 1", "Mötet började 03:35.")


def test_declining_and_taking_back_in_the_browser(world, protocol) -> None:
    args = [world.region.slug, protocol.meeting_id]
    first, second = propose(protocol, world.users[0]), propose(protocol, world.users[0])
    one, other = signed_in(world.users[0]), signed_in(world.users[1])
    address = reverse("forums:correction_decline", args=[*args, first.pk])
    other.post(address, read_form(other.get(address)) | {"reason": "Det stämmer som det står"})
    one.post(reverse("forums:correction_withdraw", args=[*args, second.pk]))

    assert list(MinutesCorrection.objects.values_list("status", flat=True)) == [
        "declined",
        "withdrawn",
    ]
    refused = one.post(reverse("forums:correction_adjust", args=[*args, first.pk]), follow=True)
    assert "Någon annan som var med" in refused.content.decode()
