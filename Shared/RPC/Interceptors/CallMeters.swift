internal import CoreMetrics
internal import Synchronization

/// The metrics of one server or client; made when they are needed first.
final class CallMeters: Sendable {
  private struct Key: Hashable {
    let name: String
    let path: String
    let code: RPCCode
  }

  private struct State {
    var counters: [String: Counter] = [:]
    var recorders: [Key: Recorder] = [:]
  }

  private let prefix: String
  private let dimensions: [(String, String)]
  private let factory: any MetricsFactory
  private let state = Mutex(State())

  init(_ prefix: String, dimensions: [(String, String)], _ factory: any MetricsFactory) {
    self.prefix = prefix
    self.dimensions = dimensions
    self.factory = factory
  }

  /// Counts under `label`, of which there is one for each side.
  func started(_ label: String, _ method: MethodDescriptor) {
    let counter = state.withLock { state in
      if let counter = state.counters[method.path] { return counter }
      let counter = Counter(label: label, dimensions: labels(method), factory: factory)
      state.counters[method.path] = counter
      return counter
    }
    counter.increment()
  }

  /// Records a value of a call that has ended under the prefix and `name`.
  func record(_ name: String, _ value: Double, _ method: MethodDescriptor, _ code: RPCCode) {
    let key = Key(name: name, path: method.path, code: code)
    let recorder = state.withLock { state in
      if let recorder = state.recorders[key] { return recorder }
      let recorder = Recorder(
        label: "\(prefix).\(name)", dimensions: labels(method) + [("grpc.status", code.name)],
        factory: factory)
      state.recorders[key] = recorder
      return recorder
    }
    recorder.record(value)
  }

  private func labels(_ method: MethodDescriptor) -> [(String, String)] {
    [("grpc.method", String(method.path.dropFirst()))] + dimensions
  }
}

/// What is measured during one call.
final class CallMeasurement: Sendable {
  private let method: MethodDescriptor
  private let meters: CallMeters
  private let start = MonotonicInstant.now
  private let sentBytes = Atomic(0)
  private let receivedBytes = Atomic(0)

  init(_ method: MethodDescriptor, _ meters: CallMeters) {
    self.method = method
    self.meters = meters
  }

  func sent(_ message: MessageSize) {
    sentBytes.wrappingAdd(message.wireByteCount, ordering: .relaxed)
  }

  func received(_ message: MessageSize) {
    receivedBytes.wrappingAdd(message.wireByteCount, ordering: .relaxed)
  }

  func finished(_ code: RPCCode) {
    let duration = (MonotonicInstant.now - start) / .seconds(1)
    let sent = Double(sentBytes.load(ordering: .relaxed))
    let received = Double(receivedBytes.load(ordering: .relaxed))
    meters.record("duration", duration, method, code)
    meters.record("sent_total_compressed_message_size", sent, method, code)
    meters.record("rcvd_total_compressed_message_size", received, method, code)
  }
}
