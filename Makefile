# Everything a fresh machine needs is Python 3.11+, git and make.
PYTHON ?= python3
UV ?= uv

.PHONY: demo test growth fuzz lint docs lock audit dist release-check clean

demo: .venv-demo/installed
	@.venv-demo/bin/python -P examples/demo.py

test: .venv/installed
	.venv/bin/python -m pytest -n auto

# Four times the input, at most five times the time: a few minutes of CPU.
growth: .venv/installed
	.venv/bin/python -m benchmarks.growth --quiet --jobs 1

# Inputs that nobody thought of, for ten minutes; what fails is written to tests/fuzz/corpus.
fuzz: .venv/installed
	.venv/bin/python -m tests.fuzz --minutes 10
	.venv/bin/python -m pytest -q -n auto --hypothesis-profile explore tests

lint: .venv/installed
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

# The pages and the schema that are made from the code.
docs: .venv/installed
	.venv/bin/python -m tests.rules.pages
	.venv/bin/python -m tests.drawing
	.venv/bin/python -c "from linter.config.parser import render_schema; from linter.rules import load_rules; print(render_schema(load_rules()), end='')" > docs/listlint.schema.json

# Run after changing dependencies in pyproject.toml: what tests, runs, builds and releases; one version of everything.
LOCK = $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-annotate
lock:
	$(LOCK) pyproject.toml --group pyproject.toml:dev -o requirements/dev.txt
	$(LOCK) -c requirements/dev.txt pyproject.toml -o requirements/run.txt
	$(LOCK) -c requirements/dev.txt --group pyproject.toml:build -o requirements/build.txt
	$(LOCK) -c requirements/dev.txt --group pyproject.toml:release -o requirements/release.txt

# Known vulnerabilities of what runs and of what builds, by PyPI's advisories.
audit: .venv-release/installed
	.venv-release/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt
	.venv-release/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/build.txt

# The sdist, and the wheel that is built from it.
dist: .venv-release/installed
	rm -rf dist
	.venv-release/bin/python -m build --no-isolation --outdir dist .
	.venv-release/bin/twine check --strict dist/*

# Everything of a release but the publishing. BASE names another base image where the registry is out of reach.
release-check: .venv-release/installed dist
	.venv-release/bin/python tools/release.py check
	rm -rf .venv-wheel && $(PYTHON) -m venv .venv-wheel
	.venv-wheel/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	.venv-wheel/bin/pip install -q --disable-pip-version-check --no-deps dist/*.whl
	.venv-wheel/bin/listlint --version
	.venv-wheel/bin/python -P examples/demo.py > /dev/null
	cd examples/pull-request && ../../.venv-wheel/bin/listlint check before.md --config CONTRIBUTING.md
	.venv-release/bin/check-jsonschema --builtin-schema vendor.github-actions action.yml
	.venv-release/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml examples/*.yml
	.venv-release/bin/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	tools/build-image listlint:release-check

.venv-demo/installed: requirements/run.txt requirements/build.txt pyproject.toml
	$(PYTHON) -m venv .venv-demo
	.venv-demo/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt -r requirements/build.txt
	.venv-demo/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	.venv/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv-release/installed: requirements/release.txt pyproject.toml
	$(PYTHON) -m venv .venv-release
	.venv-release/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/release.txt
	@touch $@

clean:
	rm -rf .venv .venv-demo .venv-release .venv-wheel build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
