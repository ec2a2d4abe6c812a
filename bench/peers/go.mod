module github.com/randaudit/randaudit/bench/peers

go 1.26.0

replace github.com/randaudit/randaudit => ../..

require (
	github.com/gofrs/uuid/v5 v5.5.1
	github.com/google/uuid v1.6.0
	github.com/randaudit/randaudit v0.0.0
	golang.org/x/perf v0.0.0-20260908200009-22c9c6c9d4da
	lukechampine.com/frand v1.5.1
)

require github.com/aclements/go-moremath v0.0.0-20210112150236-f10218a38794 // indirect
