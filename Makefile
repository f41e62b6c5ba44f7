# `make run` starts everything on this machine; `make test` checks everything that must hold.
PYTHON ?= python3
PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run test check synth bench e2e reset openapi locks screenshots

help:          ## Show these goals
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run:           ## Start SmartRetail whole on this machine and print its address
	@$(PYTHON) -m infra.workspace run
	@$(PY) -m infra.local up

test:          ## Run every check and test
	@$(PYTHON) -m infra.workspace test
	@$(MAKE) --no-print-directory check
	@$(PY) -m pytest -q -n 2 --durations=8

check:         ## Lint, types and import rules
	@$(PYTHON) -m infra.workspace check
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo

synth:         ## Write the CloudFormation templates to build/cdk.out
	@$(PYTHON) -m infra.workspace synth
	@echo "build/cdk.out"

bench:         ## Measure every claim of the README (DATA=folder, NAME=one benchmark)
	@$(PYTHON) -m infra.workspace test
	@$(PY) -m benchmarks $(or $(NAME),all) $(if $(DATA),--data $(DATA))

e2e:           ## Walk the journeys in a real browser
	@$(PYTHON) -m infra.workspace test
	@$(PY) -m pytest -q tests/browser

screenshots:   ## Take the pictures of the guide again
	@$(PYTHON) -m infra.workspace test
	@SMARTRETAIL_SCREENSHOTS=1 $(PY) -m pytest -q tests/browser

reset:         ## Forget everything local mode has stored
	@$(PY) -m infra.local reset

openapi:       ## Write the API description and the dashboard's types again
	@$(PYTHON) -m infra.workspace check
	@$(PY) -m infra.openapi

LOCK := $(PY) -m uv pip compile -q --generate-hashes --no-annotate --no-header --no-emit-index-url
DESK := --no-emit-find-links --universal --python-version 3.11
RUNTIME := --python-platform aarch64-manylinux2014 --python-version 3.13
IMAGE := --python-platform x86_64-manylinux_2_28 --python-version 3.12

locks:         ## Resolve the dependencies again
	@$(LOCK) $(DESK) pyproject.toml --extra run -o requirements.lock
	@$(LOCK) $(DESK) pyproject.toml --extra run --extra dev -c requirements.lock -o requirements-dev.lock
	@$(LOCK) $(DESK) pyproject.toml --extra spark -c requirements-dev.lock -o requirements-spark.lock
	@$(LOCK) $(RUNTIME) layers/runtime/requirements.in -c requirements.lock -o layers/runtime/requirements.txt
	@$(LOCK) $(IMAGE) sagemaker/requirements.in -c requirements.lock -o sagemaker/requirements.txt
