#!/bin/sh
# Makes the message code, in C and Swift, from the proto files.
#
#   generate.sh PLUGIN OUTPUT [DESCRIPTORS]
#
# PLUGIN       the built protoc-gen-laurel
# OUTPUT       the folder that stands for the root of the repository; its generated files are
#              replaced
# DESCRIPTORS  a file to write the descriptor set of all laurel protos to, with comments
#
# Needs protoc, protoc-gen-c and what google-protos.sh needs.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
plugin=$(CDPATH= cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
mkdir -p "$2"
output=$(CDPATH= cd -- "$2" && pwd)
descriptors=${3:-}

google_protos=$("$root/Shared/MessageGenerator/google-protos.sh")
test_protos=$root/Tests/Shared/TestMessages/Protos
benchmark_protos=$root/Tests/Benchmarks/Protos
interop_protos=$root/Tests/Interop/Protos

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run_protoc() {
  protoc --plugin=protoc-gen-laurel="$plugin" \
    -I "$root/Protos" -I "$test_protos" -I "$benchmark_protos" \
    -I "$interop_protos" -I "$google_protos" "$@"
}

# Replaces a generated folder of the output by a new one.
put() {
  mkdir -p "$output/$(dirname -- "$2")"
  rm -rf "${output:?}/$2"
  mv "$work/$1" "$output/$2"
}

run_protoc --laurel_out="$work" \
  --laurel_opt=services=false,access=public,c_module=CWellKnownMessages \
  --laurel_opt=descriptors=WellKnownMessageDescriptors,types=wellKnown \
  --laurel_opt=c_folder=WellKnown/C,swift_folder=WellKnown/Swift \
  google/protobuf/any.proto google/protobuf/duration.proto google/protobuf/empty.proto \
  google/protobuf/field_mask.proto google/protobuf/struct.proto google/protobuf/timestamp.proto \
  google/protobuf/wrappers.proto \
  google/rpc/status.proto google/rpc/error_details.proto google/type/date.proto \
  grpc/channelz/v1/channelz.proto grpc/health/v1/health.proto \
  grpc/reflection/v1/reflection.proto grpc/reflection/v1alpha/reflection.proto

laurel_protos=$(cd "$root/Protos" && find laurel -name '*.proto' | LC_ALL=C sort)
# Word splitting is meant: no path of a proto file has a space.
# shellcheck disable=SC2086
run_protoc --laurel_out="$work" \
  --laurel_opt=services=true,c_module=CMessages,c_folder=Suite/C,swift_folder=Suite/Swift \
  --laurel_opt=descriptors=MessageDescriptors,catalogue=MethodCatalogue,types=suite \
  --laurel_opt=import=google/:WellKnownMessages:CWellKnownMessages \
  --laurel_opt=import=grpc/:WellKnownMessages:CWellKnownMessages \
  $laurel_protos

run_protoc --laurel_out="$work" \
  --laurel_opt=services=false,unknown_fields=keep,c_module=CTestMessages \
  --laurel_opt=c_folder=Test/C,swift_folder=Test/Swift \
  --laurel_opt=descriptors=TestMessageDescriptors,types=test \
  --laurel_opt=import=google/:WellKnownMessages:CWellKnownMessages \
  test/v1/awkward.proto test/v1/every_kind.proto test/v1/nesting.proto

run_protoc --laurel_out="$work" \
  --laurel_opt=services=true,c_module=CBenchmarkMessages \
  --laurel_opt=c_folder=Benchmark/C,swift_folder=Benchmark/Swift \
  --laurel_opt=descriptors=BenchmarkMessageDescriptors,types=benchmark \
  laurel/benchmark/v1/echo.proto

run_protoc --laurel_out="$work" \
  --laurel_opt=services=true,c_module=CInteropMessages \
  --laurel_opt=c_folder=Interop/C,swift_folder=Interop/Swift \
  --laurel_opt=descriptors=InteropMessageDescriptors,types=interop \
  grpc/testing/empty.proto grpc/testing/messages.proto grpc/testing/test.proto \
  grpc/testing/payloads.proto grpc/testing/stats.proto grpc/testing/control.proto \
  grpc/testing/benchmark_service.proto grpc/testing/worker_service.proto

if [ -n "$descriptors" ]; then
  # shellcheck disable=SC2086
  run_protoc --include_imports --include_source_info --descriptor_set_out="$descriptors" \
    $laurel_protos
fi

put WellKnown/C Shared/Messages/WellKnown/C
put WellKnown/Swift Shared/Messages/WellKnown/Swift
put Suite/C Shared/Messages/Suite/C
put Suite/Swift Shared/Messages/Suite/Swift
put Test/C Tests/Shared/TestMessages/C
put Test/Swift Tests/Shared/TestMessages/Swift
put Benchmark/C Tests/Benchmarks/Messages/C
put Benchmark/Swift Tests/Benchmarks/Messages/Swift
put Interop/C Tests/Interop/Messages/C
put Interop/Swift Tests/Interop/Messages/Swift
