# Every command of this project; `make` alone lists them.
# Settings: STAGE, REGION, ADDRESS (deploy), DEMO (run), ARGS (any), TESTS and WORKERS (test: processes, one more
# than cores unless told), PYTHON (which interpreter).

.DEFAULT_GOAL := help
.PHONY: help run test tests check style build deploy destroy config format replay bench cost posters environments campaign audit \
	rollback drill danger topics learn bill lock uplot mail

PY := .venv/bin/python
RUN := .venv/run.stamp
DEV := .venv/dev.stamp
EMULATOR := .local/ministack-venv/stamp
CHECKOV := .local/checkov-venv/stamp
LEARNER := .local/learner-venv/stamp
SCANNERS := .local/scanners-venv/stamp
NODE := .local/node-venv/stamp
JS := .local/js/stamp
JS_RUN := PATH="$(CURDIR)/.local/node-venv/bin:$$PATH" .local/js/node_modules/.bin
JS_CHECKED := .local/js/checked.stamp
PRETTIER := $(JS_RUN)/prettier --config infra/js/prettier.json --log-level warn
SCRIPTS := $(shell find chalicelib -path '*/static/*' \( -name '*.js' -o -name '*.css' \) ! -name 'texts.*' ! -name 'uplot.*') $(wildcard infra/js/*)
UV := .local/uv/bin/uv
UV_PINS := infra/requirements/uv.txt
# What an environment is made of; uv itself is no part of it, once it is there.
LOCKED := uv.lock infra/make-venv | $(UV)
EXPORT = $(UV) export --quiet --frozen --no-header --no-annotate
ARGS ?=
TESTS ?=
# One more than cores: some wait for a browser or a queue while others work.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
STAGE ?=
REGION ?= $(AWS_REGION)
ADDRESS ?=
DEMO ?=
# Without bytecode on the disk each of many processes compiles every library again.
unexport PYTHONDONTWRITEBYTECODE
WHERE = --stage "$(STAGE)" --region "$(REGION)"

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: environments ## start the whole system on this machine: http://localhost:8000; DEMO=empty: a company's first day
	@DEMO="$(DEMO)" exec $(PY) -m infra.local

test: style $(JS) $(EMULATOR) ## every test, from fast to slow, with the check beside them
	@$(PY) -m infra.holiday_tables >/dev/null
	@$(PY) -m chalicelib.i18n.catalogues
	@$(PY) -m infra.build --if-changed
	@$(MAKE) --no-print-directory -j2 check tests

# The check uses one core for half a minute, and the tests wait now and then.
tests:
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

style: $(DEV)
	@$(PY) -m ruff format --check --quiet . || { echo "Run 'make format'."; exit 1; }
	@$(PY) -m ruff check --quiet .

check: style $(JS_CHECKED) ## format, lint, types and the built template
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-cache >/dev/null || .venv/bin/lint-imports --no-cache
	@$(PY) -m infra.build --if-changed
	@.venv/bin/cfn-lint build/template.json

campaign: $(DEV) $(EMULATOR) ## fail every AWS call of every journey, and the rest that takes long: ARGS=calls
	@$(PY) -m tests.resilience.campaign $(ARGS)

format: $(DEV) $(JS) ## write the code in its one format
	@$(PY) -m ruff check --quiet --fix . ; $(PY) -m ruff format .
	@$(PRETTIER) --write $(SCRIPTS)

build: $(RUN) ## write build/template.json and the zip of each function
	@$(PY) -m infra.build

deploy: $(RUN) ## put it on AWS: STAGE=test REGION=ap-southeast-1 [ADDRESS=https://…]
	@$(PY) -m infra.deploy $(WHERE) $(if $(ADDRESS),--address "$(ADDRESS)") $(ARGS)

mail: $(RUN) ## take mail in, in a region that can: STAGE= REGION= ARGS="--mail-region ap-southeast-1"
	@$(PY) -m infra.mail_in $(WHERE) $(ARGS)

posters: $(RUN) ## posters and labels as PDF and SVG, of what runs here: ARGS="--file estate.json --address https://…"
	@$(PY) -m infra.posters $(ARGS)

destroy: $(RUN) ## take it off AWS; refuses while its tables hold data: STAGE= REGION=
	@$(PY) -m infra.destroy $(WHERE) $(ARGS)

replay: environments ## feed one real day through the packaged system: ARGS="--limit 200 --speed 3600"
	@exec $(PY) -m infra.replay $(ARGS)

bench: $(RUN) $(DEV) ## measure the bars: cold start, a submit, the package, an hour of polling; ARGS=peers: beside a peer
	@$(if $(filter peers,$(ARGS)),$(PY) -m tests.capacity.peers,$(PY) -m infra.bench && $(PY) -m tests.capacity)

danger: $(RUN) ## how well dangers are recognised, by language and kind: ARGS="--file corpus.tsv"
	@$(PY) -m infra.danger $(ARGS)

topics: $(RUN) ## how well it is recognised what words are about, by language: ARGS="--by-topic"
	@$(PY) -m infra.topics $(ARGS)

# Only after an edit of tests/data/danger/seen.tsv, infra/danger/lexicon or tests/data/topics/seen.tsv.
learn: $(LEARNER) ## learn the weights of danger, and of what words are about, again
	@.local/learner-venv/bin/python -m infra.danger.learn
	@.local/learner-venv/bin/python -m infra.topics.learn

config: $(RUN) ## explain every setting in force and where it comes from: STAGE= REGION=
	@$(PY) -m infra.config $(WHERE) $(ARGS)

cost: $(RUN) ## what it costs: 1,000 requests, and a month of three companies
	@$(PY) -m infra.cost

# Both at once: each waits mostly for the network.
environments:
	@$(MAKE) --no-print-directory -j2 $(RUN) $(EMULATOR)

bill: $(DEV) ## write the table of dependencies, with licences and hashes
	@$(PY) -m infra.bill

# After an edit of a pin in pyproject.toml.
lock: $(UV) ## resolve the pins of pyproject.toml into uv.lock and requirements.txt
	@$(UV) lock --quiet
	@$(EXPORT) --only-group lambda --output-file requirements.txt >/dev/null
	@$(EXPORT) --only-group uv --output-file $(UV_PINS) >/dev/null

$(UV): $(UV_PINS)
	@infra/get-uv

$(RUN): $(LOCKED)
	@infra/make-venv .venv run
	@touch $@

# All of run is in dev.
$(DEV): $(LOCKED)
	@infra/make-venv .venv dev
	@touch $@ $(RUN)

$(EMULATOR): $(LOCKED)
	@infra/make-venv .local/ministack-venv ministack
	@touch $@

$(NODE): $(LOCKED)
	@infra/make-venv .local/node-venv node
	@touch $@

# No script of a package runs when it is installed.
$(JS): infra/js/package.json infra/js/package-lock.json $(NODE)
	@mkdir -p .local/js
	@cp infra/js/package.json infra/js/package-lock.json .local/js
	@printf '  installing %s into .local/js …\n' infra/js/package-lock.json
	@NODE_USE_SYSTEM_CA=1 PATH="$(CURDIR)/.local/node-venv/bin:$$PATH" npm ci --prefix .local/js --ignore-scripts \
		--no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null || \
		{ echo "npm could not install $<; is there a way to the registry?"; exit 1; }
	@touch $@

# The chart library of the board as it is in the lock; as a module, which it is not by itself.
UPLOT := chalicelib/web/static/manage/uplot
UPLOT_FROM := .local/js/node_modules/uplot
UPLOT_MODULE = { echo '// @ts-nocheck'; echo '/*!'; cat $(UPLOT_FROM)/LICENSE; echo '*/'; \
	cat $(UPLOT_FROM)/dist/uPlot.iife.min.js; echo 'export default uPlot;'; }

uplot: $(JS) ## put the chart library of infra/js/package.json among the scripts of the board
	@$(UPLOT_MODULE) >$(UPLOT).js
	@cp $(UPLOT_FROM)/dist/uPlot.min.css $(UPLOT).css

# Only after an edit of a script, a style sheet or what they are held to.
$(JS_CHECKED): $(SCRIPTS) $(UPLOT).js $(UPLOT).css $(JS)
	@$(UPLOT_MODULE) | cmp --quiet - $(UPLOT).js && cmp --quiet $(UPLOT_FROM)/dist/uPlot.min.css \
		$(UPLOT).css || { echo "Run 'make uplot': the chart library is not the one of the lock."; exit 1; }
	@$(PRETTIER) --check $(SCRIPTS) || { echo "Run 'make format'."; exit 1; }
	@$(JS_RUN)/eslint --config infra/js/eslint.config.js chalicelib
	@$(JS_RUN)/tsc -p infra/js/tsconfig.json
	@$(JS_RUN)/tsc -p infra/js/tsconfig.worker.json
	@touch $@

rollback: $(RUN) ## deploy what was deployed before, two minutes: STAGE= REGION=
	@$(PY) -m infra.deploy $(WHERE) --back

drill: $(DEV) $(EMULATOR) ## play the runbook through on this machine, page by page
	@$(PY) -m infra.build --if-changed
	@$(PY) -m tests.support.drill

# bandit's B105 takes the word "access" for a password, its B113 our table of requests for the
# library of that name.
audit: $(RUN) $(CHECKOV) $(SCANNERS) ## hold code and template against semgrep, bandit and checkov
	@$(PY) -m infra.build --if-changed
	@$(PY) -m infra.bill --audit
	@$(PY) -m infra.audit
	@.local/scanners-venv/bin/semgrep scan --metrics off --disable-version-check --quiet --error \
		--config tests/security/semgrep.yml chalicelib infra app.py
	@$(PY) -m tests.security.bad_examples
	@.local/scanners-venv/bin/bandit --quiet --skip B105,B113 --recursive chalicelib app.py

$(CHECKOV): $(LOCKED)
	@infra/make-venv .local/checkov-venv checkov
	@touch $@

# An environment of their own: semgrep pins what the rest needs newer.
$(SCANNERS): $(LOCKED)
	@infra/make-venv .local/scanners-venv scanners
	@touch $@

$(LEARNER): $(LOCKED)
	@infra/make-venv .local/learner-venv learn
	@touch $@
