# Laurel. `make help` lists what there is.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Imports that Package.swift does not declare are errors; the exit status counts, not the log.
SWIFT_FLAGS := --explicit-target-dependency-import-check error
SWIFT_BUILD := swift build $(SWIFT_FLAGS)
SWIFT_TEST := Tests/run.sh $(SWIFT_FLAGS) --skip-build
FORMAT_PATHS := Package.swift Services Shared Tests
ACD ?=
SOAK_MINUTES ?= 24
ARGUMENTS ?=
FUZZ_SECONDS ?= 30
DIFFERENCE_COUNT ?= 5000000
DIFFERENCE_JSON_COUNT ?= 1000000
MESSAGE_FUZZ_TARGETS := message-decoding message-json message-normalizing
FUZZ_TARGETS ?= server-session server-calls client-session framing wire $(MESSAGE_FUZZ_TARGETS)

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: packages
packages: ## Install the Debian packages that are missing.
	@Services/Operator/Packaging/install-packages.sh

.PHONY: run
run: packages ## Start the whole suite here and load a month of calls (ACD=FILE: add that file).
	@echo "== building (release; the first time takes about ten minutes on two cores)"
	@$(SWIFT_BUILD) -c release
	@.build/release/laurel up $(if $(ACD),--acd "$(ACD)")

.PHONY: stop
stop: ## Stop what `make run` started; the data stays.
	@.build/release/laurel down

.PHONY: build
build: packages ## Build everything for debugging.
	@$(SWIFT_BUILD) --build-tests

.PHONY: test
test: packages build lint check-generate ## Run every test that needs no other machine.
	@Services/Operator/Packaging/install-packages.sh tests
	@# What attacks servers and databases, and what runs other programs, has the machine for itself.
	@$(SWIFT_TEST) --parallel --xunit-output .build/tests.xml \
	  --skip '^(ArchitectureTests|ProtoRuleTests|PostgresTests|RPCFaultTests|InteropTests|ForwardingTests)\.'
	@$(SWIFT_TEST) --parallel --filter '^PostgresTests\.'
	@$(SWIFT_TEST) --filter '^RPCFaultTests\.'
	@$(SWIFT_TEST) --filter '^InteropTests\.'
	@$(SWIFT_TEST) --filter '^ForwardingTests\.'
	@FUZZ_SECONDS=10 Tests/Fuzz/fuzz.sh $(MESSAGE_FUZZ_TARGETS)
	@$(MAKE) difference-messages DIFFERENCE_COUNT=100000 DIFFERENCE_JSON_COUNT=20000

.PHONY: sanitize-thread
sanitize-thread: packages ## Run the tests of the RPC runtime under ThreadSanitizer.
	@TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/Shared/thread-sanitizer.txt" \
	  swift test $(SWIFT_FLAGS) --sanitize=thread --scratch-path .build/thread --no-parallel \
	  --filter '^(HTTP2Tests|RPCTests|RPCFaultTests)\.'

.PHONY: sanitize-leaks
sanitize-leaks: packages ## Run the tests of the PostgreSQL layer under AddressSanitizer and LeakSanitizer.
	@# The fast way to find callers stops at those in Debian's libraries. The slow one is too slow for
	@# a thousand writes against servers that end.
	@SWIFT_BACKTRACE=enable=no \
	  ASAN_OPTIONS=detect_leaks=1:fast_unwind_on_malloc=0:malloc_context_size=12 \
	  LSAN_OPTIONS="suppressions=$(CURDIR)/Tests/Shared/leak-sanitizer.txt" \
	  swift test $(SWIFT_FLAGS) --sanitize=address --scratch-path .build/address --no-parallel \
	  --filter '^PostgresTests\.' --skip '^PostgresTests\.(FailoverTests|RestartTests)'

.PHONY: fuzz
fuzz: packages ## Fuzz what peers send with AddressSanitizer (FUZZ_SECONDS=30 for each target).
	@FUZZ_SECONDS=$(FUZZ_SECONDS) Tests/Fuzz/fuzz.sh $(FUZZ_TARGETS)

.PHONY: lint
lint: build ## Check formatting, then the rules of the architecture and of the protos.
	@swift format lint --strict --recursive --parallel --configuration .swift-format $(FORMAT_PATHS)
	@$(SWIFT_TEST) --filter '^(ArchitectureTests|ProtoRuleTests)\.'

.PHONY: format
format: ## Format the sources.
	@swift format format --in-place --recursive --parallel --configuration .swift-format $(FORMAT_PATHS)

.PHONY: documentation
documentation: build ## Make the pages of the RPC runtime in .build/documentation; warnings are errors.
	@mkdir -p .build/documentation/symbols
	@swift symbolgraph-extract -module-name RPC -minimum-access-level package -I .build/debug/Modules \
	  $$(find Shared .build/debug/ .build/checkouts -name module.modulemap | \
	    grep -E '^Shared|^.build/debug/[^/]*/module|checkouts/.*/include/module' | \
	    sed 's/^/-Xcc -fmodule-map-file=/') -output-dir .build/documentation/symbols \
	  -target "$$(swift -print-target-info | sed -n 's/.*"triple": "\(.*\)",/\1/p')"
	@docc convert Shared/RPC/RPC.docc --additional-symbol-graph-dir .build/documentation/symbols \
	  --fallback-display-name RPC --fallback-bundle-identifier laurel.RPC --warnings-as-errors \
	  --output-path .build/documentation/RPC.doccarchive
	@echo "== docc preview or any web server shows .build/documentation/RPC.doccarchive"

.PHONY: generate
generate: packages ## Generate the message code from Protos.
	@$(SWIFT_BUILD) --product protoc-gen-laurel
	@Shared/MessageGenerator/generate.sh .build/debug/protoc-gen-laurel .

.PHONY: check-generate
check-generate: packages ## Fail when generated files differ from what the generator makes.
	@$(SWIFT_BUILD) --product protoc-gen-laurel
	@Shared/MessageGenerator/check-generate.sh .build/debug/protoc-gen-laurel

.PHONY: conformance
conformance: packages ## Run the official conformance tests of protobuf against the codec.
	@Services/Operator/Packaging/install-packages.sh conformance
	@$(SWIFT_BUILD) --product protoc-gen-laurel
	@Tests/Conformance/build-runner.sh
	@Tests/Conformance/generate.sh .build/debug/protoc-gen-laurel
	@# A build that was planned before does not see new files of the package beneath.
	@touch Tests/Conformance/Package.swift
	@$(SWIFT_BUILD) --package-path Tests/Conformance --product conformance-testee
	@.build/conformance/conformance_test_runner --enforce_recommended \
	  --failure_list Tests/Conformance/failing_recommended.txt --output_dir .build/conformance \
	  Tests/Conformance/.build/debug/conformance-testee

.PHONY: bench
bench: packages ## Measure the import, calls and reads on a private suite.
	@$(SWIFT_BUILD) -c release
	@Tests/Benchmarks/bench.sh

.PHONY: bench-rpc
bench-rpc: packages ## Compare the RPC runtime with grpc-swift-2 and gRPC C++ (ARGUMENTS=--quick).
	@Services/Operator/Packaging/install-packages.sh benchmarks
	@# Both with the libraries of Swift inside, as the image has them.
	@$(SWIFT_BUILD) -c release --static-swift-stdlib --scratch-path .build/static --product rpc-bench
	@swift build -c release --static-swift-stdlib --package-path Tests/Benchmarks/RPC \
	  --product peer-grpc-swift
	@$(MAKE) --silent -C Tests/Benchmarks/RPC/Peers/GRPCCpp
	@Tests/Benchmarks/RPC/bench_rpc.py $(ARGUMENTS)

# Both sides of the comparisons of messages, generated anew.
.PHONY: codec-comparison
codec-comparison: packages
	@$(SWIFT_BUILD) --product protoc-gen-laurel
	@Tests/Benchmarks/Codec/generate.sh .build/debug/protoc-gen-laurel
	@# A build that was planned before does not see new files of the package beneath.
	@touch Tests/Benchmarks/Codec/Package.swift

.PHONY: bench-messages
bench-messages: codec-comparison ## Compare the speed of messages with swift-protobuf's (ARGUMENTS="--rounds 51").
	@swift build -c release --package-path Tests/Benchmarks/Codec --product codec-bench
	@Tests/Benchmarks/Codec/bench.sh $(ARGUMENTS)

.PHONY: difference-messages
difference-messages: codec-comparison ## Look for messages that swift-protobuf reads differently (DIFFERENCE_COUNT=5000000).
	@swift build -c release --package-path Tests/Benchmarks/Codec --product codec-difference
	@Tests/Benchmarks/Codec/.build/release/codec-difference \
	  --descriptors Tests/Benchmarks/Codec/Generated/descriptors \
	  --count $(DIFFERENCE_COUNT) --json-count $(DIFFERENCE_JSON_COUNT) $(ARGUMENTS)

.PHONY: bench-store
bench-store: packages ## Compare the store with blocking libpq and pgbench (ARGUMENTS="--rounds 3").
	@# With the libraries of Swift inside, as the image has them.
	@$(SWIFT_BUILD) -c release --static-swift-stdlib --scratch-path .build/static \
	  --product store-bench
	@Tests/Benchmarks/Store/bench_store.py $(ARGUMENTS)

.PHONY: bench-gamification
bench-gamification: packages ## Compare points and boards with COPY, Redis and SQL (ARGUMENTS=--quick).
	@Services/Operator/Packaging/install-packages.sh benchmarks
	@# With the libraries of Swift inside, as the image has them.
	@for product in gamification gamification-bench; do \
	  $(SWIFT_BUILD) -c release --static-swift-stdlib --scratch-path .build/static \
	    --product $$product || exit; \
	done
	@Tests/Benchmarks/Gamification/bench_gamification.py $(ARGUMENTS)

.PHONY: soak
soak: packages ## Load a server for SOAK_MINUTES (24) after a warm-up: does memory stay flat?
	@$(SWIFT_BUILD) -c release --product rpc-bench
	@Tests/Benchmarks/soak.py --minutes $(SOAK_MINUTES)

.PHONY: migrate
migrate: ## Bring the schemas of the local suite up to date.
	@.build/release/laurel migrate

.PHONY: clean
clean: ## Remove what was built; the data of the local suite stays.
	@rm -rf .build .venv Tests/Benchmarks/{Codec,RPC}/.build Tests/Benchmarks/Codec/Generated \
	  Tests/Conformance/.build
