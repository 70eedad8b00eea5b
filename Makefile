# `make run` is the main job. Everything happens in this folder: .venv, .uv, .coordinator, out.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# Setup is done when this file names this folder: a virtual environment that was moved is made anew.
STAMP := .venv/.installed
EXTRA_RUN ?=

.PHONY: setup run demo test check bench screenshots lock help clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: $(STAMP) ## create .venv with everything in it
	@grep -qxF "$(CURDIR)" $(STAMP) || { rm -f $(STAMP); $(MAKE) --no-print-directory $(STAMP); }

run: setup ## start everything, with the demo caseload; Ctrl-C ends it
	@.venv/bin/coordinator up --demo $(EXTRA_RUN)

demo: setup ## take the example cases through all five stages; writes out/demo
	@.venv/bin/coordinator demo

test: setup ## install a browser when there is none, and run every test
	@.ci/browser >/dev/null
	@.venv/bin/pytest -n 3 --dist loadscope  # on two cores: there is always a test that waits for a process

check: setup ## format, lint, types, floors, templates, migrations
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m coordinator.correspondence.check
	.venv/bin/python tests/check_migrations.py

bench: setup ## measure; writes out/bench.json
	@.venv/bin/python -m bench

screenshots: setup ## take pictures of the desk; writes out/screenshots
	@.ci/browser >/dev/null
	@.venv/bin/python -m tests.desk.screenshots out/screenshots

lock: setup ## choose versions anew and write requirements/*.txt with their hashes
	@.ci/lock

clean: ## remove what was installed or built here; the data in .coordinator stays
	rm -rf .venv .uv out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache node_modules

$(STAMP): requirements/dev.txt pyproject.toml
	@.ci/setup
