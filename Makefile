# make run   set up, build the database, serve the dashboard (PORT=8501)
# make test  set up, check style and types, pass the tests
# make nightly every figure of every place traced a second time, ten thousand generated tables of each kind read, writers of the register
#            killed a hundred times: an hour
# make serve the same as on a server: docs/DEPLOY.md (ADDRESS=127.0.0.1)
# make bench measure everything: benchmarks/README.md
# make load  1 to 200 readers at once, then half an hour of readers who come and go
# make lint, make types, make format   what `make test` checks first, each by itself
# make lock  after a change of requirements*.txt: every dependency with its hash (UPGRADE=--upgrade: the newest ones)
# make audit known vulnerabilities of what is locked; asks the advisory list of PyPI over the network
# make sbom  sbom.cdx.json: what is locked, as a CycloneDX list for other programs
PORT ?= 8501
ADDRESS ?= 127.0.0.1
PYTHON ?= python3
UPGRADE ?=
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(UPGRADE)

.PHONY: run serve test nightly lint types format setup hooks database bench load lock audit sbom clean

run: database
	$(BIN)/streamlit run app.py --server.port $(PORT)

serve: database
	$(BIN)/python -m deploy.asgi --address $(ADDRESS) --port $(PORT)

test: lint types
	sh tests/find_programs.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser
	$(BIN)/python -m pytest tests/browser

nightly: $(VENV)/dev.done
	$(BIN)/python -m pytest -m nightly tests/nightly tests/register
	GENERATED=10000 $(BIN)/python -m pytest -n 2 --timeout 0 -k generated tests/analysis tests/pages/orders tests/pages/requests

lint: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.done
	$(BIN)/mypy

format: $(VENV)/dev.done
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: $(VENV)/run.done

hooks: $(VENV)/dev.done
	$(BIN)/pre-commit install

database: $(VENV)/run.done
	$(BIN)/python -m etl build

bench: $(VENV)/bench.done
	sh tests/find_programs.sh
	$(BIN)/python -m etl build
	$(BIN)/python -m benchmarks

load: $(VENV)/bench.done
	$(BIN)/python -m etl build
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.load --minutes 30 --readers 50 --processes 1

# The wider locks keep the versions of the narrower ones, so that tests run what is served.
lock: $(VENV)/dev.done
	$(COMPILE) requirements.txt --output-file requirements.lock
	$(COMPILE) requirements-dev.txt --constraints requirements.lock --output-file requirements-dev.lock
	$(COMPILE) requirements-bench.txt --constraints requirements-dev.lock --output-file requirements-bench.lock

audit: $(VENV)/dev.done
	$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements.lock

sbom: $(VENV)/dev.done
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file sbom.cdx.json

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements.lock | $(VENV)/bin/python
	$(INSTALL) -r requirements.lock
	touch $@

$(VENV)/dev.done: requirements-dev.lock | $(VENV)/bin/python
	$(INSTALL) -r requirements-dev.lock
	touch $@ $(VENV)/run.done

$(VENV)/bench.done: requirements-bench.lock | $(VENV)/bin/python
	$(INSTALL) -r requirements-bench.lock
	touch $@ $(VENV)/dev.done $(VENV)/run.done

clean:
	git clean -fdXq static data .venv
