"""Every model says what a copy of the database for trials must not show."""

import pytest
from django.apps import apps
from django.db.models import Model

from tests.house.repository import APPS

OURS = [
    model
    for app in APPS
    for model in apps.get_app_config(app).get_models()
    if not hasattr(model, "history_object")  # follows the model it is the history of
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_says_which_fields_to_scrub(model: type[Model]) -> None:
    scrub = vars(model).get("SCRUB")
    assert isinstance(scrub, set), f"{model.__name__} saknar SCRUB: set[str]"
    assert scrub <= {field.name for field in model._meta.get_fields()}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_that_can_hold_a_person_is_scrubbed(model: type[Model]) -> None:
    telling = {"email", "phone", "address", "password", "token_hash", "call_back_number"}
    held = {field.name for field in model._meta.get_fields() if field.concrete} & telling
    assert held <= vars(model)["SCRUB"]
