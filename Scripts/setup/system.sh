#!/usr/bin/env bash
# Sees to the libraries of the system that a build needs: installs them where that is possible
# without asking, and else says what to install.
set -euo pipefail

if ! command -v swift >/dev/null; then
    echo "farthing needs a Swift 6.2 toolchain or later: https://www.swift.org/install" >&2
    exit 69
fi
[ "$(uname)" = Darwin ] && exit 0

needed=()
[ -e /usr/include/sqlite3.h ] || needed+=(libsqlite3-dev)
[ -e /usr/share/zoneinfo/UTC ] || needed+=(tzdata)
[ -e /usr/include/stdio.h ] || needed+=(libc6-dev)
command -v python3 >/dev/null || needed+=(python3)
python3 -c 'import venv, ensurepip' 2>/dev/null || needed+=(python3-venv)
[ ${#needed[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${needed[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${needed[@]}" >/dev/null
else
    echo "farthing needs these system packages; install them and try again:" >&2
    echo "  sudo apt-get install ${needed[*]}" >&2
    exit 69
fi
