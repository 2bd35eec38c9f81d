#!/usr/bin/env bash
# Makes the project's own Python environment: python.sh FOLDER REQUIREMENTS.
set -euo pipefail
folder=$1
requirements=$2
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
