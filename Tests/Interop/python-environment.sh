#!/usr/bin/env bash
# Makes the virtual environment of the Python side of the tests, with the packages of
# requirements.txt, compiles the protos of the interoperability tests with it, unless that has been
# done, and prints the path of its Python. Several may ask at the same time.
#   python-environment.sh FOLDER   makes FOLDER/venv and FOLDER/testing-protos
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1
environment="$folder/venv"
compiled="$folder/testing-protos"
mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9

if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  rm -rf "$environment" "$compiled"
  python3 -m venv "$environment"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
    --requirement "$here/requirements.txt" >&2
  cp "$here/requirements.txt" "$environment/requirements.txt"
fi

sum=$(cd "$here/Protos/grpc/testing" && cksum -- *.proto)
if [ "$sum" != "$(cat "$compiled/sum" 2>/dev/null)" ]; then
  rm -rf "$compiled"
  mkdir -p "$compiled"
  (cd "$here/Protos" && "$environment/bin/python" -m grpc_tools.protoc -I . \
    --python_out="$compiled" --grpc_python_out="$compiled" grpc/testing/*.proto)
  echo "$sum" >"$compiled/sum"
fi
echo "$environment/bin/python"
