#!/usr/bin/env bash
# Makes a virtual environment with the packages of requirements.txt when there is none, and prints
# the path of its Python. Several may ask at the same time.
#   python-environment.sh FOLDER   for the environment
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
environment="$1/venv"

mkdir -p "$1"
exec 9>"$1/venv.lock"
flock 9
if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  rm -rf "$environment"
  python3 -m venv "$environment"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
    --requirement "$here/requirements.txt" >&2
  cp "$here/requirements.txt" "$environment/requirements.txt"
fi
echo "$environment/bin/python"
