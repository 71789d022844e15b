internal import Synchronization
internal import WellKnownMessages

/// `grpc.health.v1.Health`: tells whether the server and its services can be used.
package final class HealthService: RPCService {
  /// Whether a service can be used.
  package enum ServingStatus: Hashable, Sendable {
    case serving
    case notServing
  }

  private struct State {
    /// By full service name; the empty name stands for the server as a whole.
    var statuses: [String: ServingStatus] = ["": .serving]
    var isDraining = false
    var watchers: [Int: (service: String, updates: AsyncStream<ServingStatus?>.Continuation)] = [:]
    var watcherNumber = 0
  }

  /// The longest time that one `Watch` may take.
  private static let watchMax = Duration.seconds(24 * 3600)

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
    let name = "grpc.health.v1.Health"
    return [
      .unary(
        MethodDescriptor(
          service: name, name: "Check", kind: .unary, idempotency: .noSideEffects),
        policy: MethodPolicy(access: .anybody, deadlineMax: .seconds(5)), handler: check),
      .serverStreaming(
        MethodDescriptor(
          service: name, name: "Watch", kind: .serverStreaming, idempotency: .noSideEffects),
        policy: MethodPolicy(access: .anybody, deadlineMax: HealthService.watchMax),
        handler: watch),
    ]
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

  private func watch(
    _ request: GRPCHealthV1.HealthCheckRequest,
    _ responses: RPCResponseWriter<GRPCHealthV1.HealthCheckResponse>, _ call: CallContext
  ) async throws {
    // Only the newest status counts for a watcher that is slow.
    let (updates, continuation) = AsyncStream.makeStream(
      of: ServingStatus?.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.watcherNumber += 1
      state.watchers[state.watcherNumber] = (request.service, continuation)
      continuation.yield(state.statuses[request.service])
      if state.isDraining { continuation.finish() }
      return state.watcherNumber
    }
    defer { state.withLock { $0.watchers[number] = nil } }
    for await status in updates { try await responses.write(response(status)) }
    try Task.checkCancellation()
    throw StatusMapping.stopping
  }

  private func response(_ status: ServingStatus?) -> GRPCHealthV1.HealthCheckResponse {
    GRPCHealthV1.HealthCheckResponse(
      status: status.map { $0 == .serving ? .serving : .notServing } ?? .serviceUnknown)
  }
}
