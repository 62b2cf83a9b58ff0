# The commands a newcomer expects. All of them set up what they need first, inside this folder: see packaging/bootstrap.py.

PYTHON ?= python3
BIN := .venv/bin
CUDA ?=

# onnxruntime reports its use to its maker unless told not to.
export ORT_DISABLE_TELEMETRY = 1

.PHONY: help setup demo run test test-all test-fast torture lint format bench clean

help:
	@echo "make demo       set up, then ask three questions of the sample folder"
	@echo "make run        set up, then open the window"
	@echo "make test       set up, then the tests;   make test-all adds the longest, make test-fast leaves out the slow ones"
	@echo "make torture    random changes and kills, then a comparison with a clean library;   ROUNDS=100 SEED=1"
	@echo "make lint       style, types and walls;    make format puts the style right"
	@echo "make bench      how well the right passages are found, and how fast;   QUICK=1, FULL=1, SECTIONS=\"spans scale\""
	@echo "make clean      remove everything that was made here"

setup:
	@CUDA="$(CUDA)" $(PYTHON) packaging/bootstrap.py

demo: setup
	@$(BIN)/python packaging/demo.py

run: setup
	@$(BIN)/python packaging/check_display.py
	@$(BIN)/wellread

test: setup
	@$(BIN)/python packaging/check_display.py --offscreen
	@$(BIN)/python -m pytest -m "not long"

test-all: setup
	@$(BIN)/python packaging/check_display.py --offscreen
	@$(BIN)/python -m pytest

test-fast: setup
	@$(BIN)/python packaging/check_display.py --offscreen
	@$(BIN)/python -m pytest -m "not slow"

torture: setup
	@$(BIN)/python tests/torture.py $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED))

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python packaging/licences.py --check
	$(BIN)/python packaging/formats.py --check

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	@$(BIN)/python tests/bench/bench.py $(if $(FULL),--full) $(if $(QUICK),--quick) $(SECTIONS)

clean:
	rm -rf .venv .cache .demo build dist *.egg-info test-output .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
