# Everything a person does with this project, from an empty machine with Python 3.11, Node 20 and make.
# What is installed is remembered by stamps beside it, so that a second start has nothing to do.

PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE := # what was compiled once is kept: a run of the tests starts Python hundreds of times

TEMPLATES := $(wildcard templates)
SCRIPTS := $(wildcard static/js)
PARTS := $(wildcard ecabinet/translations/vi/LC_MESSAGES/parts/*.po)
CATALOGUE := ecabinet/translations/vi/LC_MESSAGES/messages.mo

.PHONY: help run test test-sqlite test-postgresql check reading holes scan deep bench faults shots sbom venv vendor
.DEFAULT_GOAL := help
.NOTPARALLEL: # the stamps for development stand for those of running too, so they come first

RUNNING := .venv/.run node_modules/.run node_modules/.vendored $(CATALOGUE)
DEVELOPING := .venv/.dev node_modules/.dev node_modules/.vendored $(CATALOGUE)

help: ## say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

run: $(RUNNING) ## start e-Cabinet with a demonstration (DEMO=0: empty; HOST, PORT)
	@exec $(BIN)/python -m ecabinet.start

test: test-sqlite test-postgresql ## run every test on SQLite, then on PostgreSQL

test-sqlite: $(DEVELOPING)
	@deploy/ensure-packages test
	pytest --database sqlite -n 3 --dist worksteal

test-postgresql: $(DEVELOPING)
	@deploy/ensure-packages test
	pytest --database postgresql -n 3 --dist worksteal

# The types take longest and one core: everything else is read beside them.
check: $(DEVELOPING) .scan/.ready ## read everything without running it: style, types, layers, templates, scripts, words
	@mypy & types=$$!; $(MAKE) --no-print-directory reading; read=$$?; wait $$types && exit $$read

reading: $(DEVELOPING)
	ruff check
	ruff format --check
	lint-imports --no-logo
	$(if $(TEMPLATES),djlint --quiet --lint templates)
	$(if $(SCRIPTS),npm run --silent lint)
	$(if $(SCRIPTS),npm run --silent types)
	python -m ecabinet.web.vendor --check
	python -m ecabinet.web.catalogue --check
	@$(MAKE) --no-print-directory holes

# Both look at files alone and ask no network; the rules are ours, and are tried on samples before they are trusted.
SEMGREP := semgrep scan --metrics=off --disable-version-check
holes: export PATH := $(CURDIR)/.scan/bin:$(PATH)
holes: export SEMGREP_SETTINGS_FILE := $(CURDIR)/.scan/settings.yml
holes: export SEMGREP_LOG_FILE := $(CURDIR)/.scan/semgrep.log
holes: .scan/.ready ## read the program for holes: bandit, and semgrep with our own rules
	bandit --quiet --configfile pyproject.toml --recursive ecabinet config.py wsgi.py
	cd .semgrep && $(SEMGREP) --test --config rules.yml tests/rules.py
	cd .semgrep && $(SEMGREP) --test --config templates.yml tests/templates.html
	$(SEMGREP) --error --quiet --no-git-ignore --config .semgrep/rules.yml --config .semgrep/templates.yml ecabinet templates config.py wsgi.py

scan: $(DEVELOPING) .wapiti/.ready ## let a scanner loose on a demonstration of our own (MINUTES=10)
	python -m benchmarks.scan

deep: $(DEVELOPING) ## search for counter-examples long and wide
	@deploy/ensure-packages test
	pytest --database sqlite -n 2 --hypothesis-profile deep -m "not browser"
	pytest --database postgresql -n 2 --hypothesis-profile deep tests/ballots/test_machine.py

bench: $(DEVELOPING) ## measure (ONLY=room)
	@deploy/ensure-packages test
	python -m benchmarks

faults: $(DEVELOPING) ## break it while it works (ONLY=T1,T4 QUICK=1)
	@deploy/ensure-packages test
	python -m benchmarks.faults

shots: $(DEVELOPING) ## take a picture of every screen into var/shots
	@deploy/ensure-packages test
	python -m benchmarks.shots

sbom: $(DEVELOPING) ## list what it is made of, with hashes, into var/sbom.json (CycloneDX)
	python -m ecabinet.web.sbom

venv: .venv/.dev ## install the Python packages, those for development too

vendor: $(RUNNING) ## copy the browser's files from node_modules to static/vendor

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || deploy/ensure-packages venv
	$(PYTHON) -m venv .venv

.venv/.run: requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements-dev.lock
	@touch .venv/.run $@

# The scanners bring libraries of their own, some older than ours: each lives apart from what serves.
.scan/.ready: requirements-scan.lock
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || deploy/ensure-packages venv
	$(PYTHON) -m venv .scan
	.scan/bin/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements-scan.lock
	@touch $@

# Three of its libraries are handed out as source alone.
.wapiti/.ready: requirements-wapiti.lock requirements-wapiti-source.lock
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || deploy/ensure-packages venv
	$(PYTHON) -m venv .wapiti
	.wapiti/bin/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements-wapiti.lock
	.wapiti/bin/python -m pip install --quiet --require-hashes --no-deps --no-build-isolation -r requirements-wapiti-source.lock
	@touch $@

node_modules/.run: package.json package-lock.json
	npm ci --ignore-scripts --omit=dev --omit=optional --no-progress --loglevel=error
	@touch $@

node_modules/.dev: package.json package-lock.json
	npm ci --ignore-scripts --no-progress --loglevel=error
	@touch node_modules/.run $@

# Stands in node_modules, so that packages installed anew are copied anew.
node_modules/.vendored: node_modules/.run ecabinet/web/vendor.py | .venv/.run
	$(BIN)/python -m ecabinet.web.vendor
	@touch $@

$(CATALOGUE): $(PARTS) ecabinet/web/catalogue.py | .venv/.run
	$(BIN)/python -m ecabinet.web.catalogue
	@touch $@
