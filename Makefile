# Two commands for a newcomer: `make serve` and `make test`. `make help` lists the rest.
#
# Everything is built in one configuration, release: what is tested is what runs, and the
# dependencies are compiled once. The first build compiles SwiftNIO, BoringSSL and the SQLite layer
# and takes minutes; later ones take seconds.

SHELL := /bin/bash
.DEFAULT_GOAL := help

SWIFT_BUILD := swift build -c release
# The tests use no testable imports, so that they need no second build of everything.
SWIFT_TEST := swift test -c release --disable-testable-imports
# Swift Testing begins all tests of a run at once. On two cores each then has so little of them that
# its time-outs say more about the others than about it; so many wait for each other well.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 16
BIN := .build/release
VENV := .build/venv
PYTHON := $(VENV)/bin/python
SEEDS ?= 0..10000
FUZZ_SECONDS ?= 60

.PHONY: help
help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- For everybody ---------------------------------------------------------------------------------

.PHONY: serve
serve: build ## Run the gateway on ./farthing-data with the sample policy
	@exec $(BIN)/farthing serve --data ./farthing-data --policy Examples/policy.yaml

.PHONY: test
test: test-swift test-console test-macros test-examples test-embedder test-simulate test-fuzz test-python test-adapters ## Every test, the real SDKs included

.PHONY: demo
demo: build ## A fleet of simulated agents under a small budget
	@exec $(BIN)/farthing demo

# --- Building --------------------------------------------------------------------------------------

.PHONY: system
system:
	@bash Scripts/setup/system.sh

.PHONY: build
build: system
	@if [ ! -d .build/release ]; then \
	  echo "The first build compiles SwiftNIO, BoringSSL and the SQLite layer: 5 to 15 minutes on two cores."; fi
	@$(SWIFT_BUILD) --product farthing

.PHONY: build-bench
build-bench: system
	@$(SWIFT_BUILD) --product farthing-bench

$(VENV)/ready: Tests/Interop/requirements.txt
	@bash Scripts/setup/python.sh $(VENV) Tests/Interop/requirements.txt
	@touch $@

# --- Tests -----------------------------------------------------------------------------------------

.PHONY: test-swift
test-swift: build
	@echo "$(SWIFT_TEST)   (all of it goes to .build/test-swift.log)"
	@$(SWIFT_TEST) 2>&1 | tee .build/test-swift.log \
	  | grep -aE '^(✘|✔ Test run|◇ Test run|\[|Build|Fatal)|↳|error:|warning:' | grep -av '^◇ Test case' \
	  ; status=$${PIPESTATUS[0]}; tail -n 1 .build/test-swift.log; exit $$status

# In debug, and by itself: a test that names a macro makes SwiftPM build all that any test stands on a
# second time, and swift-syntax in release takes ten minutes.
.PHONY: test-macros
test-macros: system ## The decorators, in a package of their own
	package=$$(bash Scripts/setup/macros.sh) && swift test --package-path "$$package" --scratch-path .build/macros

# In debug, and by itself: Scripts/setup/console.sh says why.
.PHONY: test-console
test-console: system ## The console, in a package of its own
	package=$$(bash Scripts/setup/console.sh) && swift test --package-path "$$package" --scratch-path .build/console

.PHONY: test-examples
test-examples: system ## Build Examples/Library and run it
	bash Scripts/check/examples.sh .build/macros

.PHONY: test-embedder
test-embedder: system ## What a program that uses Farthing alone fetches and compiles
	python3 Scripts/check/embedder.py

.PHONY: test-simulate
test-simulate: build-bench
	$(BIN)/farthing-bench simulate --seeds 0..1000 --commands 200

.PHONY: test-fuzz
test-fuzz: build-bench
	$(BIN)/farthing-bench fuzz --seconds 6

.PHONY: test-python
test-python: build $(VENV)/ready
	@$(SWIFT_BUILD) --product farthing-library-probe
	@bash Scripts/setup/chromium.sh
	$(PYTHON) -m pytest -q -n 2 --dist loadfile Tests/Interop Tests/Durability --ignore Tests/Interop/test_frameworks.py --ignore Tests/Interop/test_sidecar_adapters.py

# In an environment of its own: most frameworks want an older openai package, and together they take
# 1.4 GB and some minutes to install.
.PHONY: test-frameworks
test-frameworks: build ## LangChain, LlamaIndex, Pydantic AI, OpenAI Agents, LiteLLM, CrewAI through the gateway
	@bash Scripts/setup/python.sh .build/venv-frameworks Tests/Interop/requirements-frameworks.txt
	.build/venv-frameworks/bin/python -m pytest -q Tests/Interop/test_frameworks.py

# In an environment of its own too: 330 MB, and half a minute to install.
.PHONY: test-adapters
test-adapters: build ## SpendGuard's adapters of Pydantic AI, LangChain, LangGraph, OpenAI Agents and Microsoft's through the sidecar
	@bash Scripts/setup/python.sh .build/venv-spendguard Tests/Interop/requirements-spendguard.txt
	.build/venv-spendguard/bin/python -m pytest -q Tests/Interop/test_sidecar_adapters.py

# --- Checks ----------------------------------------------------------------------------------------

.PHONY: check
check: ## Format, arrows between rooms, file sizes, forbidden imports, documentation
	swift format lint --strict --parallel --configuration .swift-format -r Sources Tests Package.swift
	python3 Scripts/check/house.py
	python3 Scripts/mutants.py --texts
	python3 Scripts/data/verifier_page.py --check
	python3 Scripts/data/openapi.py --check
	bash Scripts/data/protobuf.sh --check
	@$(SWIFT_BUILD) --target Farthing
	python3 Scripts/check/guides.py
	python3 Scripts/check/parity.py

.PHONY: docs
docs: build ## Write docs/routes.md anew from the tables that the gateway goes by
	$(BIN)/farthing routes --markdown > docs/routes.md

.PHONY: format
format: ## Write every file as the format says
	swift format format -i --parallel --configuration .swift-format -r Sources Tests Package.swift

# --- Outside of the daily run ------------------------------------------------------------------------

.PHONY: simulate
simulate: build-bench ## 10,000 seeds of the engine against its model
	$(BIN)/farthing-bench simulate --seeds $(SEEDS) --commands 200

.PHONY: fuzz
fuzz: build-bench ## Each parser on broken input
	$(BIN)/farthing-bench fuzz --seconds $(FUZZ_SECONDS)

.PHONY: crash
crash: build build-bench $(VENV)/ready ## kill -9 at random under load: ledger, gateway, and a disk that forgets
	$(BIN)/farthing-bench crash
	$(PYTHON) Tests/Durability/gateway_crash.py
	$(PYTHON) Tests/Durability/run.py --bench $(BIN)/farthing-bench --rounds 60

.PHONY: mutants
mutants: system ## Planted faults, each to be caught
	python3 Scripts/mutants.py

.PHONY: bench
bench: bench-ledger bench-start bench-scanners bench-policy bench-gateway bench-enforcement bench-receipts bench-library bench-console bench-sidecar ## Every benchmark with its bars

.PHONY: bench-ledger
bench-ledger: build-bench
	$(BIN)/farthing-bench ledger

.PHONY: bench-start
bench-start: build build-bench
	$(BIN)/farthing-bench start --farthing $(BIN)/farthing

.PHONY: bench-scanners
bench-scanners: build-bench
	$(BIN)/farthing-bench scanners

.PHONY: bench-policy
bench-policy: build-bench
	$(BIN)/farthing-bench policy

.PHONY: bench-gateway
bench-gateway: build
	python3 Benchmarks/gateway/run.py

.PHONY: bench-receipts
bench-receipts: build build-bench $(VENV)/ready
	$(PYTHON) Benchmarks/receipts/run.py

# The Python packages that the library stands beside have an environment of their own.
.PHONY: bench-library
bench-library: build-bench ## The library beside agentguard-spend, agent-budget-guard and actguard
	@bash Scripts/setup/python.sh .build/venv-library Benchmarks/library/requirements.txt
	.build/venv-library/bin/python Benchmarks/library/run.py

# The Python package that the console stands beside has an environment of its own.
.PHONY: bench-console
bench-console: build ## The console beside agent-gov on POST /proxy/call, and its pages with 10,000 agents
	@bash Scripts/setup/python.sh .build/venv-agent-gov Benchmarks/console/requirements.txt
	AGENT_GOV_VENV=.build/venv-agent-gov python3 Benchmarks/console/run.py

# The client that the sidecar is measured with has an environment of its own.
.PHONY: bench-sidecar
bench-sidecar: build ## Decisions for spendguard-sdk and for h2load, also behind a million entries
	@bash Scripts/setup/python.sh .build/venv-sidecar Benchmarks/sidecar/requirements.txt
	.build/venv-sidecar/bin/python Benchmarks/sidecar/run.py

.PHONY: bench-enforcement
bench-enforcement: build $(VENV)/ready
	$(PYTHON) Benchmarks/enforcement/run.py

.PHONY: bench-enforcement-dialects
bench-enforcement-dialects: build $(VENV)/ready
	$(PYTHON) Benchmarks/enforcement/run.py --dialect all
