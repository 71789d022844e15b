import Kernel
import Logging
import Synchronization
import Testing
import WellKnownMessages

@testable import RPC

typealias Bytes = GoogleProtobuf.BytesValue
typealias Count = GoogleProtobuf.Int64Value
typealias Text = GoogleProtobuf.StringValue

/// Methods of every kind, for tests of the runtime.
struct TestService: RPCService {
  static let name = "laurel.test.v1.TestService"

  static func method(
    _ name: String, _ kind: MethodDescriptor.Kind = .unary
  ) -> MethodDescriptor {
    MethodDescriptor(service: TestService.name, name: name, kind: kind)
  }

  static let echo = method("Echo")
  static let fail = method("Fail")
  static let wait = method("Wait")
  static let block = method("Block")
  static let peer = method("Peer")
  static let caller = method("Caller")
  static let remaining = method("Remaining")
  static let secret = method("Secret")
  static let collect = method("Collect", .clientStreaming)
  static let ignore = method("Ignore", .clientStreaming)
  static let expand = method("Expand", .serverStreaming)
  static let chat = method("Chat", .bidirectionalStreaming)

  let events = EventLog()
  /// What a blocking handler waits for.
  let gate = Gate()
  var deadlineMax = Duration.seconds(30)

  struct Unlisted: Error {}

  var methods: [RPCMethod] {
    let open = MethodPolicy(access: .anybody, deadlineMax: deadlineMax)
    let closed = MethodPolicy(access: .services(["tests"]), deadlineMax: deadlineMax)
    return [
      .unary(Self.echo, policy: open) { (request: Bytes, _) in request },
      .unary(Self.fail, policy: open, handler: fail),
      .unary(Self.wait, policy: open, handler: wait),
      .unary(Self.block, policy: open, handler: block),
      .unary(Self.peer, policy: open) { (request: Text, call) in
        call.addInitialMetadata(RPCMetadata([(name: "peer", value: call.peer.address)]))
        return request
      },
      .unary(Self.caller, policy: open) { (_: Text, call) in Text(value: call.peer.address) },
      .unary(Self.remaining, policy: open, handler: remaining),
      .unary(Self.secret, policy: closed) { (request: Text, call) in Text(value: call.caller.key) },
      .clientStreaming(Self.collect, policy: open, handler: collect),
      .clientStreaming(Self.ignore, policy: open) { (_: RPCRequests<Bytes>, _) in
        Count(value: -1)
      },
      .serverStreaming(Self.expand, policy: open, handler: expand),
      .bidirectionalStreaming(Self.chat, policy: open, handler: chat),
    ]
  }

  private func fail(_ request: Text, _ call: CallContext) async throws -> Text {
    switch request.value {
    case "status":
      throw RPCStatus(
        code: .failedPrecondition, message: "Größe 100%\n", reason: "ODD",
        metadata: ["key": "value"],
        fieldViolations: [.init(field: "value", description: "is odd")],
        retryDelay: .seconds(2))
    case "validation": throw ValidationError(field: "value", reason: "is not valid")
    case "cancellation": throw CancellationError()
    default: throw Unlisted()
    }
  }

  /// Waits until it is cancelled.
  private func wait(_ request: Text, _ call: CallContext) async throws -> Text {
    events.add("started")
    do {
      try await Task.sleep(for: .seconds(60))
    } catch {
      events.add("cancelled")
      throw error
    }
    return request
  }

  /// Keeps the event loop busy until the gate is open, as a handler must not.
  private func block(_ request: Text, _ call: CallContext) async throws -> Text {
    events.add("started")
    let end = MonotonicInstant.now + .seconds(10)
    while !gate.isOpen && MonotonicInstant.now < end {}
    return request
  }

  /// The milliseconds that calls made by the handler may take.
  private func remaining(_ request: Text, _ call: CallContext) async throws -> Count {
    guard let deadline = MonotonicInstant.inheritedDeadline, deadline == call.deadline else {
      return Count(value: -1)
    }
    return Count(value: Int64(MonotonicInstant.now.duration(to: deadline) / .milliseconds(1)))
  }

  private func collect(_ requests: RPCRequests<Bytes>, _ call: CallContext) async throws -> Count {
    var total = 0
    do {
      for try await request in requests {
        total += request.value.count
        events.add("request")
      }
    } catch {
      events.add("requests broke off")
      throw error
    }
    events.add("requests ended")
    return Count(value: Int64(total))
  }

  private func expand(
    _ request: Count, _ responses: RPCResponseWriter<Bytes>, _ call: CallContext
  ) async throws {
    do {
      for number in 0..<request.value {
        try await responses.write(
          Bytes(value: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1000)))
      }
    } catch {
      events.add("writer stopped")
      throw error
    }
  }

  private func chat(
    _ requests: RPCRequests<Bytes>, _ responses: RPCResponseWriter<Bytes>, _ call: CallContext
  ) async throws {
    for try await request in requests { try await responses.write(request) }
  }
}

/// What handlers have seen, for tests to wait on.
final class EventLog: Sendable {
  private let stream = AsyncStream<String>.makeStream()

  func add(_ event: String) { stream.continuation.yield(event) }

  /// The next event.
  func next() async -> String? { await stream.stream.first { _ in true } }

  /// Waits until an event has happened; earlier ones are dropped.
  func wait(for event: String) async {
    for await seen in stream.stream where seen == event { return }
  }
}

/// Is opened once.
final class Gate: Sendable {
  private let state = Atomic(false)

  var isOpen: Bool { state.load(ordering: .acquiring) }

  func open() { state.store(true, ordering: .releasing) }
}

/// Runs a server on a free port while `body` runs.
func withServer(
  _ service: TestService = TestService(),
  configure: (inout RPCServerConfiguration) -> Void = { _ in },
  _ body: (RPCServer, RPCClient, RPCAddress) async throws -> Void
) async throws {
  var configuration = RPCServerConfiguration(
    host: "127.0.0.1", port: 0, errorDomain: "test.laurel")
  configuration.drainGrace = .seconds(5)
  configure(&configuration)
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let health = HealthService()
  let server = RPCServer(
    configuration: configuration, services: [service, health],
    authorizer: { call in
      guard call.metadata["authorization"] == "Bearer good" else {
        throw RPCStatus(code: .unauthenticated, message: "No.", reason: "NO_TOKEN")
      }
      return Caller(
        organization: try OrganizationID(
          parsing: "11111111-1111-1111-1111-111111111111", field: ""),
        identity: .service("tests"), grants: [])
    }, logger: logger)
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await server.run() }
    let address = try await server.listeningAddress()
    let client = RPCClient(endpoint: address)
    do {
      try await body(server, client, address)
    } catch {
      server.drain()
      await client.close()
      throw error
    }
    await client.close()
    server.drain()
    try await group.waitForAll()
  }
  #expect(server.connectionCount == 0)
}

/// The status that `body` throws.
func status(_ body: () async throws -> some Any) async throws -> RPCStatus {
  do {
    _ = try await body()
  } catch let status as RPCStatus {
    return status
  }
  throw NoError()
}

struct NoError: Error {}
