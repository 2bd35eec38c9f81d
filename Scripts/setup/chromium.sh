#!/usr/bin/env bash
# Sees to a browser for the tests of Web/ and of the dashboard, and to the driver by which Selenium
# leads it: installs Debian's where that is possible without asking, and else says what to install.
# CHROMIUM and CHROMEDRIVER may name others.
set -euo pipefail

is_there() {
    local name
    for name in "$@"; do command -v "$name" >/dev/null && return 0; done
    return 1
}

needed=()
is_there "${CHROMIUM:-chromium}" chromium-browser google-chrome google-chrome-stable \
    || needed+=(chromium fonts-dejavu-core)
is_there "${CHROMEDRIVER:-chromedriver}" || needed+=(chromium-driver)
[ ${#needed[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${needed[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${needed[@]}" >/dev/null
else
    echo "The tests in a browser need Chromium and its driver; install them and try again:" >&2
    echo "  sudo apt-get install ${needed[*]}" >&2
    echo "or set CHROMIUM and CHROMEDRIVER to the programs of yours" >&2
    exit 69
fi
