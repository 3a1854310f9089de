# Everything a checkout can do. Each target sets up what it needs; nothing is installed by hand.

PYTHON ?= python3
SERVE  ?= 1
PORT   ?= 8000
QUICK  ?=
ARGS   ?=

BIN     := .venv/bin
PIP     := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
VENV    := .venv/.made
RUNTIME := .venv/.runtime
DEV     := .venv/.dev
BENCH   := .venv/.bench

# All of them run, whichever fails.
CHECKS := "ruff check" "ruff format --check" mypy "lint-imports --no-logo" "deptry ." codespell \
  "improvement-ledger schemas --check"

# What pip needs to put the checkout itself into the environment.
INSTALL_SELF := $(PIP) install --no-deps --no-build-isolation --editable .

# A lock names every package, so nothing is left to resolve. Resolving would let pip look at releases
# newer than the lock, and it stops at the first that has no hash here.
INSTALL_LOCKED := $(PIP) install --require-hashes --no-deps --requirement

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test soak check bench docs lock clean

help: ## say what there is
	@echo "Improvement Ledger"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s%s\n", $$1, $$2}'

demo: $(RUNTIME) ## load three councils, ask three questions, serve (SERVE=0 ends there, PORT=8000)
	@SERVE=$(SERVE) PORT=$(PORT) $(BIN)/improvement-ledger demo

test: $(DEV) ## run the tests (ARGS="-k house" passes options to pytest)
	@$(BIN)/pytest -n 2 $(ARGS)

soak: $(DEV) ## run what the tests try in small at full size: a million events, an hour
	@$(BIN)/pytest -m soak $(ARGS)

check: $(DEV) ## lint, format, types, import rules, dependencies, spelling: what CI runs
	@status=0; \
	for tool in $(CHECKS); do \
	  echo "-- $$tool"; \
	  $(BIN)/$$tool || { status=1; echo "-- $$tool: FAILED"; }; \
	done; \
	exit $$status

bench: $(BENCH) ## measure beside peers, write docs/performance.md (QUICK=1: three minutes)
	@QUICK=$(QUICK) $(BIN)/python -m bench $(ARGS)

docs: $(RUNTIME) ## write the generated documents again
	@$(BIN)/improvement-ledger schemas --write

lock: .venv/bin/uv ## pin every dependency again (ARGS=--upgrade takes newer releases)
	@for group in runtime dev bench; do \
	  case $$group in runtime) more="";; *) more="--extra $$group --constraints locks/runtime.lock";; esac; \
	  echo "locks/$$group.lock"; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-header --no-emit-index-url --no-emit-find-links $(ARGS) \
	    pyproject.toml --extra build $$more --output-file locks/$$group.lock > /dev/null || exit 1; \
	done

clean: ## remove the environment and everything that was made
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* .import_linter_cache htmlcov
	@find ledger projections schema consumers service tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# --- The environment: each stamp is newer than what it was made from, so nothing is done twice ----

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Improvement Ledger needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || true)." >&2; \
	  echo "Name another one: make $(firstword $(MAKECMDGOALS)) PYTHON=python3.12" >&2; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear .venv || { \
	  echo "'$(PYTHON) -m venv' failed; on Debian and Ubuntu it comes with the package python3-venv." >&2; exit 1; }
	@touch $@

$(RUNTIME): locks/runtime.lock pyproject.toml | $(VENV)
	@echo "Installing what runs (the first time takes about half a minute) ..."
	@$(INSTALL_LOCKED) locks/runtime.lock
	@$(INSTALL_SELF)
	@touch $@

$(DEV): locks/dev.lock locks/runtime.lock pyproject.toml | $(VENV)
	@echo "Installing the development tools (the first time takes about a minute) ..."
	@$(INSTALL_LOCKED) locks/dev.lock
	@$(INSTALL_SELF)
	@touch $@ $(RUNTIME)

# Benches start the servers that the tests start.
$(BENCH): locks/bench.lock $(DEV)
	@echo "Installing the peers to measure against ..."
	@$(INSTALL_LOCKED) locks/bench.lock
	@touch $@

# The locks pin the tool that makes them; it must not wait for the locks it is about to mend.
.venv/bin/uv: | $(VENV)
	@echo "Installing the lock maker ..."
	@$(INSTALL_LOCKED) locks/dev.lock
