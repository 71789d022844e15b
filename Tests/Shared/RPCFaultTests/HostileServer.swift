import RPC
import Testing
import WellKnownMessages

/// What a server does with the connections that it gets, one after the other.
typealias HostileScript = @Sendable (_ peer: RawPeer, _ connection: Int) async -> Void

/// Runs a server that does what `script` says while `body` calls it.
func withHostileServer(
  serviceConfig: String? = nil, _ script: @escaping HostileScript,
  _ body: (RPCClient) async throws -> Void
) async throws {
  let listener = try await RawListener.open()
  var configuration = RPCClientConfiguration()
  configuration.backoffInitial = .milliseconds(5)
  configuration.backoffMax = .milliseconds(10)
  configuration.messageBytesMax = 1_000_000
  if let serviceConfig { configuration.serviceConfig = try ServiceConfig(parsing: serviceConfig) }
  let client = RPCClient(
    endpoint: RPCEndpoint(host: "127.0.0.1", port: listener.port), configuration: configuration)
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      var connection = 0
      await listener.serve { peer in
        await script(peer, connection)
        connection += 1
      }
    }
    do {
      try await body(client)
    } catch {
      await client.close()
      await listener.close()
      throw error
    }
    await client.close()
    await listener.close()
    try await group.waitForAll()
  }
}

extension RawPeer {
  /// Greets as a server does.
  func greetClient(_ settings: [(RawSetting, UInt32)] = []) async {
    await send(.settings(settings), .settingsAcknowledgement)
  }

  /// Waits for the head of a call.
  func awaitCall(on stream: UInt32 = 1) async {
    await read { $0.answers[stream]?.headerLists.isEmpty == false }
  }

  /// Greets, and answers the first call.
  func answerCall(_ frames: [RawFrame]) async {
    await greetClient()
    await awaitCall()
    await send(frames)
    _ = await end()
  }
}

/// The outcome of a call.
enum HostileCall {
  typealias Bytes = GoogleProtobuf.BytesValue

  static let unary = MethodDescriptor(service: "hostile.Service", name: "Unary", kind: .unary)
  static let stream = MethodDescriptor(
    service: "hostile.Service", name: "Stream", kind: .serverStreaming)

  /// Calls; returns the code of the failure, or `OK`, and `nil` for a failure without a code.
  ///
  /// The time limit is far away: it shows that the client is stuck.
  static func code(
    _ client: RPCClient, isStream: Bool = false, timeout: Duration = .seconds(10)
  ) async -> RPCCode? {
    let options = CallOptions(timeout: timeout)
    do {
      if isStream {
        try await client.serverStreaming(stream, Bytes(value: [1]), options) {
          (responses: RPCResponses<Bytes>) in
          for try await _ in responses {}
        }
      } else {
        let _: Bytes = try await client.unary(unary, Bytes(value: [1]), options)
      }
      return .ok
    } catch let status as RPCStatus {
      return status.code
    } catch {
      return nil
    }
  }
}
