# The two commands of the README: `make today` shows the main job, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin

# the marker is newer than pyproject.toml when the environment is up to date
.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

.PHONY: today test lint docs bench torture clean
today: .venv/installed  ## today's call list from the sample cards, in a throw-away home
	@$(BIN)/crm demo

test: .venv/installed  ## all tests, on both cores
	$(BIN)/python -m pytest -n 2

lint: .venv/installed  ## style and types
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: .venv/installed  ## the pictures and the pages that are made from the program, anew
	$(BIN)/python docs/picture.py
	$(BIN)/python -m pytest tests/test_docs.py tests/test_error_catalogue.py --update-docs

bench: .venv/installed  ## speed as ratios, in one run (takes some minutes; --quick for small books)
	$(BIN)/python -m bench.run $(BENCH)

torture: .venv/installed  ## long attacks: kills, races, fuzz, hostile files (MINUTES=10, SEED=1, KIND=races, TRIAL=races:1:3, TIMES=20)
	$(BIN)/python -m bench.torture $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED)) \
	  $(if $(KIND),--kind '$(KIND)') $(if $(TRIAL),--trial '$(TRIAL)') $(if $(TIMES),--times $(TIMES))

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
