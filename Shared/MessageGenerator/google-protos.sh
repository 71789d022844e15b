#!/bin/sh
# Prints where the protos of google are, as protoc takes it: folders, separated by a colon.
#
# Those of google/protobuf come with protoc. Those of google/rpc, google/type and google/api come
# from the Python package googleapis-common-protos, which is put into .venv at the root of the
# repository. Needs protoc and python3.
set -eu

version=1.76.0
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)

python=$root/.venv/bin/python3
if ! "$python" -m pip show googleapis-common-protos 2>/dev/null |
  grep -q "^Version: $version\$"; then
  python3 -m venv "$root/.venv"
  "$python" -m pip install --quiet "googleapis-common-protos==$version" >&2
fi
common_protos=$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
builtin_protos=$(dirname -- "$(dirname -- "$(command -v protoc)")")/include
echo "$builtin_protos:$common_protos"
