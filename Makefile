# 链桥: every command of the project. A fresh machine needs python3.11, git and make.
PYTHON ?= python3.11
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export LIANQIAO_MODE ?= demo

.PHONY: run test check bench soak lock translations screenshots clean
.DELETE_ON_ERROR:

run: $(VENV)/.run $(VENV)/.texts
	$(BIN)/lianqiao migrate
	$(BIN)/lianqiao demo
	exec $(BIN)/lianqiao serve --port $(PORT) --with-scheduler

test: $(VENV)/.test $(VENV)/.texts
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q $(ARGS)

check: $(VENV)/.test $(VENV)/.texts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/unit/house

bench: $(VENV)/.bench
	PYTHONPATH=. $(BIN)/python tests/bench/run.py $(ARGS)

soak: $(VENV)/.test
	$(BIN)/python tests/trust/soak.py $(if $(PART),--part $(PART)) $(ARGS)

# Locks name packages, versions and hashes, and no address.
lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --extra build setup.cfg -o requirements/run.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --extra build --extra test --extra check setup.cfg -o requirements/test.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --extra build --extra bench -c requirements/test.txt setup.cfg -o requirements/bench.txt

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --python $(VENV)/bin/python install pip; }

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt setup.cfg
	test -e $(VENV)/.test || $(PIP) install --no-deps --require-hashes -r requirements/run.txt
	$(PIP) install --no-build-isolation --no-deps -e .
	touch $@

$(VENV)/.test: $(VENV)/bin/python requirements/test.txt setup.cfg
	$(PIP) install --no-deps --require-hashes -r requirements/test.txt
	$(PIP) install --no-build-isolation --no-deps -e .
	touch $@ $(VENV)/.run

# What only the comparisons need; without it they leave those columns out.
$(VENV)/.bench: $(VENV)/.test requirements/bench.txt
	$(PIP) install --no-deps --require-hashes -r requirements/bench.txt || echo "bench: some comparisons are left out"
	touch $@

# Compiled texts are made, not kept.
$(VENV)/.texts: $(VENV)/.run platform/lianqiao/translations/en/LC_MESSAGES/messages.po
	$(BIN)/pybabel -q compile -f -d platform/lianqiao/translations
	touch $@

# Collect texts from pages and code into the English catalogue.
translations: $(VENV)/.run
	mkdir -p var
	$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output --omit-header -k _l -o var/messages.pot .
	$(BIN)/pybabel -q update -i var/messages.pot -d platform/lianqiao/translations -l en --no-fuzzy-matching --ignore-obsolete --omit-header

clean:
	rm -rf $(VENV) var build dist *.egg-info
