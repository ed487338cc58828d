"""The description of the API is valid, whole, and says so without a warning."""

import io

import yaml
from django.core.management import call_command


def test_the_description_is_valid_and_without_warnings(tmp_path, capsys) -> None:
    file = tmp_path / "schema.yml"

    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))

    described = yaml.safe_load(io.StringIO(file.read_text()))
    assert described["openapi"].startswith("3.1")
    assert {"/api/v1/status/", "/api/v1/activation-requests/"} <= set(described["paths"])
