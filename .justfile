# Every task is one command; just only gives it a short name. CI runs .ci/run.

default:
    @just --list --unsorted

# a local Slack, a local AWS and the bot, with a page to click on
demo:
    go run ./cmd/peerbot demo

# the same without a browser: the walkthrough, told as text and checked in AWS
tour:
    go run ./cmd/peerbot demo --tour

test:
    go test ./...

# only what a change of one package needs, with the race detector: just race ./bot/card
race package="./...":
    go test -race {{package}}

lint:
    go vet ./...
    go tool -modfile=.tools/go.mod golangci-lint run

format:
    go tool -modfile=.tools/go.mod golangci-lint fmt

# rewrite golden files and the tables of the README; look at the difference as at code
golden:
    PEERBOT_UPDATE=1 go test ./bot/... ./cmd/...
    git diff --stat

# just fuzz ./bot/command FuzzParse 1m
fuzz package name time="30s":
    go test {{package}} -run '^$' -fuzz '^{{name}}$' -fuzztime {{time}}

# everything that must hold; needs Debian and root or sudo
ci:
    .ci/run
