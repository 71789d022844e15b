/// One interoperability case.
struct InteropCase: Sendable {
  let name: String
  let run: @Sendable (CaseRun) async throws -> Void

  init(_ name: String, _ run: @escaping @Sendable (CaseRun) async throws -> Void) {
    self.name = name
    self.run = run
  }
}

/// The cases by the names that the gRPC project gives them.
enum CaseCatalog {
  /// Those that every server that serves the cases has to pass.
  static let cases = [
    InteropCase("empty_unary") { try await $0.emptyUnary() },
    InteropCase("large_unary") { try await $0.largeUnary() },
    InteropCase("client_compressed_unary") { try await $0.clientCompressedUnary() },
    InteropCase("server_compressed_unary") { try await $0.serverCompressedUnary() },
    InteropCase("client_streaming") { try await $0.clientStreaming() },
    InteropCase("client_compressed_streaming") { try await $0.clientCompressedStreaming() },
    InteropCase("server_streaming") { try await $0.serverStreaming() },
    InteropCase("server_compressed_streaming") { try await $0.serverCompressedStreaming() },
    InteropCase("ping_pong") { try await $0.pingPong() },
    InteropCase("empty_stream") { try await $0.emptyStream() },
    InteropCase("half_duplex") { try await $0.halfDuplex() },
    InteropCase("slow_consumer") { try await $0.slowConsumer() },
    InteropCase("custom_metadata") { try await $0.customMetadata() },
    InteropCase("status_code_and_message") { try await $0.statusCodeAndMessage() },
    InteropCase("special_status_message") { try await $0.specialStatusMessage() },
    InteropCase("unimplemented_method") { try await $0.unimplementedMethod() },
    InteropCase("unimplemented_service") { try await $0.unimplementedService() },
    InteropCase("cancel_after_begin") { try await $0.cancelAfterBegin() },
    InteropCase("cancel_after_first_response") { try await $0.cancelAfterFirstResponse() },
    InteropCase("timeout_on_sleeping_server") { try await $0.timeoutOnSleepingServer() },
    InteropCase("rpc_soak") { try await $0.soakCalls() },
    InteropCase("channel_soak") { try await $0.soakChannels() },
    InteropCase("long_lived_channel") { try await $0.longLivedChannel() },
    InteropCase("concurrent_large_unary") { try await $0.concurrentLargeUnary() },
  ]

  /// Those that a server passes only when it allows large messages or tells its identity.
  static let demandingCases = [
    InteropCase("pick_first_unary") { try await $0.pickFirstUnary() },
    InteropCase("very_large_request") { try await $0.veryLargeRequest() },
  ]

  /// Why the other cases of the descriptions are not here.
  private static let absent = [
    "cacheable_unary": "it needs GET requests and a caching proxy, which hardly any language has",
    "orca_per_rpc": "load reports (ORCA) are not supported",
    "orca_oob": "load reports (ORCA) are not supported",
    "max_concurrent_streams_connection_scaling":
      "one connection per address is used, however many calls there are",
    "compute_engine_creds": "it needs an account at a cloud",
    "jwt_token_creds": "it needs an account at a cloud",
    "oauth2_auth_token": "it needs an account at a cloud",
    "per_rpc_creds": "it needs an account at a cloud",
    "google_default_credentials": "it needs an account at a cloud",
    "compute_engine_channel_credentials": "it needs an account at a cloud",
  ]

  /// The cases of a list of names with commas, `all` for all that every server has to pass.
  static func cases(named list: String) throws(CaseFailure) -> [InteropCase] {
    var found: [InteropCase] = []
    for name in list.split(separator: ",").map(String.init) {
      if name == "all" {
        found += cases
      } else if let testCase = (cases + demandingCases).first(where: { $0.name == name }) {
        found.append(testCase)
      } else {
        let reason = absent[name] ?? "nobody knows it"
        throw CaseFailure("There is no case \(name): \(reason).")
      }
    }
    guard !found.isEmpty else { throw CaseFailure("No case is named.") }
    return found
  }
}
