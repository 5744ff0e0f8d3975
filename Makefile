# The course's commands; `make` alone lists them.
# On a read-only checkout, put everything that is written elsewhere:
#   make run VENV=/tmp/course-venv BUILD=/tmp/course-build

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lab refresh lint lock bench accuracy mutants clean
.PHONY: test-tamper test-matrix test-lab

PYTHON ?= python3
VENV ?= .venv
BUILD ?= build
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := $(VENV)/.ready
PY := $(BIN)/python
# make run NOTEBOOKS="04_x.ipynb 09_y.ipynb" for some of them; ARGS as in make run ARGS=--help
NOTEBOOKS ?=
ARGS ?=
space := $(subst ,, )
RUN = $(PY) -m tests.harness.run --build "$(BUILD)" $(ARGS) $(NOTEBOOKS)
export BUILD
# An explicit LC_ALL=C would keep Python from a checkout whose path is not ASCII.
ifneq ($(filter C POSIX,$(LC_ALL)),)
unexport LC_ALL
endif

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

# One environment, exactly as the lock says: a changed lock rebuilds it from nothing.
$(READY): requirements.lock
	@command -v $(PYTHON) > /dev/null || { echo "make: there is no $(PYTHON): install Python 3.11 or newer, or run make PYTHON=python3.x"; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "make: Python 3.11 or newer is needed, and $(PYTHON) is %d.%d: install one and run make PYTHON=python3.x" % v[:2])'
	@test -z "$(word 2,$(VENV))" || { echo "make: VENV must be a path without spaces, but is $(VENV)"; exit 1; }
	@test -f $(VENV)/pyvenv.cfg || test -z "$$(ls -A $(VENV) 2>/dev/null)" || { echo "make: $(VENV) holds something else than an environment: choose another folder with make VENV=..."; exit 1; }
	@echo "Setting up $(VENV) (once, a minute or two) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { echo "make: cannot create $(VENV): choose a writable folder with make VENV=...; on Debian also install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock \
	  && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . \
	  || { echo "make: the packages could not be installed: check that a package index can be reached, then run make again"; exit 1; }
	@touch $@

run: .executed  ## execute the notebooks that are not up to date, into build/run
	$(stop-if-failed)

refresh: .refreshed  ## execute them, and store their outputs in notebooks/ and the README
	$(stop-if-failed)

# The harness leaves failures in a file and make stops with the first one, so that the last
# line names the notebook and the cell, rather than a recipe and "Error 1".
.PHONY: .executed .refreshed
FAILURES = $(BUILD)/run/failures.txt
stop-if-failed = $(if $(shell cat "$(FAILURES)"),$(error $(shell sed -n 1p "$(FAILURES)")),@:)

.executed: $(READY)
	@$(RUN) || test $$? -eq 3

.refreshed: $(READY)
	@$(RUN) --store || test $$? -eq 3
	@$(PY) -m tests.harness.gallery

test: $(READY)  ## unit tests, doctests, and strict nbval on every notebook
	@$(RUN); ran=$$?; \
	$(PY) -m pytest -n logical -p tests.harness.environment -o cache_dir="$(BUILD)/pytest" && exit $$ran

test-tamper: $(READY)  ## change copies of the course: is each change noticed? (ARGS="--seed 7")
	@$(PY) -m tests.tamper --build "$(BUILD)" $(addprefix --notebooks ,$(NOTEBOOKS)) $(ARGS)

test-matrix: $(READY)  ## hold the outputs in many environments (ARGS="Haswell load" for some)
	@$(PY) -m tests.matrix --build "$(BUILD)" $(addprefix --notebooks ,$(NOTEBOOKS)) $(ARGS)

# The browser is this machine's own; what drives it is installed beside the lock's packages.
LAB_READY := $(VENV)/.lab
$(LAB_READY): $(READY) pyproject.toml
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable ".[lab]" \
	  || { echo "make: Playwright could not be installed: check that a package index can be reached, then run make test-lab again"; exit 1; }
	@touch $@

test-lab: $(LAB_READY)  ## open and run every notebook in JupyterLab in headless Chromium
	@$(PY) -m pytest -rs -p tests.harness.environment -o cache_dir="$(BUILD)/pytest" tests/lab \
	  $(if $(NOTEBOOKS),-k "$(subst $(space), or ,$(strip $(basename $(NOTEBOOKS))))") $(ARGS)

# One thread for BLAS, as in the tests: the matrices are small, and the browser needs a core.
lab: $(READY)  ## open JupyterLab on the course (ARGS=--allow-root in a container)
	@OPENBLAS_NUM_THREADS=$${OPENBLAS_NUM_THREADS:-1} $(PY) -m jupyterlab --ServerApp.root_dir=notebooks $(ARGS)

lint: $(READY)  ## check style, and the stored form of the notebooks
	@$(PY) -m ruff check --cache-dir "$(BUILD)/ruff" helpers tests $(wildcard notebooks)
	@$(PY) -m ruff format --check --cache-dir "$(BUILD)/ruff" helpers tests $(wildcard notebooks)
	@$(PY) -m tests.harness.normal --check $(wildcard notebooks/*.ipynb)

# Pins stay where they still fit; make lock UPGRADE=1 takes the newest of everything.
UV = $(BUILD)/uv/$(notdir $(BIN))/uv
lock: $(UV)  ## write requirements.lock from pyproject.toml, and its versions into environment.yml
	@$(UV) pip compile pyproject.toml --quiet --extra test --universal --python-version 3.11 \
	  --fork-strategy fewest --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	  $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	@for name in numpy matplotlib jupyterlab nbval papermill; do \
	  sed -i.bak "s/- $$name=.*/- $$name=$$(sed -n "s/^$$name==\([^ ]*\).*/\1/p" requirements.lock)/" environment.yml; \
	done; rm -f environment.yml.bak

$(UV):
	@$(PYTHON) -m venv "$(BUILD)/uv"
	@"$(@D)/python" -m pip install --quiet --disable-pip-version-check uv

bench: $(READY)  ## time helpers and course against others (ARGS="speed softmax", growth, course)
	@$(PY) -m tests.bench $(ARGS)

accuracy: $(READY)  ## errors of the helpers where it is hard, against 60 digits, beside others
	@$(PY) -m tests.accuracy

mutants: $(READY)  ## break the helpers on purpose: is it noticed? (ARGS="--sample 0" for all)
	@$(PY) -m tests.mutation $(ARGS)

clean:  ## remove what is built; the environment stays (rm -r .venv removes it)
	@rm -rf "$(BUILD)" .pytest_cache .ruff_cache .hypothesis
	@find helpers tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} + 2>/dev/null || true
