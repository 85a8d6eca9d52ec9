# make run   set up, build the database, serve the dashboard (PORT=8501)
# make test  set up and pass the tests
PORT ?= 8501
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test setup database bench clean

run: database
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --line-length 110 .
	sh tests/find_programs.sh
	$(BIN)/python -m pytest

setup: $(VENV)/run.done

database: $(VENV)/run.done
	$(BIN)/python -m etl build

bench: $(VENV)/dev.done
	$(BIN)/python -m etl build
	$(BIN)/python benchmarks/map_change.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.done: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/run.done

clean:
	git clean -fdXq static data .venv
