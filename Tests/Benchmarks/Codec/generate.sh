#!/bin/sh
# Makes the message code of both sides, and the descriptors that the fuzzer knows the types from, in
# the folder Generated.
#
#   generate.sh PLUGIN
#
# PLUGIN  the built protoc-gen-laurel
set -eu

plugin=$(CDPATH= cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
cd "$(dirname "$0")"
root=$(CDPATH= cd -- ../../.. && pwd)
google_protos=$("$root/Shared/MessageGenerator/google-protos.sh")
test_protos=$root/Tests/Shared/TestMessages/Protos

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The package has to be complete before anything of it can be built.
for folder in CodecMessages DifferenceMessages KeptMessages; do
  mkdir -p "Generated/$folder/C/include" "Generated/$folder/Swift"
done
mkdir -p Generated/PeerMessages
swift build -c release --product protoc-gen-swift

# The same messages once more, in a package of their own, for code that keeps unknown fields.
mkdir -p "$work/protos/kept/v1"
for name in every_kind nesting; do
  sed -e 's/^package test\.v1;/package kept.v1;/' -e 's#"test/v1/#"kept/v1/#' \
    "$test_protos/test/v1/$name.proto" >"$work/protos/kept/v1/$name.proto"
done

run_protoc() {
  protoc -I Protos -I "$test_protos" -I "$work/protos" -I "$google_protos" \
    --plugin=protoc-gen-laurel="$plugin" \
    --plugin=protoc-gen-swift=.build/release/protoc-gen-swift "$@"
}

# Replaces a generated folder; an unchanged one stays, so that nothing is built anew.
put() {
  if ! diff -r -q "$work/$1" "Generated/$1" >/dev/null 2>&1; then
    rm -rf "Generated/$1"
    mv "$work/$1" "Generated/$1"
  fi
}

# messages NAME OPTIONS FILE...
messages() {
  name=$1
  options=$2
  shift 2
  mkdir -p "$work/$name"
  run_protoc --laurel_out="$work/$name" \
    --laurel_opt="services=false,access=public,c_module=C$name,c_folder=C,swift_folder=Swift" \
    --laurel_opt="import=google/:WellKnownMessages:CWellKnownMessages$options" "$@"
  put "$name"
}

messages CodecMessages "" laurel/codec/v1/messages.proto
messages DifferenceMessages "" \
  test/v1/every_kind.proto test/v1/nesting.proto laurel/difference/v1/well_known.proto
messages KeptMessages ",unknown_fields=keep" kept/v1/every_kind.proto kept/v1/nesting.proto

mkdir -p "$work/PeerMessages"
run_protoc --swift_out="$work/PeerMessages" \
  --swift_opt=Visibility=Public,FileNaming=PathToUnderscores \
  --include_imports --descriptor_set_out="$work/descriptors" \
  laurel/codec/v1/messages.proto laurel/difference/v1/well_known.proto \
  test/v1/every_kind.proto test/v1/nesting.proto \
  google/rpc/status.proto google/rpc/error_details.proto google/type/date.proto
put PeerMessages
mv "$work/descriptors" Generated/descriptors
