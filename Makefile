# What a person needs: make run, make test. The rest serves those who work on the program.
PYTHON ?= python3
BIN := .venv/bin
RUN_STAMP := .venv/.run-installed
DEV_STAMP := .venv/.dev-installed
FUZZ_STAMP := .venv/.fuzz-installed
# Processes that run the tests; each file stays in one of them.
WORKERS ?= 2

.PHONY: run test unit lint format eval bench torture fuzz pictures golden lock clean

run: $(RUN_STAMP)
	@$(BIN)/wortlaut run

test: lint unit

unit: $(DEV_STAMP)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: $(DEV_STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(DEV_STAMP)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

eval: $(DEV_STAMP)
	@$(BIN)/wortlaut eval $(ARGS); status=$$?; \
		echo "page extraction: real pages of the shared data, used to develop the repairs"; \
		$(BIN)/python -m tests.eval.extraction_table; \
		echo "the same from outside: served, read by wortlaut ingest, handed out by wortlaut export"; \
		$(BIN)/python -m tests.eval.outside_table; \
		echo "actors: who is meant, own articles by phenomenon"; \
		$(BIN)/python -m tests.eval.actors_table || status=1; \
		echo "stories, statements, novelty: own news by hand"; \
		$(BIN)/python -m tests.eval.story_table && exit $$status

bench: $(DEV_STAMP)
	@$(BIN)/python -m tests.bench $(ARGS)

torture: $(DEV_STAMP)
	@$(BIN)/python -m tests.torture

# A minute each of looking for bytes that break feeds and pages, then 10,000 mutated ones of both.
fuzz: $(FUZZ_STAMP)
	@for target in feed page; do \
		$(BIN)/python -m tests.fuzz $$target -max_total_time=60 -verbosity=0 || exit 1; done
	@$(BIN)/python -m tests.fuzz.campaign $(ARGS)

pictures: $(DEV_STAMP)
	@$(BIN)/python -m docs.pictures
	@$(BIN)/python -m docs.chat_pictures

# The digests that tests/golden keeps, written anew: read what changed before keeping it.
golden: $(DEV_STAMP)
	@$(BIN)/python -m tests.golden

# Installing prints to stderr, so that the output of `make run` can be piped.
$(RUN_STAMP): requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Wortlaut needs Python 3.11 or newer with its venv module (Debian: apt-get install python3 python3-venv)." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv >&2
	@echo "Installing what the program needs into .venv ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . >&2
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(RUN_STAMP)
	@echo "Installing what the tests need into .venv ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt >&2
	@touch $@

$(FUZZ_STAMP): requirements/fuzz.txt $(DEV_STAMP)
	@echo "Installing what fuzzing needs into .venv (Linux only) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt >&2
	@touch $@

lock: $(DEV_STAMP)
	@for name in run dev; do $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-header requirements/$$name.in -o requirements/$$name.txt; done

clean:
	rm -rf .venv .cache build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
