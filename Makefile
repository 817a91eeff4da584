# `make` alone lists what there is.  Every target creates the environment it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: help demo test check bench docs clean
help: ## List the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

# torch is installed first and by name: only an exact pin takes the CPU build (see constraints.txt).
$(VENV)/run.stamp: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade "pip>=25.1"
	$(PIP) -c constraints.txt "$$(grep '^torch==' constraints.txt)"
	$(PIP) -c constraints.txt -e '.[pandas]'
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	$(PIP) -c constraints.txt --group dev
	@touch $@

demo: $(VENV)/run.stamp ## Compare the two bundled licences: a table, a list of what is new, an index, a page
	$(BIN)/biclause demo

test: $(VENV)/dev.stamp ## Run every test
	$(BIN)/python -m pytest -q

check: $(VENV)/dev.stamp ## Run everything that CI runs besides the tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/docs_in_step.py --check

docs: $(VENV)/dev.stamp ## Write COMMANDS.md from the command itself
	$(BIN)/python tests/docs_in_step.py

bench: $(VENV)/dev.stamp ## Print ratios against peers measured in the same run
	$(BIN)/python -m benchmarks

clean: ## Remove the environment and what the demo wrote
	rm -rf $(VENV) biclause-demo dist
