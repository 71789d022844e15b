internal import ArgumentParser
internal import InteropSupport
internal import RPC

/// The command line of the client.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interop-client",
    abstract: "Run interoperability cases of gRPC; exit with 1 when one fails.",
    discussion: """
      Cases: \(CaseCatalog.cases.map(\.name).joined(separator: ", ")), and \
      \(CaseCatalog.demandingCases.map(\.name).joined(separator: ", ")), which servers may refuse.
      """)

  @Option(name: .customLong("server_host"), help: "The name or address of the server.")
  var host = "localhost"

  @Option(name: .customLong("server_port"), help: "The port of the server.")
  var port: Int

  @Option(
    name: .customLong("server_host_override"),
    help: "The name that the server's certificate has to carry and that calls are sent to.")
  var hostOverride = ""

  @Option(
    name: .customLong("test_case"),
    help: "The cases to run, separated by commas; all: those that every server has to pass.")
  var testCase = "large_unary"

  @Option(name: .customLong("use_tls"), help: "Whether to speak TLS.")
  var useTLS = false

  @Option(
    name: .customLong("use_test_ca"), help: "Whether to trust --ca_file instead of the system.")
  var useTestCA = false

  @Option(
    name: .customLong("ca_file"), help: "The roots of the tests, in PEM.", completion: .file())
  var rootsFile = "\(TestCertificateFolder.path)/ca.pem"

  @Option(name: .customLong("service_config_json"), help: "How to treat the service, in JSON.")
  var serviceConfig = ""

  @Option(
    name: .customLong("additional_metadata"),
    help: "Metadata to send with every call: name:value, separated by semicolons.")
  var additionalMetadata = ""

  @OptionGroup var soak: SoakFlags

  func validate() throws {
    guard (1...65_535).contains(port) else {
      throw ValidationError("--server_port is 1 to 65535.")
    }
  }

  func run() async throws {
    let cases = try CaseCatalog.cases(named: testCase)
    var channel = try TestChannel(
      "dns:///\(RPCAddress(host: host, port: port))")
    if useTLS {
      var tls = RPCClientTLS(trustRootsFile: useTestCA ? rootsFile : nil)
      if !hostOverride.isEmpty { tls.serverNameOverride = hostOverride }
      channel.tls = tls
    }
    if !hostOverride.isEmpty { channel.configuration.authority = hostOverride }
    if !serviceConfig.isEmpty {
      channel.configuration.serviceConfig = try ServiceConfig(parsing: serviceConfig)
    }
    let client = try channel.makeClient()
    let run = CaseRun(
      client: client, channel: channel, additionalMetadata: try metadata(), soak: soak)
    do {
      for testCase in cases {
        do {
          try await testCase.run(run)
        } catch {
          throw CaseFailure("FAILED: \(testCase.name): \(error)")
        }
        try Console.say("passed: \(testCase.name)")
      }
    } catch {
      await client.close()
      throw error
    }
    await client.close()
  }

  private func metadata() throws -> RPCMetadata {
    var metadata = RPCMetadata()
    for pair in additionalMetadata.split(separator: ";") {
      let parts = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw ValidationError("--additional_metadata is name:value;name:value.")
      }
      if parts[0].hasSuffix("-bin") {
        metadata.add(bytes: Array(parts[1].utf8), for: String(parts[0]))
      } else {
        metadata.add(String(parts[1]), for: String(parts[0]))
      }
    }
    return metadata
  }
}
