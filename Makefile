# make run   set up, build the database, serve the dashboard (PORT=8501)
# make test  set up and pass the tests
# make serve the same as on a server: docs/DEPLOY.md (ADDRESS=127.0.0.1)
# make bench measure everything: benchmarks/README.md
# make load  1 to 200 readers at once, then half an hour of readers who come and go
PORT ?= 8501
ADDRESS ?= 127.0.0.1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run serve test setup database bench load clean

run: database
	$(BIN)/streamlit run app.py --server.port $(PORT)

serve: database
	$(BIN)/python -m deploy.asgi --address $(ADDRESS) --port $(PORT)

test: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	sh tests/find_programs.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser
	$(BIN)/python -m pytest tests/browser

setup: $(VENV)/run.done

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

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.done: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/run.done

$(VENV)/bench.done: requirements.txt requirements-dev.txt requirements-bench.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch $@ $(VENV)/dev.done $(VENV)/run.done

clean:
	git clean -fdXq static data .venv
