#!/bin/sh
# Makes the message code of the Swift peer anew; the result is committed, because building the
# generators takes longer than building the peer.
set -eu
cd "$(dirname "$0")"

swift build -c release --product protoc-gen-swift
swift build -c release --product protoc-gen-grpc-swift-2
rm -rf Peers/GRPCSwift/Generated
mkdir -p Peers/GRPCSwift/Generated
protoc -I ../Protos \
  --plugin=protoc-gen-swift=.build/release/protoc-gen-swift \
  --plugin=protoc-gen-grpc-swift-2=.build/release/protoc-gen-grpc-swift-2 \
  --swift_out=Peers/GRPCSwift/Generated --swift_opt=FileNaming=DropPath \
  --grpc-swift-2_out=Peers/GRPCSwift/Generated --grpc-swift-2_opt=FileNaming=DropPath \
  laurel/benchmark/v1/echo.proto
