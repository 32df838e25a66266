# The two commands: `make demo` and `make test`. Both do `setup` by themselves.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types docs site lock bench clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(BIN)/.ready ## Make .venv with everything in it

$(BIN)/.ready: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "hansard needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

demo: setup ## Fetch, build, summarise and draw the demo archive, end to end
	$(BIN)/python data/demo/run.py

test: setup ## Style, types, layers and tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist worksteal

docs: setup ## Write the reference pages and the output in README and tutorial anew
	$(BIN)/python docs/reference.py
	$(BIN)/python docs/tour.py

site: setup ## Build the documentation as a site, in site/
	$(BIN)/uv run --quiet --no-project --with zensical==0.0.73 zensical build

bench: setup ## Print how faithfully mail is read, beside other tools: make bench CORPORA=DIR
	$(BIN)/python bench/fidelity.py $(CORPORA)

lock: setup ## Resolve the dependencies anew into requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	    --no-header --group dev --extra charts --extra web --extra changes --extra llm pyproject.toml -o requirements.lock

clean: ## Remove what was made, but for fetched mail and databases
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
