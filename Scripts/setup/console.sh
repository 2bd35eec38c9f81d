#!/usr/bin/env bash
# Lays a package out under .build/console-package that has the console and its tests alone, and prints
# where: the manifest above, cut down, with links to the same sources.
#
# The console's tests look into the room (@testable), which the release build of everything else does
# not allow; in a package of their own they need no second build of the whole.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
package=$root/.build/console-package

mkdir -p "$package"
ln -sfn "$root/Sources" "$package/Sources"
ln -sfn "$root/Tests" "$package/Tests"
ln -sfn "$root/docs" "$package/docs"
cat Package.swift - >"$package/Package.swift" <<'END'

let kept: Set<String> = [
    "Farthing", "FarthingConsole", "FarthingCore", "FarthingPages", "FarthingPolicy",
    "FarthingReceipts", "FarthingTesting",
]
package.targets = package.targets.filter { kept.contains($0.name) }
package.products = []
let consoleTests = Target.testTarget(
    name: "FarthingConsoleTests",
    dependencies: [
        "Farthing", "FarthingConsole", "FarthingCore", "FarthingPages", "FarthingPolicy",
        "FarthingReceipts", "FarthingTesting",
        asyncHTTPClient, crypto, product("CryptoExtras", "swift-crypto"), nioCore, nioHTTP1, nioPosix,
        logging,
    ]
)
consoleTests.swiftSettings = settings
package.targets.append(consoleTests)
END
echo "$package"
