#!/usr/bin/env bash
# Lays the package of Tests/Macros out under .build/macros-package and prints where: its manifest, and a
# link for each target to the sources it shares with the package above, which SwiftPM does not let a
# manifest name by paths that lead out of its own folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
package=$root/.build/macros-package

# A link that names what has gone would break the build of the rest.
rm -rf "$package/Sources" "$package/Tests"
mkdir -p "$package/Sources" "$package/Tests"
cp Tests/Macros/Package.swift "$package/Package.swift"
for target in Farthing FarthingCore FarthingMacros FarthingMacrosPlugin FarthingTesting; do
    ln -s "$root/Sources/$target" "$package/Sources/$target"
done
for example in Decorators Guards Scopes Scripted Session Streams; do
    ln -s "$root/Examples/Library/Sources/$example" "$package/Sources/$example"
done
ln -s "$root/Tests/FarthingMacrosTests" "$package/Tests/FarthingMacrosTests"
echo "$package"
