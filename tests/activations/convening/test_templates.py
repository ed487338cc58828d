"""Call templates: kept by the region's administrator, and only within the region."""

import pytest
from django.core.exceptions import PermissionDenied

from activations.convening import templates
from activations.models import CallTemplate
from common.errors import RuleError
from tests import factories as people
from tests.activations.factories import AT, ForumFactory, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def administrator(scene):
    return people.holder(scene.administrator)


def data_for(scene, **changes):
    values = {
        "name": "Snöoväder",
        "forum": scene.coordinating,
        "event_type": scene.event_type,
        "replaces_seats": False,
        "actors": [scene.municipality],
    } | changes
    return templates.TemplateData(**values)


def save(scene, by, **changes):
    template_id = changes.pop("template_id", None)
    return templates.save_template(
        region=scene.region, data=data_for(scene, **changes), template_id=template_id, by=by, at=AT
    )


def test_a_template_is_added_changed_and_removed(scene, administrator):
    template = save(scene, administrator)
    changed = save(scene, administrator, template_id=template.pk, name="Storm", actors=[])

    assert (changed.pk, changed.name) == (template.pk, "Storm")
    assert not changed.actors.exists()
    templates.remove_template(template_id=template.pk, by=administrator, at=AT)
    assert not CallTemplate.objects.exists()


def test_nobody_else_keeps_templates(scene):
    with pytest.raises(PermissionDenied):
        save(scene, scene.officer)


def test_two_templates_of_a_forum_never_share_a_name(scene, administrator):
    save(scene, administrator)

    with pytest.raises(RuleError, match="redan en mall"):
        save(scene, administrator)


def test_a_forum_of_another_region_is_refused(scene, administrator):
    with pytest.raises(RuleError, match="forum i regionen"):
        save(scene, administrator, forum=ForumFactory())

    assert not CallTemplate.objects.exists()


def test_the_template_of_another_region_is_left_where_it_is(scene, administrator):
    forum = ForumFactory()
    foreign = CallTemplate.objects.create(region=forum.region, forum=forum, name="Deras")

    with pytest.raises(CallTemplate.DoesNotExist):
        save(scene, administrator, template_id=foreign.pk)

    foreign.refresh_from_db()
    assert (foreign.region, foreign.name) == (forum.region, "Deras")
