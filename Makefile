# Everything a fresh machine needs is Python 3.11+, git and make.
PYTHON ?= python3
UV ?= uv

.PHONY: demo test lint docs lock clean

demo: .venv-demo/installed
	@.venv-demo/bin/python -P examples/demo.py

test: .venv/installed
	.venv/bin/python -m pytest -n auto

lint: .venv/installed
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

# The pages and the schema that are made from the code.
docs: .venv/installed
	.venv/bin/python -m tests.rules.pages
	.venv/bin/python -c "from linter import rules, schema; print(schema.render(rules.load_rules()), end='')" > docs/listlint.schema.json

# Run after changing dependencies in pyproject.toml.
lock:
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-annotate pyproject.toml --group pyproject.toml:build -o requirements/run.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-annotate pyproject.toml --group pyproject.toml:dev -o requirements/dev.txt

.venv-demo/installed: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv .venv-demo
	.venv-demo/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	.venv-demo/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	.venv/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf .venv .venv-demo .mypy_cache .pytest_cache .ruff_cache .hypothesis
