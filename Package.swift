// swift-tools-version: 6.2
import PackageDescription

// Laurel, read from the bottom up: C libraries, shared layers, services, the operator's command,
// tests. A service is one call of `service(_:)`. Tests/Architecture checks which target may import
// which.

/// Compiler settings of every Swift target.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // An `async` function of no actor runs where its caller runs, which saves calls their way from
  // executor to executor.
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// Whether `make fuzz` builds: with coverage and AddressSanitizer, and everything visible to
/// `@testable`.
let isFuzzing = Context.environment["LAUREL_FUZZ"] != nil
let fuzzSettings: [SwiftSetting] =
  isFuzzing
  ? [.unsafeFlags(["-sanitize=address", "-sanitize=fuzzer", "-enable-testing"])] : []
let fuzzLinking: [LinkerSetting] =
  isFuzzing
  ? [.unsafeFlags(["-sanitize=address", "-sanitize=fuzzer", "-use-ld=lld"])] : []

/// For the layers that every byte passes.
///
/// Overlapping accesses to one value are looked for by debug builds and the fuzzers, not by the
/// executables that serve: in HTTP2 and RPC the checks took an eighth of a call's instructions.
/// And values of more than six fields are taken apart like smaller ones; else the compiler leaves
/// each in memory that is copied once more, with all references counted, before the original is
/// destroyed. That switch is one of the compiler's own: a compiler that no longer has it says so.
let wireSettings: [SwiftSetting] = [
  .unsafeFlags(
    ["-Xllvm", "-enable-expand-all"] + (isFuzzing ? [] : ["-enforce-exclusivity=unchecked"]),
    .when(configuration: .release))
]

/// How executables are linked for use: nothing of them is called by name from outside, and their
/// addresses are adjusted from a short list.
///
/// A fifth less memory is resident than with what the compiler asks for by itself.
let compactLinking: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "-z", "-Xlinker",
      "pack-relative-relocs",
    ], .when(platforms: [.linux], configuration: .release))
]

/// A Swift library of the suite.
func library(
  _ name: String, path: String, dependencies: [Target.Dependency] = [],
  resources: [Resource]? = nil, more: [SwiftSetting] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, resources: resources,
    swiftSettings: settings + more + fuzzSettings)
}

/// An executable: wiring only.
func executable(_ name: String, path: String, dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: path,
    swiftSettings: settings + fuzzSettings,
    linkerSettings: isFuzzing ? fuzzLinking : compactLinking)
}

/// A test target.
func tests(_ name: String, path: String, dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

/// Messages that the generator makes: a target in C and one in Swift.
func messages(
  _ name: String, path: String, importsWellKnown: Bool = false, hasServices: Bool = false
) -> [Target] {
  let cImports: [Target.Dependency] = importsWellKnown ? ["CWellKnownMessages"] : []
  let imports = cImports + (importsWellKnown ? ["WellKnownMessages"] : [])
  return [
    .target(
      name: "C\(name)", dependencies: ["CProtobufArena"] + cImports, path: "\(path)/C",
      publicHeadersPath: "include"),
    library(
      name, path: "\(path)/Swift",
      dependencies: ["Protobuf", "ProtobufJSON", "CProtobufArena", .target(name: "C\(name)")]
        + imports + (hasServices ? ["RPC"] : []), more: wireSettings),
  ]
}

/// The targets of one service, in dependency order.
func service(_ name: String) -> [Target] {
  let root = "Services/\(name)"
  let domain = Target.Dependency(stringLiteral: "\(name)Domain")
  let store = Target.Dependency(stringLiteral: "\(name)Store")
  let handlers = Target.Dependency(stringLiteral: "\(name)Handlers")
  return [
    library("\(name)Domain", path: "\(root)/Domain", dependencies: ["Kernel"]),
    library(
      "\(name)Store", path: "\(root)/Store",
      dependencies: ["Kernel", "Postgres", domain, coreMetrics],
      resources: [.embedInCode("Migrations")]),
    library(
      "\(name)Handlers", path: "\(root)/Handlers",
      dependencies: [
        "Kernel", "Auth", "Protobuf", "ProtobufJSON", "RPC", "Messages", "WellKnownMessages",
        domain,
      ]),
    executable(
      name.lowercased(), path: "\(root)/Main",
      dependencies: ["Kernel", "RPC", "ServiceHost", "Messages", domain, store, handlers]),
    tests(
      "\(name)DomainTests", path: "Tests/Services/\(name)DomainTests",
      dependencies: ["Kernel", domain]),
    tests(
      "\(name)ServiceTests", path: "Tests/Services/\(name)ServiceTests",
      dependencies: [
        "Kernel", "Auth", "ProtobufJSON", "RPC", "Messages", "WellKnownMessages", "Postgres",
        "ServiceHost", "TestSupport", domain, store, handlers, .target(name: name.lowercased()),
        metricsTestKit,
      ]),
  ]
}

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let inMemoryLogging = Target.Dependency.product(name: "InMemoryLogging", package: "swift-log")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let metricsTestKit = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let inMemoryTracing = Target.Dependency.product(
  name: "InMemoryTracing", package: "swift-distributed-tracing")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let configuration = Target.Dependency.product(
  name: "Configuration", package: "swift-configuration")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(
  name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let cLibraries: [Target] = [
  .systemLibrary(
    name: "CNGHTTP2", path: "Shared/CLibraries/CNGHTTP2", pkgConfig: "libnghttp2",
    providers: [.apt(["libnghttp2-dev"])]),
  .systemLibrary(
    name: "CProtobufC", path: "Shared/CLibraries/CProtobufC", pkgConfig: "libprotobuf-c",
    providers: [.apt(["libprotobuf-c-dev"])]),
  .systemLibrary(
    name: "CPostgreSQL", path: "Shared/CLibraries/CPostgreSQL", pkgConfig: "libpq",
    providers: [.apt(["libpq-dev"])]),
  .systemLibrary(
    name: "CZlib", path: "Shared/CLibraries/CZlib", pkgConfig: "zlib",
    providers: [.apt(["zlib1g-dev"])]),
]

let shared: [Target] = [
  library("Kernel", path: "Shared/Kernel", dependencies: [crypto]),
  .target(
    name: "CProtobufArena", dependencies: ["CProtobufC"], path: "Shared/Protobuf/Arena",
    publicHeadersPath: "include",
    cSettings: isFuzzing ? [.unsafeFlags(["-fsanitize=address"])] : []),
  library(
    "Protobuf", path: "Shared/Protobuf/Codec", dependencies: ["CProtobufArena", nio],
    more: wireSettings),
  library(
    "ProtobufJSON", path: "Shared/ProtobufJSON", dependencies: ["Protobuf"], more: wireSettings),
  library(
    "HTTP2", path: "Shared/HTTP2", dependencies: ["CNGHTTP2"], more: wireSettings),
  library("Compression", path: "Shared/Compression", dependencies: ["CZlib", nio]),
  library(
    "RPC", path: "Shared/RPC",
    dependencies: [
      "Kernel", "HTTP2", "Protobuf", "ProtobufJSON", "WellKnownMessages", "Compression", nio,
      nioPosix, nioTLS, nioSSL, x509, asn1, systemPackage, logging, coreMetrics, tracing,
    ], more: wireSettings),
  library(
    "Postgres", path: "Shared/Postgres",
    dependencies: ["Kernel", "CPostgreSQL", coreMetrics, crypto, logging]),
  library("Auth", path: "Shared/Auth", dependencies: ["Kernel", jwtKit]),
  library("Observability", path: "Shared/Observability", dependencies: ["Kernel", logging]),
  library(
    "Settings", path: "Shared/Settings",
    dependencies: ["Kernel", configuration, systemPackage]),
  library(
    "ServiceHost", path: "Shared/ServiceHost",
    dependencies: [
      "Kernel", "RPC", "Messages", "WellKnownMessages", "Postgres", "Auth", "Observability",
      "Protobuf", "Settings", lifecycle, unixSignals, argumentParser, logging,
    ]),
  executable(
    "protoc-gen-laurel", path: "Shared/MessageGenerator/Main",
    dependencies: ["MessageGenerator"]),
  library("MessageGenerator", path: "Shared/MessageGenerator/Generator"),
]

let operatorCommand: [Target] = [
  library("OperatorDomain", path: "Services/Operator/Domain", dependencies: ["Kernel"]),
  executable(
    "laurel", path: "Services/Operator/Main",
    dependencies: [
      "Kernel", "OperatorDomain", "RPC", "Messages", "WellKnownMessages", "Postgres", "Auth",
      "Settings", "Observability", "ServiceHost", "Protobuf", "ProtobufJSON", argumentParser,
      crypto, logging, subprocess, systemPackage, x509, asn1,
    ]),
]

let generatedMessages: [Target] =
  messages("WellKnownMessages", path: "Shared/Messages/WellKnown")
  + messages("Messages", path: "Shared/Messages/Suite", importsWellKnown: true, hasServices: true)
  + messages("TestMessages", path: "Tests/Shared/TestMessages", importsWellKnown: true)
  + messages("BenchmarkMessages", path: "Tests/Benchmarks/Messages", hasServices: true)
  + messages("InteropMessages", path: "Tests/Interop/Messages", hasServices: true)

let testTargets: [Target] = [
  library(
    "TestSupport", path: "Tests/Support",
    dependencies: [
      "Kernel", "RPC", "Messages", "WellKnownMessages", "Postgres", "Auth", "ServiceHost",
      "Settings", logging, subprocess,
    ]),
  tests("KernelTests", path: "Tests/Shared/KernelTests", dependencies: ["Kernel"]),
  tests(
    "ProtobufTests", path: "Tests/Shared/ProtobufTests",
    dependencies: [
      "Protobuf", "ProtobufJSON", "WellKnownMessages", "TestMessages", "CProtobufArena", nio,
    ]),
  tests(
    "MessageTests", path: "Tests/Shared/MessageTests",
    dependencies: [
      "Protobuf", "ProtobufJSON", "MessageGenerator", "Messages", "WellKnownMessages",
      "TestMessages", "BenchmarkMessages", "InteropMessages", nio,
    ]),
  executable(
    "rpc-bench", path: "Tests/Benchmarks/Server",
    dependencies: [
      "Kernel", "RPC", "BenchmarkMessages", argumentParser, logging, systemPackage, unixSignals,
    ]),
  executable(
    "store-bench", path: "Tests/Benchmarks/Store/Program",
    dependencies: ["Kernel", "Postgres", "RPC", argumentParser, logging, nioPosix, systemPackage]),
  executable(
    "gamification-bench", path: "Tests/Benchmarks/Gamification/Program",
    dependencies: [
      "Kernel", "Auth", "Postgres", "RPC", "Messages", "WellKnownMessages", argumentParser, logging,
      systemPackage,
    ]),
  library(
    "InteropSupport", path: "Tests/Interop/Support",
    dependencies: ["RPC", "InteropMessages", argumentParser, logging, systemPackage]),
  executable(
    "interop-server", path: "Tests/Interop/Server",
    dependencies: [
      "Kernel", "RPC", "Compression", "InteropMessages", "InteropSupport", argumentParser, logging,
    ]),
  executable(
    "interop-client", path: "Tests/Interop/Client",
    dependencies: [
      "RPC", "Compression", "InteropMessages", "InteropSupport", argumentParser,
    ]),
  executable(
    "qps-worker", path: "Tests/Interop/Worker",
    dependencies: [
      "Kernel", "RPC", "Protobuf", "InteropMessages", "InteropSupport", nio, argumentParser,
      logging,
    ]),
  tests(
    "InteropTests", path: "Tests/Interop/Tests",
    dependencies: [
      "InteropSupport", "InteropMessages", .target(name: "interop-server"),
      .target(name: "interop-client"), .target(name: "qps-worker"), subprocess,
    ]),
  tests(
    "MessageGeneratorTests", path: "Tests/Shared/MessageGeneratorTests",
    dependencies: ["MessageGenerator"]),
  tests(
    "ProtoRuleTests", path: "Tests/ProtoRules",
    dependencies: ["MessageGenerator", subprocess, systemPackage]),
  tests("HTTP2Tests", path: "Tests/Shared/HTTP2Tests", dependencies: ["HTTP2"]),
  tests(
    "CompressionTests", path: "Tests/Shared/CompressionTests",
    dependencies: ["Compression", nio]),
  tests(
    "RPCTests", path: "Tests/Shared/RPCTests",
    dependencies: [
      "RPC", "HTTP2", "Kernel", "Protobuf", "ProtobufJSON", "WellKnownMessages",
      "BenchmarkMessages", "Compression", nio, nioEmbedded, nioPosix, nioTLS, nioSSL, x509, asn1,
      crypto, logging, metricsTestKit, tracing, inMemoryTracing,
    ]),
  tests(
    "RPCFaultTests", path: "Tests/Shared/RPCFaultTests",
    dependencies: [
      "RPC", "Kernel", "WellKnownMessages", nio, nioPosix, nioTLS, nioSSL, x509, asn1, crypto,
      logging,
    ]),
  tests(
    "PostgresTests", path: "Tests/Shared/PostgresTests",
    dependencies: [
      "Postgres", "Kernel", "TestSupport", logging, inMemoryLogging, metricsTestKit, nio, nioPosix,
    ]),
  tests("AuthTests", path: "Tests/Shared/AuthTests", dependencies: ["Auth", "Kernel", jwtKit]),
  tests(
    "SettingsTests", path: "Tests/Shared/SettingsTests",
    dependencies: ["Settings", "Kernel", configuration]),
  tests(
    "ServiceHostTests", path: "Tests/Shared/ServiceHostTests",
    dependencies: [
      "ServiceHost", "Kernel", "RPC", "Protobuf", "Messages", "WellKnownMessages", "Postgres",
      "Auth", "Settings", "TestSupport", argumentParser, logging,
    ]),
  tests(
    "OperatorDomainTests", path: "Tests/Services/OperatorDomainTests",
    dependencies: ["OperatorDomain", "Kernel"]),
  tests(
    "OperatorTests", path: "Tests/Services/OperatorTests",
    dependencies: [
      "Kernel", "Protobuf", "ProtobufJSON", "RPC", "Messages", "WellKnownMessages", "Auth",
      .target(name: "laurel"), logging, subprocess, systemPackage,
    ]),
  tests(
    "ArchitectureTests", path: "Tests/Architecture",
    dependencies: [
      "Postgres", "TestSupport", "DirectoryStore", "GamificationStore", "LearningStore",
      "CoachingStore", "QualityStore", logging, subprocess, systemPackage,
    ]),
  tests(
    "ForwardingTests", path: "Tests/Interop/Forwarding",
    dependencies: [.target(name: "rpc-bench"), nio, nioPosix, subprocess]),
  tests(
    "EndToEndTests", path: "Tests/EndToEnd",
    dependencies: [
      "Kernel", "Auth", "RPC", "Messages", "WellKnownMessages", "TestSupport", subprocess,
    ]),
]

func fuzzer(_ name: String, _ folder: String, _ dependencies: [Target.Dependency]) -> Target {
  executable(
    "fuzz-\(name)", path: "Tests/Fuzz/\(folder)", dependencies: ["FuzzSupport"] + dependencies)
}

/// Programs of libFuzzer, for `make fuzz` alone: they link only with its sanitizer.
let fuzzTargets: [Target] = [
  .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
  library("FuzzSupport", path: "Tests/Fuzz/Support", dependencies: ["CFuzzer"]),
  library(
    "FuzzServer", path: "Tests/Fuzz/Server",
    dependencies: [
      "RPC", "HTTP2", "Compression", "WellKnownMessages", nio, nioEmbedded, logging,
    ]),
  library(
    "FuzzMessages", path: "Tests/Fuzz/Messages",
    dependencies: ["Protobuf", "ProtobufJSON", "WellKnownMessages", "TestMessages"]),
  fuzzer("server-session", "ServerSession", ["FuzzServer"]),
  fuzzer("server-calls", "ServerCalls", ["FuzzServer"]),
  fuzzer("client-session", "ClientSession", ["FuzzServer", "RPC", "HTTP2", nio]),
  fuzzer("framing", "Framing", ["RPC", "Compression", nio]),
  fuzzer("wire", "Wire", ["FuzzServer", "RPC", "HTTP2", nio, logging]),
  fuzzer("message-decoding", "MessageDecoding", ["FuzzMessages", "Protobuf", "ProtobufJSON"]),
  fuzzer("message-json", "MessageJSON", ["FuzzMessages", "Protobuf", "ProtobufJSON"]),
  fuzzer("message-normalizing", "MessageNormalizing", ["FuzzMessages", "Protobuf"]),
]

let package = Package(
  name: "laurel",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Protobuf", targets: ["Protobuf", "ProtobufJSON", "CProtobufArena"]),
    .library(name: "WellKnownMessages", targets: ["WellKnownMessages", "CWellKnownMessages"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.0"),
    .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    .package(
      url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-system.git", from: "1.7.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.0"),
    .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.0"),
  ],
  targets: cLibraries + shared + generatedMessages
    + ["Directory", "Gamification", "Learning", "Coaching", "Quality"].flatMap(service)
    + operatorCommand + testTargets + (isFuzzing ? fuzzTargets : [])
)
