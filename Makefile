# Every target prepares what it needs by itself. `make help` lists them.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
JOBS ?= 2
export QT_QPA_PLATFORM ?= offscreen

.PHONY: help setup demo run test check bench screenshots translations clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

setup: ## Prepare the program: .venv/bin/vipmg
	@sh installer/setup.sh

demo: setup ## Three national nodes register, tabulate, protect, exchange, compare and brief
	$(PYTHON) -m vipmg demo --dir demo --no-window

run: setup ## Open the desktop
	@env -u QT_QPA_PLATFORM $(PYTHON) -m vipmg

test: check ## Run every check and every test
	$(PYTHON) -m pytest -q -n $(JOBS) --dist loadfile

check: setup-dev ## Style, types, import rules
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-cache

bench: setup-dev ## Measure speed beside peers, as ratios
	$(PYTHON) -m tests.benchmarks

screenshots: setup-dev ## Draw the main pages into docs/images
	$(PYTHON) docs/screenshots.py

translations: setup-dev ## List the texts that lack their Spanish
	$(PYTHON) -m pytest -q tests/test_translations.py

clean: ## Remove what was built; the demo and your nodes stay
	rm -rf .venv .npm build *.egg-info .mypy_cache .ruff_cache .pytest_cache

.PHONY: setup-dev
setup-dev:
	@sh installer/setup.sh dev
