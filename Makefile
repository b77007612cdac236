# Needs make and Python 3.11 or newer; the rest is installed into .venv (as a user has it) and .venv-dev (to work on it).

PYTHON ?= python3
WORKERS ?= 4
ARGS ?=

dev := .venv-dev/bin/
# Every commit of a ledger is synced to its disk; a folder in memory, where there is one with room, halves the tests' time.
scratch := $(shell [ -w /dev/shm ] && [ "$$(df -Pk /dev/shm | awk 'END {print $$4}')" -gt 4000000 ] && echo TMPDIR=/dev/shm)
shipped := $(shell find docs ledger migrations seeds -type f -not -path '*/__pycache__/*' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo dev test lint format trials docs bench sbom hashes clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1 \2/p' $(MAKEFILE_LIST) | while read -r m name about; do printf '  make %-8s%s\n' $$name "$$about"; done

demo: .venv/.installed ## install the ledger, fill one in demo-ledger/ and look at it
	.venv/bin/posl demo demo-ledger

dev: .venv-dev/.installed ## an environment to work in: .venv-dev

test: dev ## every test, what SQL decides also on PostgreSQL (ARGS="-k diff" for some)
	$(scratch) $(dev)python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: dev ## rules, layout, types, and which room may import which
	$(dev)ruff check .
	$(dev)ruff format --check .
	$(dev)mypy
	$(dev)lint-imports

format: dev ## mend what lint can mend by itself
	$(dev)ruff check --quiet --fix-only .
	$(dev)ruff format .

trials: dev ## long trials, each counted, and every test on both engines (they take an hour)
	$(scratch) $(dev)python -m pytest -s tests/trials/test_*.py $(ARGS)
	$(scratch) POSL_TEST_ENGINES=both $(dev)python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)
	$(scratch) POSL_TEST_EFFORT=5 POSL_TEST_ENGINES=both $(dev)python -m pytest -n $(WORKERS) --dist worksteal -m "slow or hypothesis" $(ARGS)

docs: dev ## the pages of docs/ as a site, in build/docs
	$(dev)mkdocs build --quiet --strict

bench: dev ## the measured claims, measured again
	$(dev)python -m benchmarks $(ARGS)

sbom: .venv/.installed ## sbom.json: what is installed for a user, with versions and licences (CycloneDX)
	.venv/bin/python .ci/sbom.py > sbom.json

hashes: dev ## constraints.hashes.txt: every archive that is installed, with its SHA-256
	$(dev)python -m pip install --quiet --disable-pip-version-check --dry-run --ignore-installed --report build.report.json -c constraints.txt '.[test]'
	$(dev)python .ci/hashes.py build.report.json > constraints.hashes.txt
	@rm -f build.report.json

clean: ## remove environments, caches and builds (ledgers stay)
	rm -rf .venv .venv-dev build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.installed: pyproject.toml constraints.txt $(shipped)
	$(call install,.venv,.)

.venv-dev/.installed: pyproject.toml constraints.txt
	$(call install,.venv-dev,-e '.[test]')

# install FOLDER,WHAT: the stamp is written last, so that an installation cut short is taken up again.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This needs Python 3.11 or newer: make PYTHON=...")'
	@echo 'Installing into $(1) …'
	@$(PYTHON) -m venv $(1)
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt $(2)
	@touch $(1)/.installed
endef
