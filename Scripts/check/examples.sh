#!/usr/bin/env bash
# Builds the programs of Examples/Library and runs each: examples.sh SCRATCH-FOLDER, that of Tests/Macros.
# None needs a key or a network; what Start keeps goes to a folder that is removed.
#
# They are built in packages that have compiled what they stand on already, and not in their own,
# which compiles everything once more (`swift build --package-path Examples/Library`).
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$1

# Client and Start are targets of the package itself.
program() {
    case $1 in
    Client | Start) echo ".build/release/example-$(echo "$1" | tr '[:upper:]' '[:lower:]')" ;;
    *) echo "$scratch/debug/$1" ;;
    esac
}

swift build --package-path "$(bash Scripts/setup/macros.sh)" --scratch-path "$scratch"
swift build -c release --product example-client
swift build -c release --product example-start

# Their own manifest has to name the same programs.
found=$(cd Examples/Library/Sources && printf '%s\n' * | sort | xargs)
named=$(swift package --package-path Examples/Library dump-package \
    | python3 -c 'import json, sys; print(*sorted(t["name"] for t in json.load(sys.stdin)["targets"]))')
if [ "$named" != "$found" ]; then
    echo "examples: Examples/Library/Package.swift names $named; there are $found" >&2
    exit 1
fi

data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
for name in $found; do
    echo "--- $name"
    env -u OPENAI_API_KEY XDG_DATA_HOME="$data" HOME="$data" "$(program "$name")"
done
