PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help demo test check seed bench migration clean

help:  ## say what each target does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/base: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -e .
	touch $@

$(VENV)/full: $(VENV)/base
	$(BIN)/python -m pip install -q torch==2.13.0
	$(BIN)/python -m pip install -q -e '.[test]'
	touch $@

demo: $(VENV)/base  ## open a local room with the cast in it: no account, key or GPU
	$(BIN)/salon up --open

test: $(VENV)/full  ## run every test, on SQLite and on a real PostgreSQL and Valkey
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(VENV)/full  ## format, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

seed: $(VENV)/base  ## fill the local rooms with a week of life
	$(BIN)/salon seed

bench: $(VENV)/full  ## measure; each figure beside its anchor
	$(BIN)/python -m bench

migration: $(VENV)/base  ## write a new migration: make migration name="add boards"
	$(BIN)/salon migrate --write "$(name)"

clean:  ## remove the environment and the local data
	rm -rf $(VENV) data
