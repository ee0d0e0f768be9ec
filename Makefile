# What a newcomer needs: `make demo`, `make test`. The rest is for those who work on it; `make help` lists all.
# Each target sets up what it needs in .venv, once: a second run finds it done.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test test-exact check bench bench-archive bench-visible bench-flood contracts lint types migrations docs reference coverage pins format clean

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIN := uv pip compile --universal --generate-hashes --no-header --no-annotate

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# ---- setting up -------------------------------------------------------------------------------------------------

$(BIN)/python:
	@.ci/venv $(VENV)

$(VENV)/.app: requirements/build.txt requirements/app.txt pyproject.toml | $(BIN)/python
	@.ci/install $(VENV) app && touch $@

$(VENV)/.dev: requirements/build.txt requirements/app.txt requirements/dev.txt pyproject.toml | $(BIN)/python
	@.ci/install $(VENV) dev && touch $@ $(VENV)/.app

# ---- for everyone -----------------------------------------------------------------------------------------------

demo: $(VENV)/.app ## a paper with stories in it, on this machine (PORT=8000)
	@exec $(BIN)/broadsheet demo --port $(PORT)

test: $(VENV)/.dev ## all tests: on SQLite, on PostgreSQL if one answers, in Chromium if there is one
	@.ci/tests

test-exact: $(VENV)/.dev ## the walk of all pages for every change alone
	$(BIN)/pytest -q -n 2 tests/apps/delivery/test_exact.py

# ---- for those who change it ------------------------------------------------------------------------------------

check: contracts lint types migrations docs coverage ## what has to hold besides the tests; with them it is what CI runs
	@echo "check: all is well"

contracts: $(VENV)/.dev ## layers, purity, no cycles
	$(BIN)/lint-imports --no-logo

lint: $(VENV)/.dev ## ruff and djlint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djlint --lint --quiet src/broadsheet

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

migrations: $(VENV)/.dev ## no model has changed without its migration
	@home=$$(mktemp -d) && trap "rm -rf $$home" EXIT && \
	BROADSHEET_HOME=$$home $(BIN)/broadsheet manage makemigrations --check --dry-run

docs: $(VENV)/.dev ## the documentation, warnings being errors
	$(BIN)/python docs/generate.py --check
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

reference: $(VENV)/.dev ## docs/reference, from what the program says of itself
	$(BIN)/python docs/generate.py

coverage: $(VENV)/.dev ## every branch of the pure modules is tested
	$(BIN)/pytest -q tests/pure --cov-config=.ci/coverage-pure.ini --cov --cov-report=term-missing:skip-covered --cov-fail-under=100

bench: $(VENV)/.app ## stored pages against nginx serving the same bytes (needs nginx and wrk)
	$(BIN)/python -m broadsheet.bench.speed $(ARGS)

bench-visible: $(VENV)/.app ## from publishing to every page showing it, while others read (needs wrk)
	$(BIN)/python -m broadsheet.bench.visible $(ARGS)

bench-flood: $(VENV)/.app ## hits while others flood the paper with what nobody links to (needs wrk)
	$(BIN)/python -m broadsheet.bench.flood $(ARGS)

bench-archive: $(VENV)/.app ## the same questions at 10 thousand, 100 thousand and 1 million stories (ARGS="--sizes 10000,100000")
	$(BIN)/python -m broadsheet.bench.archive $(ARGS)

format: $(VENV)/.dev ## put it into shape
	$(BIN)/ruff check --fix-only && $(BIN)/ruff format

pins: ## renew requirements/*.txt from requirements/*.in (needs uv)
	$(PIN) requirements/build.in -o requirements/build.txt
	$(PIN) requirements/app.in -o requirements/app.txt
	$(PIN) requirements/dev.in -o requirements/dev.txt

clean: ## take away what the targets above have made, but not var/, where papers live
	rm -rf $(VENV) docs/_build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage build
