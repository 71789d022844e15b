#!/usr/bin/env bash
# Runs the Python client against a running suite: makes a virtual environment when there is none,
# compiles the protos of the suite with grpcio-tools, then calls.
#   python-client.sh FOLDER   for the environment and the compiled protos
# The addresses and tokens come from the environment, see python_client.py.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=$1
environment="$folder/venv"
compiled="$folder/protos"

"$here/python-environment.sh" "$folder"
python="$environment/bin/python"
common=$("$python" -c 'import os, google.rpc; print(os.path.dirname(os.path.dirname(list(google.rpc.__path__)[0])))')

rm -rf "$compiled"
mkdir -p "$compiled"
find "$root/Protos/laurel" -name '*.proto' -print0 | xargs -0 "$python" -m grpc_tools.protoc \
  -I "$root/Protos" -I "$common" --python_out="$compiled" --grpc_python_out="$compiled"

PYTHONPATH="$compiled" exec "$python" "$here/python_client.py"
