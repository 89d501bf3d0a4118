# Every target sets up what it needs; `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
DATA   ?= data
RUN    := $(VENV)/.run-installed
TEST   := $(VENV)/.test-installed
BENCH  := $(VENV)/.bench-installed
CODE   := service workers tests
# Two processes more than there are processors, since many tests wait for other processes.
JOBS   ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2)

# Processes start by the hundred in the tests: none compiles the modules anew, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run test test-only lint format translations sbom pictures bench soak clean lock system-packages
.DEFAULT_GOAL := help

help: ## show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { echo "Python 3.11, 3.12 or 3.13 is needed; call make with PYTHON=python3.12, for example." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing: install python3-venv." >&2; rm -rf $(VENV); exit 1; }

# The lock files are complete, so nothing is left to resolve: an older pip, which does not know that a locked package
# also serves for its extras, would else look for a newer release that has no hash. `pip check` says what is amiss.
$(RUN): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m pip check --disable-pip-version-check >&2
	@touch $@

$(TEST): requirements-test.lock pyproject.toml $(RUN)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-test.lock
	@touch $@

# Apart from the tests, since a spreadsheet library loads numpy wherever it finds it, in every process.
$(BENCH): requirements-bench.lock pyproject.toml $(TEST)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-bench.lock
	@touch $@

run: $(RUN) ## start everything with demonstration data and print the address
	@exec $(BIN)/tonghop up --data $(DATA) --port $(PORT) --demo

test: ## lint, types and all tests, with what they need
	@$(MAKE) --no-print-directory -j2 system-packages $(TEST)
	@$(MAKE) --no-print-directory lint test-only

test-only: $(TEST) ## the tests without lint
	@# Each file stays with one process, so that what its tests share is made once; the slow ones come first.
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

soak: system-packages $(TEST) ## the bad-day run on a live installation (as root) and the long variants of tests
	$(BIN)/python -m tests.soak

lint: $(TEST) ## ruff, mypy and the import contracts
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(TEST) ## put the code into its form
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

translations: $(TEST) ## gather the texts to translate, and compile the translations; fails while one is missing
	$(BIN)/python -m service.web.translations.extract

sbom: $(TEST) ## list all that an installation runs as sbom.json (CycloneDX)
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --mc-type application --output-reproducible -o sbom.json requirements.lock

pictures: system-packages $(TEST) ## the pictures of the README and of the help, taken from the demonstration
	$(BIN)/python -m tests.pictures

bench: $(BENCH) ## measured ratios, all in one run
	$(BIN)/python -m tests.benchmarks

system-packages:
	@sh tests/system-packages.sh

lock: $(BIN)/python ## renew the lock files from pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --all-build-deps -o requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --all-build-deps --extra test -o requirements-test.lock -c requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --all-build-deps --extra test --extra bench -o requirements-bench.lock -c requirements-test.lock pyproject.toml

clean: ## remove what the other targets made, but not the data
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
