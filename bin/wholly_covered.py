"""Print the files whose every line and branch a test must run, as coverage wants them."""

import tomllib
from pathlib import Path

settings = tomllib.loads((Path(__file__).resolve().parent.parent / "pyproject.toml").read_text())
print(",".join(settings["tool"]["ssr"]["wholly_covered"]))
