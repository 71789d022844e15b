#!/usr/bin/env bash
# Runs the Python client against a running suite: makes a virtual environment when there is none,
# compiles the protos with grpcio-tools, then calls.
#   python-client.sh FOLDER   for the environment and the compiled protos
# The addresses and tokens come from the environment, see python_client.py.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=$1
environment="$folder/venv"
compiled="$folder/protos"

if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  rm -rf "$environment"
  python3 -m venv "$environment"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
    --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$environment/requirements.txt"
fi
python="$environment/bin/python"
common=$("$python" -c 'import os, google.rpc; print(os.path.dirname(os.path.dirname(list(google.rpc.__path__)[0])))')

rm -rf "$compiled"
mkdir -p "$compiled"
find "$root/Protos/laurel" -name '*.proto' -print0 | xargs -0 "$python" -m grpc_tools.protoc \
  -I "$root/Protos" -I "$common" --python_out="$compiled" --grpc_python_out="$compiled"

PYTHONPATH="$compiled" exec "$python" "$here/python_client.py"
