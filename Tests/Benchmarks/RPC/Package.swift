// swift-tools-version: 6.2
import PackageDescription

// The Swift peer of `make bench-rpc`. A package of its own, so that nothing of Laurel ever depends
// on what it is compared with.
let package = Package(
  name: "laurel-benchmark-peers",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(url: "https://github.com/grpc/grpc-swift-2.git", from: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport.git", from: "2.9.2"),
    .package(url: "https://github.com/grpc/grpc-swift-protobuf.git", from: "2.4.1"),
    .package(url: "https://github.com/apple/swift-protobuf.git", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
  ],
  targets: [
    .executableTarget(
      name: "peer-grpc-swift",
      dependencies: [
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
        .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      path: "Peers/GRPCSwift",
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
