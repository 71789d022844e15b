internal import Compression
internal import HTTP2
internal import NIOCore

extension ClientCall {
  /// What opens the call.
  final class Request: Sendable {
    let method: MethodDescriptor
    /// Without what depends on the attempt.
    let headers: HTTP2Headers
    let deadline: ContinuousClock.Instant?
    /// The only request, with its prefix, if the method takes one.
    let message: ByteBuffer?
    let responseBytesMax: Int
    let observers: [any ClientCallObserver]
    let waitForReady: Bool?
    let compression: CompressionAlgorithm?
    let report: CallReport?

    init(
      method: MethodDescriptor, headers: HTTP2Headers, deadline: ContinuousClock.Instant?,
      message: ByteBuffer?, responseBytesMax: Int, observers: [any ClientCallObserver],
      options: CallOptions
    ) {
      self.method = method
      self.headers = headers
      self.deadline = deadline
      self.message = message
      self.responseBytesMax = responseBytesMax
      self.observers = observers
      waitForReady = options.waitForReady
      compression = options.compression
      report = options.report
    }
  }
}
