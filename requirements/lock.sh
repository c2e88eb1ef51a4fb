#!/usr/bin/env bash
# Lock every dependency with hashes; no download address is recorded (docs/contract.md, Distribution).
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet \
        --python-version 3.11 pyproject.toml "$@"
}
compile --extra web -o requirements/run.txt
compile --extra web --group dev -o requirements/dev.txt
compile --extra web --extra spark --group dev -o requirements/spark.txt
