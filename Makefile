# make           build and check: everything that takes less than a minute
# make test      all tests
# make bench     throughput of every source and way of drawing, for benchstat
# make compare   package fast in turn with other libraries and Python, and ent and rngtest
#                (apt-get install ent rng-tools-debian) with the same here: tables
# make report    audit the built-in sources; writes randaudit-report/index.html
# make fuzz      each fuzz target for FUZZTIME (default 30s)
# make golden    rewrite the golden files of the tests: read the diff

FUZZTIME ?= 30s

.PHONY: all test bench compare report fuzz golden

all:
	go build ./...
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...

test:
	go test ./...

bench:
	go test -run '^$$' -bench . ./bench

compare:
	go run -C bench/peers .
	scripts/compare

report:
	go run ./cmd/randaudit audit

fuzz:
	scripts/fuzz $(FUZZTIME)

# The packages whose tests take -update.
golden:
	go test $$(grep -rl --include='*_test.go' '"update"' . | xargs -n1 dirname | sort -u) -update
