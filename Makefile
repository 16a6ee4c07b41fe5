# make demo   set up and run the samples on a temporary embedded store
# make test   set up and run every check and test
# make help   the rest

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CLIENT := tests/client/node_modules/.package-lock.json
WORKERS ?= 2
SECONDS ?= 1800
STORE ?= sqlite

.DEFAULT_GOAL := help
.PHONY: help demo test setup check format unit openapi release campaign mutations fuzz bench audit pin clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.runtime ## import the samples into a temporary store and serve them on loopback
	@exec $(BIN)/python -m app.cli demo

test: setup check unit ## format, lint, types, floors, OpenAPI and all tests, bounded

setup: $(VENV)/.dev $(CLIENT) ## the virtual environment with all that the tests need, and the client generator

check: setup ## format, lint, types and floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m app.cli openapi --check

format: setup ## write the format and what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

unit: setup ## the tests, in $(WORKERS) processes
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

openapi: setup ## write openapi/openapi.json from the code
	$(BIN)/python -m app.cli openapi

release: setup ## the contract as it is becomes what clients were promised; nothing of that may be taken away
	$(BIN)/python -m app.cli openapi --check
	$(BIN)/pytest tests/oasdiff
	cp openapi/openapi.json openapi/released.json

campaign: setup ## the long runs: kills and races in full
	KLYNGE_CAMPAIGN=full $(BIN)/pytest -m campaign --timeout 3600

mutations: setup ## ten thousand mutations of each of the minutes
	$(BIN)/python -m bench.accuracy.mutations

fuzz: setup ## requests made from the contract to every operation of a store: SECONDS=1800 STORE=sqlite or mongodb
	$(BIN)/python -m tests.fuzz --store $(STORE) --seconds $(SECONDS) --report build/fuzz-$(STORE).txt

bench: setup ## the benchmarks beside their peers
	$(BIN)/python -m bench

audit: ## known faults of the pinned packages, where an advisory service answers; requirements/audit.toml has the accepted ones
	@$(PYTHON) -m venv build/audit && build/audit/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/audit.txt \
	  || { echo "audit skipped: pip-audit cannot be installed here"; exit 0; }; \
	build/audit/bin/python requirements/audit.py

pin: $(VENV)/.dev ## resolve requirements/*.in to pinned versions with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate requirements/runtime.in -o requirements/runtime.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate requirements/dev.in -o requirements/dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate requirements/build.in -o requirements/build.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate requirements/audit.in -o requirements/audit.txt

clean: ## remove what setup made
	rm -rf $(VENV) tests/client/node_modules

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Klynge needs Python 3.11 or newer; name one with make PYTHON=…")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(CLIENT): tests/client/package-lock.json
	@if command -v npm >/dev/null; then cd tests/client && npm ci --ignore-scripts --silent; fi || echo "The client generator could not be installed; its tests are skipped"
