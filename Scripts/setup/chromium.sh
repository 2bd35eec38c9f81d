#!/usr/bin/env bash
# Sees to a browser for the tests of Web/: installs Debian's Chromium where that is possible without
# asking, and else says what to install. CHROMIUM may name another.
set -euo pipefail

for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
else
    echo "The tests of the verifier page need Chromium; install it and try again:" >&2
    echo "  sudo apt-get install chromium    or set CHROMIUM to the program of yours" >&2
    exit 69
fi
