internal import Synchronization
internal import WellKnownMessages

/// `grpc.health.v1.Health`: tells whether the server and its services can be used.
package final class HealthService: RPCService {
  /// Whether a service can be used.
  package enum ServingStatus: Hashable, Sendable {
    case serving
    case notServing
  }

  private struct Watcher {
    let service: String
    let updates: AsyncStream<ServingStatus?>.Continuation
  }

  private struct State {
    /// By full service name; the empty name stands for the server as a whole.
    var statuses: [String: ServingStatus] = ["": .serving]
    var isDraining = false
    var watchers: [Int: Watcher] = [:]
    var watcherNumber = 0
  }

  /// The longest time that one `Watch` may take.
  private static let watchMax = Duration.seconds(24 * 3600)

  /// The most statuses that `List` answers, with that of the server as a whole (gRFC A90).
  package static let listedStatusesMax = 100

  static let watch = descriptor("Watch", .serverStreaming)

  private let state = Mutex(State())

  package init() {}

  /// Sets the status of a service, or with the empty name that of the server.
  ///
  /// Does nothing once the server drains.
  package func setStatus(_ status: ServingStatus, of service: String) {
    state.withLock { state in
      guard !state.isDraining, state.statuses.updateValue(status, forKey: service) != status
      else { return }
      for watcher in state.watchers.values where watcher.service == service {
        watcher.updates.yield(status)
      }
    }
  }

  /// Sets the status of every service that has a method among those of `services`.
  package func setStatus(_ status: ServingStatus, ofAll services: [any RPCService]) {
    for name in Set(services.flatMap(\.methods).map(\.descriptor.service)) {
      setStatus(status, of: name)
    }
  }

  /// Sets all statuses to `notServing` for good and ends the watches.
  package func serverWillDrain() {
    state.withLock { state in
      state.isDraining = true
      state.statuses = state.statuses.mapValues { _ in .notServing }
      for watcher in state.watchers.values {
        watcher.updates.yield(state.statuses[watcher.service])
        watcher.updates.finish()
      }
    }
  }

  package var methods: [RPCMethod] {
    [
      .unary(
        HealthService.descriptor("Check", .unary), policy: policy(.seconds(5)), handler: check),
      .unary(
        HealthService.descriptor("List", .unary), policy: policy(.seconds(5)), handler: list),
      .serverStreaming(
        HealthService.watch, policy: policy(HealthService.watchMax), handler: watch),
    ]
  }

  private static func descriptor(_ name: String, _ kind: MethodDescriptor.Kind) -> MethodDescriptor
  {
    MethodDescriptor(
      service: "grpc.health.v1.Health", name: name, kind: kind, idempotency: .noSideEffects)
  }

  private func policy(_ deadlineMax: Duration) -> MethodPolicy {
    MethodPolicy(access: .anybody, deadlineMax: deadlineMax)
  }

  private func check(
    _ request: GRPCHealthV1.HealthCheckRequest, _ call: CallContext
  ) async throws -> GRPCHealthV1.HealthCheckResponse {
    guard let status = state.withLock({ $0.statuses[request.service] }) else {
      throw RPCStatus(
        code: .notFound, message: "The server does not have this service.",
        reason: "SERVICE_NOT_FOUND")
    }
    return response(status)
  }

  private func list(
    _ request: GRPCHealthV1.HealthListRequest, _ call: CallContext
  ) async throws -> GRPCHealthV1.HealthListResponse {
    let statuses = state.withLock { $0.statuses }
    guard statuses.count <= HealthService.listedStatusesMax else {
      throw RPCStatus(
        code: .resourceExhausted,
        message: "The server has more than \(HealthService.listedStatusesMax) statuses.",
        reason: "TOO_MANY_SERVICES")
    }
    return GRPCHealthV1.HealthListResponse(statuses: statuses.mapValues(response))
  }

  private func watch(
    _ request: GRPCHealthV1.HealthCheckRequest,
    _ responses: RPCResponseWriter<GRPCHealthV1.HealthCheckResponse>, _ call: CallContext
  ) async throws {
    // Only the newest status counts for a watcher that is slow.
    let (updates, continuation) = AsyncStream.makeStream(
      of: ServingStatus?.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.watcherNumber += 1
      state.watchers[state.watcherNumber] = Watcher(
        service: request.service, updates: continuation)
      continuation.yield(state.statuses[request.service])
      if state.isDraining { continuation.finish() }
      return state.watcherNumber
    }
    defer { state.withLock { $0.watchers[number] = nil } }
    var last: GRPCHealthV1.HealthCheckResponse?
    for await status in updates {
      // A status that came and went while the watcher was slow, and the drain of a service that
      // did not serve, are no changes.
      let next = response(status)
      guard next != last else { continue }
      try await responses.write(next)
      last = next
    }
    try Task.checkCancellation()
    throw StatusMapping.stopping
  }

  private func response(_ status: ServingStatus?) -> GRPCHealthV1.HealthCheckResponse {
    GRPCHealthV1.HealthCheckResponse(
      status: status.map { $0 == .serving ? .serving : .notServing } ?? .serviceUnknown)
  }
}
