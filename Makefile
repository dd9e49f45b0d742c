# Every target sets up what it needs in .venv; nothing is installed elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
NODE := tests/node/node_modules/.package-lock.json

.PHONY: demo test zipapp judge lint bench bench-scale fuzz faults accept samples edits pictures clean help

help:
	@echo "make demo     set up, then run the whole round on the sample class (into demo/)"
	@echo "make test     set up, then run all tests"
	@echo "make zipapp   build folio as one file for people with only Python (FOR=windows PY=3.12)"
	@echo "make judge    have other programs work out every formula of both templates"
	@echo "make lint     ruff and mypy (strict)"
	@echo "make bench    speed, as ratios (AGAINST=REV: to an older commit, too; MANY=1: with 10,000 workbooks)"
	@echo "make bench-scale   a district's 10,000 workbooks (WORKBOOKS=10000); takes an hour"
	@echo "make fuzz     read thousands of broken workbooks (NUMBER=5000 SEED=7)"
	@echo "make faults   interrupt and kill commands 200 times (KILLS=200 SEED=1)"
	@echo "make accept   take today's reports and letters as the expected ones"
	@echo "make samples  make the sample class again (needs LibreOffice)"
	@echo "make edits    do every edit of docs/edits.md again, in LibreOffice"
	@echo "make pictures make the pictures of the docs again (needs LibreOffice, Chromium, pdftoppm)"
	@echo "make clean    remove what the targets above made"

demo: $(RUNTIME)
	@$(BIN)/folio demo demo --force

test: $(DEV) $(NODE)
	$(BIN)/python -m pytest

zipapp: $(DEV)
	$(BIN)/python -m one_file.build $(if $(FOR),--for $(FOR)) $(if $(PY),--python $(PY))

judge: $(DEV)
	$(BIN)/python -m pytest tests/test_judges.py -m ""

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(DEV)
	$(BIN)/python -m tests.bench $(if $(AGAINST),--against $(AGAINST)) $(if $(MANY),--many)

WORKBOOKS := 10000
bench-scale: $(DEV)
	$(BIN)/python -m tests.bench_scale $(WORKBOOKS)

NUMBER := 2000
SEED := 1
KILLS := 200
faults: $(DEV)
	$(BIN)/python -m tests.faults $(KILLS) $(SEED)

fuzz: $(DEV)
	$(BIN)/python -m tests.fuzz $(NUMBER) $(SEED)

accept: $(DEV)
	FOLIO_ACCEPT=1 $(BIN)/python -m pytest tests/test_golden.py -n 0

samples: $(DEV)
	$(BIN)/python samples/make.py

edits: $(DEV)
	$(BIN)/python samples/edits_run.py

pictures: $(DEV)
	$(BIN)/python samples/pictures.py
	$(BIN)/python samples/gallery.py

clean:
	rm -rf $(VENV) demo build dist tests/node/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing (on Debian: apt install python3-venv)."; exit 1; }

$(RUNTIME): pyproject.toml | $(BIN)/python
	@echo "Setting up in $(VENV); this takes about half a minute ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(DEV): pyproject.toml | $(BIN)/python
	@echo "Setting up in $(VENV); this takes about a minute ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@ $(RUNTIME)

# Without npm or a network the tests still run, and say what they skip.
$(NODE): tests/node/package.json
	@npm install --prefix tests/node --no-package-lock --no-audit --no-fund --loglevel=error && touch $@ \
	  || echo "The packages of tests/node could not be installed; is Node with npm there?"
