import Foundation
import Testing

/// One of the two implementations that the cases are run with.
enum Implementation: String, Sendable, CaseIterable {
  case laurel
  /// The official Python library.
  case grpcio
}

/// How the connections of a case are protected.
enum Protection: String, Sendable, CaseIterable {
  case none
  case tls
}

@Suite("Interoperability cases of gRPC")
struct CaseTests {
  /// The cases that both clients run against every server.
  private static let cases = [
    "empty_unary", "large_unary", "server_compressed_unary", "client_streaming",
    "server_streaming", "server_compressed_streaming", "ping_pong", "empty_stream",
    "half_duplex", "slow_consumer", "custom_metadata", "status_code_and_message",
    "special_status_message", "unimplemented_method", "unimplemented_service",
    "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server",
    "rpc_soak", "channel_soak", "long_lived_channel", "concurrent_large_unary",
    "pick_first_unary", "very_large_request",
  ]

  /// The cases for a pair.
  ///
  /// A grpcio server cannot tell whether a request came compressed, so that the cases about that
  /// need a server of ours. A grpcio client cannot leave single requests of a compressed call
  /// uncompressed, so that it runs what it can of client_compressed_streaming under another name.
  private static func cases(_ client: Implementation, _ server: Implementation) -> [String] {
    guard server == .laurel else { return cases }
    let streaming =
      client == .laurel ? "client_compressed_streaming" : "client_compressed_streaming_whole"
    return cases + ["client_compressed_unary", streaming]
  }

  @Test(
    "pass between Laurel and Laurel, in clear text and with TLS", arguments: Protection.allCases)
  func laurelWithLaurel(protection: Protection) async throws {
    try await runCases(client: .laurel, server: .laurel, protection)
  }

  @Test(
    "pass between Laurel's client and grpcio's server, in clear text and with TLS",
    arguments: Protection.allCases)
  func laurelWithGRPCIO(protection: Protection) async throws {
    try await runCases(client: .laurel, server: .grpcio, protection)
  }

  @Test(
    "pass between grpcio's client and Laurel's server, in clear text and with TLS",
    arguments: Protection.allCases)
  func grpcioWithLaurel(protection: Protection) async throws {
    try await runCases(client: .grpcio, server: .laurel, protection)
  }

  private func runCases(
    client: Implementation, server: Implementation, _ protection: Protection
  ) async throws {
    let fixture = try await InteropFixture.shared.get()
    let names = Self.cases(client, server)
    try await fixture.server(server, protection).serve { port in
      let outcome = try await fixture.client(
        client, protection, port: port,
        [
          "--test_case=\(names.joined(separator: ","))", "--iteration_interval=0.05",
          "--concurrent_calls=100", "--soak_iterations=5",
          // Other tests may keep the machine busy.
          "--soak_per_iteration_max_acceptable_latency_ms=10000",
        ]
      ).finish()
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let passed = outcome.output.split(separator: "\n").compactMap { line in
        line.hasPrefix("passed: ") ? String(line.dropFirst(8)) : nil
      }
      #expect(passed == names)
    }
  }

  @Test("offer every case of the descriptions that needs no cloud under `all`")
  func all() async throws {
    let fixture = try await InteropFixture.shared.get()
    try await fixture.server(.laurel, .none).serve { port in
      let outcome = try await fixture.client(
        .laurel, .none, port: port,
        [
          "--test_case=all", "--iteration_interval=0", "--concurrent_calls=10",
          "--soak_per_iteration_max_acceptable_latency_ms=10000",
        ]
      ).finish()
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let passed = outcome.output.split(separator: "\n").count { $0.hasPrefix("passed: ") }
      #expect(passed == 24)
    }
  }
}

@Suite("interop-client")
struct InteropClientTests {
  @Test(
    "exits with 1 and says why when a case cannot be run",
    arguments: [
      ("cacheable_unary", "GET"), ("orca_oob", "ORCA"), ("jwt_token_creds", "cloud"),
      ("no_such_case", "nobody knows it"),
    ])
  func absentCases(name: String, reason: String) async throws {
    let fixture = try await InteropFixture.shared.get()
    let outcome = try await fixture.client(
      .laurel, .none, port: 1, ["--test_case=\(name)"]
    ).finish()
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains(name))
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
  }

  @Test("exits with 1 when the server's certificate has another name")
  func wrongName() async throws {
    let fixture = try await InteropFixture.shared.get()
    try await fixture.server(.laurel, .tls).serve { port in
      let outcome = try await fixture.client(
        .laurel, .tls, port: port, ["--test_case=empty_unary"], nameOverride: "example.org"
      ).finish()
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("FAILED: empty_unary: UNAVAILABLE"), "\(outcome.errors)")
    }
  }

  @Test("exits with 1 when more soak iterations are slow than may be")
  func slowSoak() async throws {
    let fixture = try await InteropFixture.shared.get()
    try await fixture.server(.laurel, .none).serve { port in
      // No call of this size takes less than a millisecond.
      let soak = [
        "--test_case=rpc_soak", "--soak_iterations=4", "--soak_num_threads=2",
        "--soak_per_iteration_max_acceptable_latency_ms=1", "--soak_request_size=2000000",
        "--soak_response_size=2000000", "--soak_overall_timeout_seconds=60",
      ]
      let strict = try await fixture.client(.laurel, .none, port: port, soak).finish()
      #expect(strict.exitCode == 1)
      #expect(strict.errors.contains("4 iterations failed; 0 may"), "\(strict.errors)")
      let line = /soak iteration: \d+ elapsed_ms: \d+ peer: \S+ failed:/
      #expect(strict.output.matches(of: line).count == 4, "\(strict.output)")
      let lenient = try await fixture.client(
        .laurel, .none, port: port, soak + ["--soak_max_failures=4"]
      ).finish()
      #expect(lenient.exitCode == 0, "\(lenient.errors)")
    }
  }

  @Test("obeys a service config and sends additional metadata")
  func serviceConfig() async throws {
    let fixture = try await InteropFixture.shared.get()
    try await fixture.server(.laurel, .none).serve { port in
      let config = #"{"methodConfig": [{"name": [{}], "timeout": "0.000000001s"}]}"#
      let late = try await fixture.client(
        .laurel, .none, port: port,
        ["--test_case=empty_unary", "--service_config_json=\(config)"]
      ).finish()
      #expect(late.exitCode == 1)
      #expect(late.errors.contains("DEADLINE_EXCEEDED"), "\(late.errors)")
      // The server gives the metadata back; the case would fail if it were not what the case sends.
      let echoed = try await fixture.client(
        .laurel, .none, port: port,
        [
          "--test_case=custom_metadata",
          "--additional_metadata=x-grpc-test-echo-initial:other;x-more:1",
        ]
      ).finish()
      #expect(echoed.exitCode == 1)
      #expect(echoed.errors.contains("The initial metadata has other"), "\(echoed.errors)")
    }
  }
}

extension InteropFixture {
  func server(_ implementation: Implementation, _ protection: Protection) -> Command {
    var arguments = ["--host=127.0.0.1", "--port=0", "--use_tls=\(protection == .tls)"]
    if protection == .tls {
      arguments.append("--tls_cert_file=\(certificates.appending(path: "server1.pem").path())")
      arguments.append("--tls_key_file=\(certificates.appending(path: "server1.key").path())")
    }
    return switch implementation {
    case .laurel: program("interop-server", arguments)
    case .grpcio: python("interop_server.py", arguments)
    }
  }

  func client(
    _ implementation: Implementation, _ protection: Protection, port: Int,
    _ arguments: [String], nameOverride: String = "foo.test.google.fr"
  ) -> Command {
    var all = ["--server_host=127.0.0.1", "--server_port=\(port)"]
    if protection == .tls {
      all += [
        "--use_tls=true", "--use_test_ca=true", "--server_host_override=\(nameOverride)",
        "--ca_file=\(certificates.appending(path: "ca.pem").path())",
      ]
    }
    all += arguments
    return switch implementation {
    case .laurel: program("interop-client", all)
    case .grpcio: python("interop_client.py", all)
    }
  }
}
