# Sufler. `make` alone lists what there is. Everything needs Go and make, and
# nothing else; tools come with the module (go.mod, "tool").

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# How long each fuzz target runs in `make test`; raise it to search longer.
FUZZTIME ?= 2s
# What `make run` is given, for example ARGS='-addr :9090 -reader bedrock'.
ARGS ?=

##@ Try it

.PHONY: run
run: ## the whole system on http://localhost:8080, data in .sufler/
	@go run ./infra/local $(ARGS)

.PHONY: demo
demo: ## play real chats through it, see cards fill, and check every step
	@go run ./infra/local -demo

##@ Work on it

.PHONY: test
test: ## all tests, and each fuzz target for a moment
	go test ./...
	@$(MAKE) --no-print-directory fuzz

.PHONY: fuzz
fuzz: ## each fuzz target for FUZZTIME
	@grep -rE --include='*_test.go' '^func Fuzz' shared \
	| sed -E 's|/[^/]*:func (Fuzz[A-Za-z0-9_]*).*| \1|' | sort -u \
	| while read -r dir name; do \
		echo "fuzz $$dir $$name for $(FUZZTIME)"; \
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "./$$dir" >$(FUZZLOG) 2>&1 || { cat $(FUZZLOG); exit 1; }; \
	done; rm -f $(FUZZLOG)

FUZZLOG := $(shell mktemp -u)

.PHONY: check
check: fmt vet staticcheck race test ## exactly what CI runs

.PHONY: fmt
fmt: ## fail on sources that gofmt would change
	@out=$$(gofmt -l shared infra $$(ls -d functions 2>/dev/null || true)); \
	if [ -n "$$out" ]; then echo "gofmt would change:"; echo "$$out"; exit 1; fi

.PHONY: vet
vet:
	go vet ./...

.PHONY: staticcheck
staticcheck:
	go tool staticcheck ./...

.PHONY: race
race: ## all tests with the race detector (needs a C compiler, as Go says)
	CGO_ENABLED=1 go test -race ./...

.PHONY: golden
golden: ## write the golden files anew; the diff is the review
	go test ./... -update

.PHONY: bench
bench: ## what a message costs, beside its own floor
	go test -run '^$$' -bench . -benchmem ./infra/bench/...

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} \
	/^##@ / {printf "\n%s\n", substr($$0, 5)} \
	/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Put it on AWS
# The targets of the deployment live below this line.
