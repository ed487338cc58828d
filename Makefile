# Every command of the project; `make` alone lists them. All of them set up what they need first.

PORT ?= 8000
PYTEST := .venv/bin/pytest
# Side by side, each process with its own database and queue; a file's tests stay together.
SIDE_BY_SIDE := -n auto --maxprocesses 8 --dist loadscope
# What is compiled is kept, whatever the shell says: each process of a test would else compile the
# whole house anew, and rewrite the assertions of all its tests.
export PYTHONDONTWRITEBYTECODE :=
# Files of ours only, so that a stray file in the tree never fails the linters.
TEMPLATES := templates

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-check run demo-reset test test-exhaustive check lint types layers migrations \
        test-postgres test-browser prove-rules format bench screenshots lock backup restore clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

setup: ## install everything run and test need (fast when nothing changed)
	@bin/setup

setup-check: ## also install what only `make check` needs: PostgreSQL, Redis, Chromium
	@bin/setup --check

# The second line unquoted: quotes would put a shell between, and make's end would not be seen.
run: ## start everything with demo data; PORT=8123 make run takes another port
	@bin/setup --port "$(PORT)"
	@.venv/bin/python bin/run.py --port=$(PORT)

demo-reset: setup ## throw the demo data away and build it anew
	@.venv/bin/python bin/run.py --reset

# The tables are made from the models here; the migrations are run by test-postgres, and on SQLite
# by the tests of `make run`.
test: setup ## the tests, on SQLite
	$(PYTEST) --no-migrations -m "not browser and not processes and not exhaustive" $(SIDE_BY_SIDE)

# What `make test` tries together is tried here one by one: nonsense in each field alone, and every
# page made for every role. Minutes more that seldom tell more, so no other command runs it: run it
# when forms, the matrix or the frame of the pages change much, and before a release.
test-exhaustive: setup ## one by one what the tests try together; takes minutes more
	$(PYTEST) --no-migrations -m exhaustive $(SIDE_BY_SIDE)

check: setup-check lint types layers migrations test test-postgres test-browser ## all that must hold

lint: setup ## ruff and djlint
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/djlint --check --lint $(TEMPLATES)

types: setup ## mypy
	.venv/bin/mypy

layers: setup ## import-linter: who may import whom
	.venv/bin/lint-imports

migrations: setup ## no model differs from its migrations
	DEBUG=1 .venv/bin/python manage.py makemigrations --check --dry-run

# Here the coverage is measured. The access matrix and the nonsense in every field ask the same of
# any database and take minutes: `make test` runs them.
test-postgres: setup-check ## the whole suite on PostgreSQL and Redis with a real worker
	bin/with-services $(PYTEST) -m "not browser and not processes and not exhaustive" $(SIDE_BY_SIDE) --cov --cov-report= \
		--ignore=tests/access --ignore=tests/input
	.venv/bin/coverage report --skip-covered --fail-under=95
	.venv/bin/coverage report --include="$$(.venv/bin/python bin/wholly_covered.py)" --fail-under=100

test-browser: setup-check ## pages in headless Chromium with axe; starting and stopping everything
	$(PYTEST) --no-migrations -m "browser or processes" $(SIDE_BY_SIDE)

prove-rules: setup ## break what holds each rule of the guidance: its test must fail
	.venv/bin/python -m tests.proving

format: setup ## rewrite Python and templates in house style
	.venv/bin/ruff check --fix
	.venv/bin/ruff format
	.venv/bin/djlint --quiet --reformat $(TEMPLATES)

bench: setup ## measure the follow-up at national size (ratios within one run)
	.venv/bin/python bench/follow_up.py

screenshots: setup-check ## make the pictures of README.md anew
	.venv/bin/python bin/screenshots.py

lock: setup ## pin the dependencies of pyproject.toml anew, with hashes
	bin/lock

backup: setup ## save the database of DATABASE_URL and all files: make backup TO=folder
	bin/backup "$(TO)"

restore: setup ## fill an EMPTY database and media folder: make restore FROM=folder/ssr-….tar
	bin/restore "$(FROM)"

clean: ## remove everything that was installed or built, data of the demo included
	rm -rf .venv .uv node_modules var htmcov .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
