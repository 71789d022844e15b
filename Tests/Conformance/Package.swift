// swift-tools-version: 6.2
import PackageDescription

// The program that `make conformance` tests. A package of its own, because its message code is
// generated from files that the repository does not hold, and because other packages use the codec
// in the same way.

/// Compiler settings of every Swift target, those of Laurel.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let protobuf = Target.Dependency.product(name: "Protobuf", package: "laurel")
let wellKnownMessages = Target.Dependency.product(name: "WellKnownMessages", package: "laurel")

let package = Package(
  name: "conformance",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "laurel", path: "../..")],
  targets: [
    .target(
      name: "CConformanceMessages", dependencies: [protobuf, wellKnownMessages],
      path: ".build/generated/C", publicHeadersPath: "include"),
    .target(
      name: "ConformanceMessages",
      dependencies: [protobuf, wellKnownMessages, "CConformanceMessages"],
      path: ".build/generated/Swift", swiftSettings: settings),
    .executableTarget(
      name: "conformance-testee",
      dependencies: [protobuf, wellKnownMessages, "ConformanceMessages"], path: "Testee",
      swiftSettings: settings),
  ]
)
