// swift-tools-version: 6.2
import PackageDescription

// `make bench-messages` and `make difference-messages`: Laurel's messages beside those of
// swift-protobuf, in one process. A package of its own, so that nothing of Laurel ever depends on
// what it is compared with.

/// Compiler settings of every Swift target; those of the root's Package.swift.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// What generated messages of Laurel are built with; as `wireSettings` of the root's Package.swift.
let wireSettings: [SwiftSetting] = [
  .unsafeFlags(
    ["-Xllvm", "-enable-expand-all", "-enforce-exclusivity=unchecked"],
    .when(configuration: .release))
]

let protobuf = Target.Dependency.product(name: "Protobuf", package: "laurel")
let wellKnownMessages = Target.Dependency.product(name: "WellKnownMessages", package: "laurel")
let swiftProtobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// Messages that generate.sh makes with protoc-gen-laurel, in C and Swift.
func messages(_ name: String) -> [Target] {
  [
    .target(
      name: "C\(name)", dependencies: [protobuf, wellKnownMessages],
      path: "Generated/\(name)/C", publicHeadersPath: "include"),
    .target(
      name: name, dependencies: [protobuf, wellKnownMessages, .target(name: "C\(name)")],
      path: "Generated/\(name)/Swift", swiftSettings: settings + wireSettings),
  ]
}

let package = Package(
  name: "laurel-codec-comparison",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "laurel", path: "../../.."),
    .package(url: "https://github.com/apple/swift-protobuf.git", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
  ],
  targets: messages("CodecMessages") + messages("DifferenceMessages") + messages("KeptMessages") + [
    .target(
      name: "PeerMessages", dependencies: [swiftProtobuf], path: "Generated/PeerMessages",
      swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(
      name: "codec-bench",
      dependencies: [
        protobuf, wellKnownMessages, "CodecMessages", "PeerMessages", swiftProtobuf, argumentParser,
      ],
      path: "Bench", swiftSettings: settings),
    .executableTarget(
      name: "codec-difference",
      dependencies: [
        protobuf, wellKnownMessages, "CodecMessages", "DifferenceMessages", "KeptMessages",
        "PeerMessages", swiftProtobuf, argumentParser,
      ],
      path: "Difference", swiftSettings: settings),
  ]
)
