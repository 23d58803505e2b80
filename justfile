# What one types here. `just` alone lists it; each recipe is one line that works without just, too.

_list:
    @just --list

# All that CI runs: form, text, dependencies, lints, every test.
check:
    bash .ci/run

# Every test: SQLite, PostgreSQL, Microsoft's SDK (README's second command).
test:
    scripts/test

# The tests between two edits: without PostgreSQL and the SDK.
quick:
    scripts/test --quick

# The demo: sample data, a stand-in for Outlook, what to try with curl (README's first command).
demo *options:
    cargo run -p server -- demo {{ options }}

# The benchmarks of docs/benchmarks.md, optimised.
bench *options:
    scripts/bench {{ options }}

# Schedules of the World, optimised; `just simulate 200000 --from 7 --bug all`.
simulate schedules="200000" *options:
    cargo run --profile sim -p simulation -- --schedules {{ schedules }} {{ options }}

# The program killed at random points, on SQLite and PostgreSQL.
kill-test:
    scripts/with-postgres cargo nextest run --workspace -E 'package(server) and binary(/^kill/)' --no-capture

# Form: Rust and this file.
fmt:
    cargo fmt --all

# The scripts (Debian: shellcheck).
scripts:
    shellcheck --severity=warning .ci/run $(grep -lE '^#!.*bash' scripts/*)
