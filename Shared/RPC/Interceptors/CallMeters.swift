internal import CoreMetrics
internal import Synchronization

/// The metrics of one server or client; made when they are needed first.
final class CallMeters: Sendable {
  private struct Key: Hashable {
    let path: String
    let code: RPCCode
  }

  /// What is recorded when a call has ended.
  private struct Histograms {
    let duration: Recorder
    let sentSize: Recorder
    let receivedSize: Recorder
    let retries: Recorder
  }

  private struct State {
    var counters: [String: Counter] = [:]
    var histograms: [Key: Histograms] = [:]
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

  func ended(
    _ method: MethodDescriptor, _ code: RPCCode, after duration: Duration, sentBytes: Int,
    receivedBytes: Int
  ) {
    let histograms = histograms(method, code)
    histograms.duration.record(duration / .seconds(1))
    histograms.sentSize.record(sentBytes)
    histograms.receivedSize.record(receivedBytes)
  }

  func retried(_ method: MethodDescriptor, _ code: RPCCode, _ count: Int) {
    histograms(method, code).retries.record(count)
  }

  private func histograms(_ method: MethodDescriptor, _ code: RPCCode) -> Histograms {
    let key = Key(path: method.path, code: code)
    return state.withLock { state in
      if let histograms = state.histograms[key] { return histograms }
      let labels = labels(method) + [("grpc.status", code.name)]
      func recorder(_ name: String) -> Recorder {
        Recorder(label: "\(prefix).\(name)", dimensions: labels, factory: factory)
      }
      let histograms = Histograms(
        duration: recorder("duration"),
        sentSize: recorder("sent_total_compressed_message_size"),
        receivedSize: recorder("rcvd_total_compressed_message_size"),
        retries: recorder("retries"))
      state.histograms[key] = histograms
      return histograms
    }
  }

  private func labels(_ method: MethodDescriptor) -> [(String, String)] {
    [("grpc.method", String(method.path.dropFirst()))] + dimensions
  }
}

/// What is measured during one call.
final class CallMeasurement: Sendable {
  private let method: MethodDescriptor
  private let meters: CallMeters
  private let start = ContinuousClock.now
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
    meters.ended(
      method, code, after: ContinuousClock.now - start,
      sentBytes: sentBytes.load(ordering: .relaxed),
      receivedBytes: receivedBytes.load(ordering: .relaxed))
  }
}
