# Phục Vụ: what a person types. Everything else is `phucvu --help`.
# Works on a fresh Debian or Ubuntu machine (root or sudo, Python 3.11+, make).

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
SPARK_STAMP := .venv/.installed-spark
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SYSTEM := $(shell cat requirements/debian.txt 2>/dev/null | grep -v '^\#')

.PHONY: help setup setup-spark system java demo test test-postgres test-spark check bench docs words lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: system $(STAMP)  ## make .venv with every extra but Spark

setup-spark: setup java $(SPARK_STAMP)  ## add Spark and Java to it

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên; nếu máy có, hãy gọi: make setup PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The same versions and Spark beside them: what `make setup` installed stays as it is.
$(SPARK_STAMP): requirements/spark.txt $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/spark.txt
	@touch $@

system:  ## system packages: venv, LibreOffice, fonts, PDF pages
	@bash requirements/system.sh $(SUDO)

java:  ## the Java that Spark needs
	@LISTS=debian-spark.txt bash requirements/system.sh $(SUDO)

demo: setup  ## the whole path on the example: Sơn La, May 2023
	$(BIN)/phucvu demo --out demo

test: setup  ## all tests
	$(BIN)/pytest -n 2 --dist worksteal $(PYTEST_FLAGS)

# The site on a real PostgreSQL of one's own (tests/web/postgres.py). Left out for time: the browser, which runs the site as
# it comes, and tests that walk through pages of the lake again, where every page and act is asked by the matrix anyway.
test-postgres: setup  ## the tests of the site on PostgreSQL
	$(BIN)/python tests/web/postgres.py $(BIN)/pytest -n 2 --dist worksteal $(PYTEST_FLAGS) tests/web \
	    --ignore tests/web/test_in_browser.py --ignore tests/web/test_register_in_browser.py \
	    --ignore tests/web/test_every_page_is_reached.py --ignore tests/web/test_languages.py \
	    --ignore tests/web/test_same_numbers.py --ignore tests/web/test_desk_lists.py --ignore tests/web/test_leader_page.py

# One process, for each would start a Java of its own. Left out: cases that test_indicators_on_spark counts many at once,
# and what agencies report, which plain Python adds up on every engine.
test-spark: setup-spark  ## the tests on Spark
	$(BIN)/pytest $(PYTEST_FLAGS) --engines spark \
	    --ignore tests/spec/indicators/test_indicators_by_example.py \
	    --ignore tests/spec/indicators/test_indicators_reports.py \
	    tests/spec/indicators tests/generative/test_spark_agrees.py tests/unit/lake/test_lake_spark.py \
	    tests/functional/test_terminal_engine.py

check: setup  ## house rules, style, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup  ## the benchmarks beside the code; figures in BENCHMARKS.md
	$(BIN)/python -m benchmarks

docs: setup  ## what is generated from schemas and law
	$(BIN)/python -m phucvu.main.reference docs/reference
	$(BIN)/python -m phucvu.web.followup.diagram docs/reference

words:  ## the words of the pages for translation, and the compiled ones (needs gettext)
	cd src/phucvu/web && ../../../$(BIN)/python -m phucvu.web.gathering gathered.py && \
	    DJANGO_SETTINGS_MODULE=phucvu.web.settings ../../../$(BIN)/django-admin makemessages -l en \
	    --no-location --no-wrap --no-obsolete -i migrations || { rm -f gathered.py; exit 1; }
	rm -f src/phucvu/web/gathered.py
	cd src/phucvu/web/locale/en/LC_MESSAGES && msgfmt -o django.mo django.po

lock:  ## write the requirements files anew (needs uv)
	bash requirements/lock.sh

clean:  ## remove what can be made again
	rm -rf .venv demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
