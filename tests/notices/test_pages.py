"""The list of notices, one notice, and taking care of a failure."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.errors import RuleError
from notices import services
from notices.models import IncomingSms
from tests.notices.factories import AT, NUMBER, make_notice

pytestmark = pytest.mark.django_db


def failed(**given):
    return make_notice(status="failed", failed_at=AT, last_error="550 okänd", **given)


def test_the_list_is_for_those_who_operate_the_region(client, person, operator):
    assert client.get("/utskick/").status_code == 302
    client.force_login(person)
    assert client.get("/utskick/").status_code == 403
    client.force_login(operator)
    assert client.get("/utskick/").status_code == 200


def test_in_the_demo_everybody_signed_in_may_see_it(client, person, settings):
    settings.DEMO = True
    make_notice(body="Öppna: http://127.0.0.1:8000/k/abcdefghijklmn/")
    client.force_login(person)

    page = client.get("/utskick/").content.decode()

    assert 'href="http://127.0.0.1:8000/k/abcdefghijklmn/"' in page
    assert "Svara på sms" in page


def test_outside_the_demo_nobody_can_use_anothers_link(client, operator):
    notice = make_notice(body="Öppna: http://127.0.0.1:8000/k/abcdefghijklmn/")
    client.force_login(operator)

    for path in ("/utskick/", f"/utskick/{notice.pk}/"):
        page = client.get(path).content.decode()
        assert "abcdefghijklmn" not in page
        assert "Svara på sms" not in page


def test_no_link_that_lets_somebody_in_stands_readable(client, operator, settings):
    links = [
        settings.PUBLIC_URL + address
        for address in (
            "/k/abcdefghijklmn/",
            reverse("actors:invitation", args=["abcdefghijklmn"]),
            reverse("actors:calendar_file", args=["abcdefghijklmn"]),
            "/en-gammal-adress/abcdefghijklmn",
        )
    ]
    notice = make_notice(body="".join(f"Öppna: {link}.\n" for link in links))
    client.force_login(operator)

    for path in ("/utskick/", f"/utskick/{notice.pk}/"):
        page = client.get(path).content.decode()
        assert "abcdefghijklmn" not in page
        assert f"{settings.PUBLIC_URL}/inbjudan/…/" in page


def test_other_links_stand_as_they_were_sent(client, operator, settings):
    make_notice(body=f"Se {settings.PUBLIC_URL}/drift/ och https://mote.example/abc?d=e.")
    client.force_login(operator)

    page = client.get("/utskick/").content.decode()

    assert f"{settings.PUBLIC_URL}/drift/" in page
    assert "https://mote.example/abc?d=e" in page


def test_failures_come_first_and_can_be_taken_care_of(client, operator):
    make_notice()
    notice = failed()
    client.force_login(operator)

    page = client.get("/utskick/").content.decode()
    assert page.index("Misslyckade att ta hand om") < page.index("Alla utskick")
    response = client.post(f"/utskick/{notice.pk}/ta-hand-om/", follow=True)

    notice.refresh_from_db()
    assert notice.handled_by == "Driftansvarig, Länsstyrelsen"
    assert "Omhändertaget" in response.content.decode()
    assert "Misslyckade att ta hand om" not in client.get("/utskick/").content.decode()


def test_two_take_care_and_the_second_is_told(client, operator):
    notice = failed()
    services.handle_failure(notice_id=notice.pk, by=operator, at=timezone.now())
    client.force_login(operator)

    response = client.post(f"/utskick/{notice.pk}/ta-hand-om/")

    assert response.status_code == 409
    assert "redan omhändertaget av Driftansvarig" in response.content.decode()


def test_what_has_not_failed_needs_no_care(operator):
    with pytest.raises(RuleError, match="inte misslyckats"):
        services.handle_failure(notice_id=make_notice().pk, by=operator, at=AT)


def test_nobody_without_the_right_takes_care(client, person):
    notice = failed()

    with pytest.raises(PermissionDenied):
        services.handle_failure(notice_id=notice.pk, by=person, at=AT)

    client.force_login(person)
    assert client.post(f"/utskick/{notice.pk}/ta-hand-om/").status_code == 404
    assert client.get(f"/utskick/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.handled_at is None


def test_one_notice_shows_every_try(client, operator):
    notice = failed()
    notice.tries.create(at=AT, succeeded=False, error="451 senare")
    client.force_login(operator)

    assert "451 senare" in client.get(f"/utskick/{notice.pk}/").content.decode()
    assert client.get(f"/utskick/{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=failed", 1), ("channel=email", 1), ("template=summons", 1), ("q=polisen", 1),
        ("about=activations.meeting:7", 1), ("", 2),
        # what makes no sense narrows nothing
        ("status=nonsense", 2), ("sida=999", 2), ("sida=x", 2), ("template=" + "x" * 999, 2),
        ("q=%00", 2),
    ],
)  # fmt: skip
def test_the_list_can_be_narrowed(client, operator, query, shown):
    make_notice(channel="sms", template="summons", about_ref="activations.meeting:7")
    failed(recipient_label="Vakthavande, Polisen")
    client.force_login(operator)

    page = client.get(f"/utskick/?{query}").content.decode()

    assert page.count('class="message-sent message-sent--') == shown


def test_the_list_takes_the_same_number_of_queries_however_long(client, operator):
    client.force_login(operator)
    client.get("/utskick/")  # what is looked up once per process
    counts = []
    for more in (2, 58):
        for _ in range(more):
            make_notice()
        with CaptureQueriesContext(connection) as queries:
            client.get("/utskick/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_texts_are_shown_as_text(client, operator):
    make_notice(subject="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")
    client.force_login(operator)

    page = client.get("/utskick/").content.decode()

    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_demo_answers_by_sms_through_the_service_of_the_operator(client, person, settings):
    settings.DEMO = True
    client.force_login(person)

    response = client.post(
        "/utskick/svara-sms/", {"sender": "070-123 45 67", "text": "JA"}, follow=True
    )

    assert "SSR svarade" in response.content.decode()
    assert IncomingSms.objects.get().sender == NUMBER


@pytest.mark.parametrize(
    "data",
    [
        {}, {"sender": "", "text": "JA"}, {"sender": "växeln", "text": "JA"},
        {"sender": NUMBER, "text": "x" * 10_000}, {"sender": "<script>", "text": "🔥"},
        {"sender": NUMBER, "text": "a\0b"},
    ],
)  # fmt: skip
def test_a_bad_demo_reply_is_shown_at_its_field(client, person, settings, data):
    settings.DEMO = True
    client.force_login(person)

    response = client.post("/utskick/svara-sms/", data)

    assert response.status_code == 422
    assert "Det finns" in response.content.decode()
    assert not IncomingSms.objects.exists()


def test_outside_the_demo_nobody_can_send_replies_for_others(client, operator):
    client.force_login(operator)

    assert client.post("/utskick/svara-sms/", {"sender": NUMBER, "text": "JA"}).status_code == 404
