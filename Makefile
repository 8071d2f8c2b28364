# Paths are relative throughout, so that the checkout may lie in a folder with a space in its name.
SHELL := /bin/bash
TOOLS := go tool -modfile=tools/go.mod
SWAGGER := node_modules/swagger-ui-dist
HTMX := node_modules/htmx.org/dist

.DEFAULT_GOAL := help
.PHONY: help run demo observe prometheus test matrix chaos soak bench histories pictures lint fmt generate deps poppler chromium systemd screenshots release clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' Makefile | awk -F':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

# PROVIDER=baiwang issues at Baiwang, as the sandbox plays it.
ifdef PROVIDER
export KAIPIAO_PROVIDER := $(PROVIDER)
endif

# COURIER=sf has papers sent with SF Express, as the sandbox plays it.
ifdef COURIER
export KAIPIAO_COURIER := $(COURIER)
endif

run: .build/deps .build/bin/devstack ## Run everything on this machine; Ctrl-C stops it, the data stays in .run
	@.build/bin/devstack run

demo: .build/deps .build/bin/devstack ## Run everything and push a sample month through it (DEMO_EXIT=1 ends it, DEMO_BILLS=FILE takes your bills, PROVIDER=baiwang issues at Baiwang, COURIER=sf sends with SF Express)
	@.build/bin/devstack demo

observe: prometheus .build/bin/devstack ## Watch the stack of `make run` with Prometheus: metrics, alerts (Ctrl-C ends it)
	@.build/bin/devstack observe

# The end-to-end tests wait most of the time, and begin first.
test: deps .build/bin/devstack ## Run all tests, against a real Postgres and a real Temporal
	@.build/bin/devstack build
	$(TOOLS) workflowcheck ./workflows/...
	go test -timeout 30m ./e2e ./...
	cd deploy && go test ./...
	go test ./domain/application ./domain/ledger ./domain/money -rapid.checks=3000

# Each tax provider with each courier; the plain ones together are what `make test` runs.
PAIRS ?= aggregator/sf nuonuo/carrier nuonuo/sf baiwang/carrier baiwang/sf

matrix: .build/deps .build/bin/devstack ## Run the tables of faults over each tax provider and courier (PAIRS="nuonuo/sf baiwang/sf" for some of them)
	@.build/bin/devstack build
	@for pair in $(PAIRS); do echo "== the tables of faults over $$pair"; \
	  KAIPIAO_PROVIDER=$${pair%/*} KAIPIAO_COURIER=$${pair#*/} go test ./e2e -count=1 -timeout 15m -run '^(TestI4One|TestI4WhatAProvider|TestCase43)' || exit; done

chaos: .build/deps .build/bin/toxiproxy ## Break what can break while customers apply, then check that nothing is lost (SEED=, FOR=2m, BUTTONS=off)
	@go build -o .build/bin/chaos ./e2e/chaos
	@.build/bin/chaos

.build/bin/toxiproxy: e2e/chaos/toxiproxy/go.mod
	@go build -C e2e/chaos/toxiproxy -o "$(CURDIR)/.build/bin/toxiproxy" github.com/Shopify/toxiproxy/v2/cmd/server

soak: ## Run the property tests of money for half an hour, each decoder for a minute against nonsense, and a file of a million rows
	go test ./adapters/tables -run '^$$' -fuzz '^FuzzTables$$' -fuzztime 1m
	go test ./domain/bill -run '^$$' -fuzz '^FuzzBill$$' -fuzztime 1m
	go test ./domain/bill -run '^$$' -fuzz '^FuzzTableRow$$' -fuzztime 1m
	KAIPIAO_IMPORT_ROWS=1000000 go test ./api -count=1 -run TestF7ManyRowsNeedLittleMemory -v -timeout 2h
	go test ./domain/application -run TestSplitKeepsEveryCent -rapid.checks=1000000 -timeout 2h
	go test ./office -run TestL11WhateverHappensTheLedgerAddsUp -rapid.checks=1500 -rapid.steps=60 -timeout 2h
	go test ./domain/text ./adapters/documents ./adapters/mail ./sandbox/fapiao -run 'TestT[0-9]' -rapid.checks=2000 -timeout 2h
	go test ./domain/text -run '^$$' -fuzz FuzzRead -fuzztime 1m
	go test ./domain/strictjson -run '^$$' -fuzz FuzzDecode -fuzztime 1m
	go test ./api -run '^$$' -fuzz FuzzO5WhateverIsPosted -fuzztime 1m
	KAIPIAO_EVERY_LOOK=yes go test -count=1 ./console/... -timeout 1h
	go test ./domain/upload -run '^$$' -fuzz FuzzInspect -fuzztime 1m
	for decoder in FuzzV3WhateverIsUploaded FuzzO5WhateverACursorSays FuzzO5WhateverIsCalledBack FuzzO5WhateverIsImported; do \
	  go test ./api -run '^$$' -fuzz "^$$decoder$$" -fuzztime 1m || exit; done

bench: .build/deps ## Measure how fast pages and reads answer with 100,000 invoices, how fast consumption and applications are accepted, and e-invoices come through, as lines of JSON (some minutes)
	go run ./bench/reads
	go run ./bench/consuming
	go run ./bench/accepting
	go run ./bench/lifecycle

histories: .build/deps .build/bin/devstack ## Record anew the histories that the workflows must be able to go on from
	@.build/bin/devstack build
	KAIPIAO_RECORD_HISTORIES="$(CURDIR)/workflows/testdata/histories" go test -count=1 -timeout 30m ./e2e \
		-run 'Budget|Case29|Case43|Case50|Case59|R1|R2|R4|R5|I4|I5|I8|I9|V1|V3|V5|V7|A9|Case49'

pictures: deps ## Draw the approved pictures of our documents anew; look at them before you commit them
	KAIPIAO_APPROVE_PICTURES=1 go test -count=1 ./adapters/documents

lint: ## Check style and import directions
	@mkdir -p .build/bin
	@test -x .build/bin/golangci-lint || (echo "building golangci-lint, which takes some minutes the first time" && \
		go build -modfile=tools/go.mod -o .build/bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint)
	.build/bin/golangci-lint run --allow-parallel-runners ./...
	cd devstack/temporal && go vet ./...
	@$(MAKE) --no-print-directory prometheus
	cd deploy/observe && promtool check config --lint=all prometheus.yml && promtool test rules alerts_test.yml
	@$(MAKE) --no-print-directory .build/tools
	@go run ./starter openapi >.build/openapi.json
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true tools/node_modules/.bin/redocly lint --config tools/redocly.yaml .build/openapi.json
	tools/node_modules/.bin/spectral lint --ruleset tools/spectral.yaml --fail-severity warn .build/openapi.json

.build/tools: tools/package.json tools/package-lock.json
	@deploy/npm-install tools
	@mkdir -p .build && touch .build/tools

fmt: ## Format the code
	$(TOOLS) gofumpt -w $$(git ls-files '*.go' | grep -v '^office/query/\|^client/generated.go')

generate: ## Write the Go code of the SQL queries, of the pages, the Go client of the API, and docs/events.md, anew
	$(TOOLS) sqlc generate
	$(TOOLS) templ generate -path console
	KAIPIAO_WRITE_EVENTS=1 go test -count=1 ./domain/event -run TestTheDocumentIsTheCatalogue
	KAIPIAO_WRITE_DOCS=1 go test -count=1 ./client -run TestP2TheGoClientIsMadeOfTheServedDocument

deps: .build/deps .build/tools poppler chromium systemd prometheus ## Install fonts and style sheets at their pinned versions, and what tests look at PDFs and the API with
.build/deps: package.json package-lock.json
	@deploy/npm-install
	@mkdir -p api/docs/assets .build
	@cp $(SWAGGER)/swagger-ui.css $(SWAGGER)/swagger-ui-bundle.js api/docs/assets/
	@cp $(HTMX)/htmx.min.js console/assets/library/
	@touch .build/deps

poppler:
	@deploy/debian-package pdftoppm poppler-utils "the tests look at PDFs with it"

chromium:
	@deploy/debian-package chromium chromium "the tests look at the pages with it"

systemd:
	@deploy/debian-package systemd-analyze systemd "the tests look at the units with it"

prometheus:
	@deploy/debian-package promtool prometheus "alerts are checked and the stack is watched with it"

screenshots: deps .build/bin/devstack ## Draw the main pages with the demo's data into docs/pages; look at them
	@fc-list :lang=zh | grep -q . || deploy/debian-package no-font-for-chinese fonts-noto-cjk "Chromium draws Chinese with it"
	@.build/bin/devstack build
	go run ./e2e/screenshots

.PHONY: .build/bin/devstack
.build/bin/devstack:
	@go build -o .build/bin/devstack ./devstack

# ARCHITECTURES=amd64 makes a trial in half the time.
ARCHITECTURES ?= amd64 arm64

release: .build/deps .build/bin/cyclonedx-gomod ## Make what people install, of this commit, in .build/release: programs, images, chart, SBOM, checksums
	@go build -C deploy -o ../.build/bin/release ./release
	@.build/bin/release -architectures "$(ARCHITECTURES)"

.build/bin/cyclonedx-gomod: deploy/go.mod
	@go build -C deploy -o ../$@ github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod

clean: ## Forget the data of `make run` and everything that was built
	@for home in .run/postgres-home .run/*/postgres-home; do test ! -f "$$home" || rm -rf -- "$$(cat "$$home")"; done
	rm -rf .run .build node_modules tools/node_modules
	git clean -fdxq api/docs/assets console/assets/library
