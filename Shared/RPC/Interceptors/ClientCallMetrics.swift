package import CoreMetrics
internal import Synchronization

/// Counts and times the calls of a client, under gRPC's names (gRPC proposals A66, A96).
///
/// | Name | Kind | Labels |
/// |---|---|---|
/// | `grpc.client.attempt.started` | counter | `grpc.method`, `grpc.target` |
/// | `grpc.client.call.duration` | histogram, seconds | the same, `grpc.status` |
/// | `grpc.client.call.retries` | histogram, attempts after the first | the same, `grpc.status` |
/// | `grpc.client.call.sent_total_compressed_message_size` | histogram, bytes | the same |
/// | `grpc.client.call.rcvd_total_compressed_message_size` | histogram, bytes | the same |
///
/// Sizes are those of a call, whatever the number of its attempts.
package final class ClientCallMetrics: ClientInterceptor {
  private let meters: CallMeters

  /// Metrics of calls to `target` go to `factory`, by default to what the process has bootstrapped.
  package init(target: RPCTarget, factory: any MetricsFactory = MetricsSystem.factory) {
    meters = CallMeters(
      "grpc.client.call", dimensions: [("grpc.target", target.description)], factory)
  }

  package func observe(
    _ method: MethodDescriptor, _ options: CallOptions
  ) -> (any ClientCallObserver)? {
    Observer(method, meters)
  }

  private final class Observer: ClientCallObserver {
    private let method: MethodDescriptor
    private let meters: CallMeters
    private let measurement: CallMeasurement
    private let attempts = Atomic(0)

    init(_ method: MethodDescriptor, _ meters: CallMeters) {
      self.method = method
      self.meters = meters
      measurement = CallMeasurement(method, meters)
    }

    func attemptStarted(_ number: Int) {
      attempts.store(number, ordering: .relaxed)
      meters.started("grpc.client.attempt.started", method)
    }

    func sent(_ message: MessageSize) { measurement.sent(message) }
    func received(_ message: MessageSize) { measurement.received(message) }

    func finished(_ code: RPCCode) {
      measurement.finished(code)
      let retries = max(0, attempts.load(ordering: .relaxed) - 1)
      meters.record("retries", Double(retries), method, code)
    }
  }
}
