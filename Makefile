# The course's commands; `make` alone lists them.
# On a read-only checkout, put everything that is written elsewhere:
#   make run VENV=/tmp/course-venv BUILD=/tmp/course-build

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lab refresh lint lock bench clean

PYTHON ?= python3
VENV ?= .venv
BUILD ?= build
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := $(VENV)/.ready

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r t d; do printf '  make %-9s %s\n' "$$t" "$$d"; done

# One environment, exactly as the lock says: a changed lock rebuilds it from nothing.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "make: Python 3.11 or newer is needed, and $(PYTHON) is %d.%d: install one and run make PYTHON=python3.x" % v[:2])'
	@echo "Setting up $(VENV) (once, a minute or two) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { echo "make: cannot create $(VENV): choose a writable folder with make VENV=...; on Debian also install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock \
	  && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . \
	  || { echo "make: the packages could not be installed: check that a package index can be reached, then run make again"; exit 1; }
	@touch $@
