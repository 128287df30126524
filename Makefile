# make book · make test · make check: each sets up what it needs. PYTHON=python3.12 chooses another interpreter.
PYTHON ?= python3
BOOK ?= dongcheng-2025
VENV := .venv
BIN := $(VENV)/bin
NICE ?=

.PHONY: book test check bench setup setup-test clean help

help:
	@echo "make book    build $(BOOK) (BOOK=name for another)"
	@echo "make test    run every test, on the real report and with the real validators"
	@echo "make check   style, types, and the fast tests only"
	@echo "make bench   measure; figures go to .bench/"

book: setup
	@sh tools/setup.sh voices $(BOOK)
	@$(BIN)/publish voices fetch --book $(BOOK) --if-missing
	@$(BIN)/publish build $(BOOK)

test: setup-test
	@$(BIN)/publish voices fetch baker --if-missing
	@$(BIN)/publish voices fetch kokoro-xiaoxiao --if-missing
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: setup-test
	@$(BIN)/ruff check publish tests tools
	@$(BIN)/mypy publish tools
	@$(BIN)/python -m pytest -m "not slow" -n 2

bench: setup-test
	@$(BIN)/publish voices fetch baker --if-missing
	@$(BIN)/python -m tests.bench --to .bench/bench.json

setup: $(VENV)/.installed
setup-test: $(VENV)/.installed-dev

$(VENV)/.installed: requirements.txt pyproject.toml tools/setup.sh tools/packages.tsv
	@PYTHON="$(PYTHON)" sh tools/setup.sh runtime
	@touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt requirements-kokoro.txt package-lock.json pyproject.toml tools/setup.sh tools/packages.tsv
	@PYTHON="$(PYTHON)" sh tools/setup.sh dev
	@touch $(VENV)/.installed $@

clean:
	rm -rf build $(VENV) node_modules .bench
