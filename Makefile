# Everything runs in .venv, which the first target that needs it makes from the locks.
#   make demo [DOCS=folder]   build a graph of the examples (or of your folder) and ask it three questions
#   make test                 every test            make check   format, lint, types, layers
#   make bench [DOCS=folder]  speed, as ratios      make lock    the locks again, from pyproject.toml
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: demo test check bench lock clean

DOCS ?= examples
KG ?= demo-kg
VENV := .venv
BIN := $(VENV)/bin
FILON := $(BIN)/filon

# The first interpreter that is 3.11 or later and can make virtual environments.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

demo: $(VENV)/.runtime
	@echo "Filon reads $(DOCS) into $(KG)."
	@$(FILON) build "$(DOCS)" --to "$(KG)" || [ $$? -eq 1 ]
	@printf '\n%s\n' "Who pays how much?"
	@$(FILON) query "$(KG)" funding-by-funder --limit 8
	@printf '\n%s\n' "Which sentence says so?"
	@$(FILON) query "$(KG)" evidence --limit 5
	@printf '\n%s\n' "Where do documents contradict each other?"
	@$(FILON) query "$(KG)" contradictions --limit 5
	@printf '\n%s\n' "Next:" \
		"  $(FILON) queries                      the other questions" \
		"  $(FILON) explain $(KG) IRI             one thing with its sentences" \
		"  $(FILON) export $(KG) facts --to facts  everything, with character offsets" \
		"  make demo DOCS=your/folder KG=your-kg   your own documents"

test: $(VENV)/.dev
	@$(BIN)/pytest -n 2

check: $(VENV)/.dev
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-timing

bench: $(VENV)/.dev
	@$(BIN)/python benchmarks/pipeline.py "$(DOCS)"
	@$(BIN)/python benchmarks/load.py "$(DOCS)"

$(VENV)/.made:
	@[ -n "$(PYTHON)" ] || { echo "make: Filon needs Python 3.11 or later with venv (on Debian: apt install python3-venv); none was found, name one with PYTHON=…" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/.made
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

lock:
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) $(KG) dist build
