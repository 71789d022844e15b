#!/bin/sh
# Makes the message code of the testee from the proto files beside the conformance runner.
#
#   generate.sh PLUGIN
#
# PLUGIN is the built protoc-gen-laurel; build-runner.sh has brought the proto files.
set -eu

plugin=$(CDPATH= cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
cd "$(dirname -- "$0")"
source=../../.build/conformance/source
generated=.build/generated
mkdir -p .build
fresh=$(mktemp -d .build/fresh.XXXXXX)
trap 'rm -rf "$fresh"' EXIT

protoc --plugin=protoc-gen-laurel="$plugin" -I "$source/conformance" -I "$source/src" \
  --laurel_out="$fresh" \
  --laurel_opt=access=public,unknown_fields=keep,services=false,types=conformance \
  --laurel_opt=c_module=CConformanceMessages,c_folder=C,swift_folder=Swift \
  --laurel_opt=import=google/:WellKnownMessages:CWellKnownMessages \
  conformance.proto google/protobuf/test_messages_proto3.proto

# Files that would be the same keep their dates, and nothing is built anew.
if ! diff -r -q "$generated" "$fresh" >/dev/null 2>&1; then
  rm -rf "$generated"
  mv "$fresh" "$generated"
fi
