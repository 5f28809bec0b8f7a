# Everything runs in .venv, which the first target that needs it makes from the locks.
#   make demo [DOCS=folder]   build a graph of the examples (or of your folder) and ask it three questions
#   make test                 every test            make check   format, lint, types, layers
#   make peers                the programs that tests run beside Filon: Virtuoso, FollowTheMoney, Comunica …
#   make bench [DOCS=folder]  speed, as ratios      make lock    the locks again, from pyproject.toml
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: demo test check peers bench lock clean

DOCS ?= examples
KG ?= demo-kg
VENV := .venv
BIN := $(VENV)/bin
FILON := $(BIN)/filon

# The first interpreter that is 3.11 or later and can make virtual environments.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# The IRI of the largest flow that the graph holds.
LARGEST := SELECT ?flow WHERE { ?flow schema:funder ?funder ; filon:beneficiary ?beneficiary ; schema:amount ?amount } ORDER BY DESC(?amount) ?flow

demo: $(VENV)/.runtime
	@echo "Filon reads $(DOCS) into $(KG)."
	@$(FILON) build "$(DOCS)" --to "$(KG)" || [ $$? -eq 1 ]
	@$(FILON) report "$(KG)"
	@printf '\n%s\n\n' "Who pays how much?   filon query $(KG) spending-totals"
	@$(FILON) query "$(KG)" spending-totals --format table --limit 8
	@printf '\n%s\n\n' "Where do the documents contradict each other?   filon query $(KG) contradictions"
	@$(FILON) query "$(KG)" contradictions --format table --limit 4
	@printf '\n%s\n\n' "Which sentences say so, of the largest grant?   filon explain $(KG) IRI"
	@largest=$$(echo '$(LARGEST)' | $(FILON) query "$(KG)" - --format csv --limit 1 | tr -d '\r' | sed -n 2p); \
		[ -z "$$largest" ] || COLUMNS=$${COLUMNS:-100} $(FILON) explain "$(KG)" "$$largest"
	@printf '%s\n' "" "Next:" \
		"  $(FILON) queries                         the other questions" \
		"  $(FILON) query $(KG) find --param name=…    a thing by a part of its name, then: filon explain $(KG) IRI" \
		"  $(FILON) serve $(KG)                        pages for the browser, SPARQL for programs" \
		"  $(FILON) analyse $(KG) --to study           the network: report, figures, files for Gephi" \
		"  $(FILON) export $(KG) facts --to facts   everything, with character offsets" \
		"  make demo DOCS=folder KG=graph              your own documents"

test: $(VENV)/.dev
	@$(BIN)/pytest -n 2

check: $(VENV)/.dev
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

peers: $(VENV)/.made
	@PYTHON="$(PYTHON)" tests/peers/install

bench: $(VENV)/.dev
	@$(BIN)/python benchmarks/pipeline.py "$(DOCS)"
	@$(BIN)/python benchmarks/load.py "$(DOCS)"
	@$(BIN)/python benchmarks/network.py
	@$(BIN)/python benchmarks/resolve.py

$(VENV)/.made:
	@[ -n "$(PYTHON)" ] || { echo "make: Filon needs Python 3.11 or later with venv (on Debian: apt install python3-venv); none was found, name one with PYTHON=…" >&2; exit 2; }
	@echo "Making $(VENV) with $(PYTHON) and installing what requirements.lock names …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/.made
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.lock
	@touch $@

lock:
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .venv-peers $(KG) dist build
