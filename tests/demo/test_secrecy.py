"""The demonstration can be built twice, and shows what it should."""

from datetime import UTC, datetime

import pytest
from django.test import override_settings

from demo import actors as people
from demo.followup import secrets as demo
from records.models import ClassifiedReference, SecretAnnex, Undertaking, UndertakingRequest
from records.secrets.secrets import may_read

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demo_has_an_annex_that_the_director_may_read_and_more_to_sign() -> None:
    with override_settings(DEMO=True):
        people.build(AT)
        demo.build(AT)
        demo.build(AT)

    annex = SecretAnnex.objects.get()
    director = Undertaking.objects.get().person
    assert may_read(director, annex, AT, factor_at=AT).allowed
    assert UndertakingRequest.objects.filter(undertakings=None).count() == 2
    assert ClassifiedReference.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_built_without_a_key_or_a_municipality(settings) -> None:
    demo.build(AT)
    settings.SECRETS_KEYS = []
    demo.build(AT)

    assert not SecretAnnex.objects.exists()
