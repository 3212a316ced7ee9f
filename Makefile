# Every target sets up what it needs. The first run makes .venv from the lock files (Python 3.11 or newer).
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo story test test-all check bench soak lock clean

PYTHON ?= python3
PACKAGES = bots core adapters config
RUN = .venv/bin
PYTEST = $(RUN)/python -m pytest -n 3 --dist worksteal -rs
INSTALL = $(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-compile

# Many tests start programs of their own: compiled once and kept, each is up in a fraction of the time.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: .venv/app.stamp ## Set up .venv with all that running needs

demo: .venv/app.stamp ## Open the playground on this machine; no tokens needed (ARGS= passes options on)
	@$(RUN)/handrail demo $(ARGS)

story: .venv/app.stamp ## Tell one story from start to end in the terminal (ARGS= passes options on)
	@$(RUN)/handrail story $(ARGS)

test: .venv/dev.stamp .venv/app.stamp ## Run the everyday tests on three processes (ARGS="-k name" picks some)
	@$(PYTEST) -m "not slow" $(ARGS)

test-all: .venv/dev.stamp .venv/app.stamp ## Run the slow tests too, and try every property with more examples
	@$(PYTEST) --hypothesis-profile thorough $(ARGS)

# All steps run even when an earlier one complains, so that one run shows everything.
check: .venv/dev.stamp .venv/app.stamp ## Lint, format, types, import contracts, words, generated files
	@status=0; \
	step() { printf '%s\n' "== $$*"; "$$@" || status=1; }; \
	step $(RUN)/ruff check .; \
	step $(RUN)/ruff format --check .; \
	step $(RUN)/mypy --strict $(addprefix -p ,$(PACKAGES)); \
	step $(RUN)/lint-imports; \
	step $(RUN)/python -m tests.lint_words; \
	step $(RUN)/python -m bots.generate --check; \
	exit $$status

bench: .venv/dev.stamp .venv/app.stamp ## Measure beside peers (NAME= picks one bench; ARGS=--list lists them)
	@$(RUN)/python -m tests.bench $(NAME) $(ARGS)

soak: .venv/dev.stamp .venv/app.stamp ## Live through months at once (NAME= picks one; ARGS="--seed 7" replays it; --list lists them)
	@$(RUN)/python -m tests.simulation $(NAME) $(ARGS)

lock: .venv/dev.stamp ## Re-make both lock files (ARGS=--upgrade takes newer versions)
	@compile() { $(RUN)/uv pip compile pyproject.toml --python $(RUN)/python --universal --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --quiet $(ARGS) "$$@" >/dev/null; }; \
	compile --group build --output-file requirements.lock && \
	compile --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@if grep -nE '://|^--|^-[a-z]' requirements.lock requirements-dev.lock; then \
		echo "A lock file carries an address or an option; it may hold versions and hashes only."; exit 1; fi

clean: ## Remove what was made here; never the data folder
	rm -rf .venv .bench build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# The stamps live inside .venv: making it anew forgets them all.
.venv/runtime.stamp: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Handrail needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")'
	@echo "Setting up .venv (about a minute, once)"
	@$(PYTHON) -m venv --clear .venv
	@$(INSTALL) -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/runtime.stamp
	@echo "Adding the development tools to .venv"
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

.venv/app.stamp: pyproject.toml .venv/runtime.stamp
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
