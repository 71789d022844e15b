internal import Compression
internal import HTTP2
internal import NIOCore

extension ClientCall {
  /// What opens the call.
  struct Request: Sendable {
    let method: MethodDescriptor
    /// Without what depends on the attempt.
    var headers: HTTP2Headers
    var deadline: ContinuousClock.Instant?
    /// The only request, with its prefix, if the method takes one.
    var message: ByteBuffer?
    var waitForReady: Bool?
    var compression: CompressionAlgorithm?
    var responseBytesMax: Int
    var report: CallReport?
    var observers: [any ClientCallObserver]
  }
}
