package import CoreMetrics

/// Counts and times the calls of a server, under gRPC's names (gRPC proposal A66).
///
/// | Name | Kind | Labels |
/// |---|---|---|
/// | `grpc.server.call.started` | counter | `grpc.method` |
/// | `grpc.server.call.duration` | histogram, seconds | `grpc.method`, `grpc.status` |
/// | `grpc.server.call.sent_total_compressed_message_size` | histogram, bytes | the same |
/// | `grpc.server.call.rcvd_total_compressed_message_size` | histogram, bytes | the same |
///
/// Calls of methods that the server does not have are not counted.
package final class ServerCallMetrics: ServerInterceptor {
  private let meters: CallMeters

  /// Metrics go to `factory`, by default to what the process has bootstrapped.
  package init(factory: any MetricsFactory = MetricsSystem.factory) {
    meters = CallMeters("grpc.server.call", dimensions: [], factory)
  }

  package func observe(
    _ method: MethodDescriptor, _ metadata: RPCMetadata
  ) -> (any ServerCallObserver)? {
    meters.started("grpc.server.call.started", method)
    return Observer(CallMeasurement(method, meters))
  }

  private struct Observer: ServerCallObserver {
    let measurement: CallMeasurement

    init(_ measurement: CallMeasurement) { self.measurement = measurement }

    func received(_ message: MessageSize) { measurement.received(message) }
    func sent(_ message: MessageSize) { measurement.sent(message) }
    func finished(_ code: RPCCode) { measurement.finished(code) }
  }
}
