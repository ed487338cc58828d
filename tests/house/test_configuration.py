"""Configuration is written down where it is used and where it is explained, and both agree."""

import ast
import re
import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.repository import ROOT, app_files, calls, name_of

# These only say which settings to load.
MAY_READ_ENVIRONMENT = {"ssr/settings.py", "ssr/wsgi.py", "ssr/celery.py"}


def variables_of_settings() -> set[str]:
    tree = ast.parse((ROOT / "ssr/settings.py").read_text())
    return {
        str(call.args[0].value)
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def variables_of_readme() -> list[str]:
    return re.findall(r"^\| `([A-Z][A-Z_]+)`", (ROOT / "README.md").read_text(), re.MULTILINE)


def test_readme_explains_every_variable_of_the_settings_once() -> None:
    variables = variables_of_readme()
    assert len(variables) == len(set(variables))
    procfile = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "Procfile").read_text()))
    assert set(variables) == variables_of_settings() | procfile


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        name_of(path)
        for path in app_files()
        if name_of(path) not in MAY_READ_ENVIRONMENT
        and re.search(r"os\.(environ|getenv)", path.read_text())
    ]
    assert not readers


def locked(name: str = "requirements.lock") -> dict[str, Version]:
    text = (ROOT / name).read_text()
    return {
        canonicalize_name(name): Version(version)
        for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    }


def required() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [item for group in project["dependency-groups"].values() for item in group]
    names = [item for item in groups if isinstance(item, str)]
    return [Requirement(item) for item in [*project["project"]["dependencies"], *names]]


def test_lock_file_holds_every_dependency_at_a_version_that_was_asked_for() -> None:
    versions = locked()
    astray = [
        str(requirement)
        for requirement in required()
        if versions.get(canonicalize_name(requirement.name)) not in _Specified(requirement)
    ]
    assert not astray


class _Specified:
    """The versions a requirement allows; nothing is not among them."""

    def __init__(self, requirement: Requirement) -> None:
        self.specifier = requirement.specifier

    def __contains__(self, version: Version | None) -> bool:
        return version is not None and self.specifier.contains(version, prereleases=True)


def test_lock_file_pins_every_package_by_hash() -> None:
    entries = re.split(r"\n(?=\w)", (ROOT / "requirements.lock").read_text().strip())
    assert len(entries) == len(locked())
    assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_production_gets_the_very_versions_that_were_tested() -> None:
    assert locked("requirements-production.lock").items() <= locked().items()
    assert "django" in locked("requirements-production.lock")
    assert "pytest" not in locked("requirements-production.lock")


def test_every_dependency_says_why_it_is_here() -> None:
    lines = (ROOT / "pyproject.toml").read_text().split("[dependency-groups]")[0].splitlines()
    silent = [
        line.strip() for line in lines if re.match(r'    "[\w\[\],-]+>=', line) and "#" not in line
    ]
    assert not silent


def compose() -> dict[str, dict[str, object]]:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert isinstance(services, dict)
    return services


def test_every_lasting_service_of_the_compose_file_has_a_health_check_and_comes_back() -> None:
    for name, service in compose().items():
        if service.get("restart") == "no":
            continue  # one-shot
        assert "healthcheck" in service, name
        assert service["restart"] == "unless-stopped", name


def test_compose_file_runs_the_commands_of_the_procfile() -> None:
    procfile = (ROOT / "Procfile").read_text()
    for name in ("sender", "worker", "beat"):
        command = str(compose()[name]["command"])
        assert command.split(" --")[0] in procfile, name


def test_compose_file_holds_no_password() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(
        r"(PASSWORD|SECRET|SECRET_KEY)['\"]?:\s*['\"]?[^\s/$][^\s]*$", text, re.MULTILINE
    )
