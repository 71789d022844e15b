package import Compression
package import Kernel
package import Logging
internal import Synchronization
public import NIOCore
public import Protobuf

/// A call as its handler sees it.
public final class CallContext: Sendable {
  /// What the handler begins with.
  private struct Input {
    var caller: Caller?
    var isRequestCompressed = false
    /// The only request until it is decoded: nobody else is to keep the buffer that it came in.
    var request: ByteBuffer?
  }

  let received: ReceivedCall
  let server: ServerContext
  let call: LoopBound<ServerCall>
  /// How many reads have gone the long way.
  let readCount = Atomic(0)
  private let input = Mutex(Input())

  /// On the loop only.
  init(_ call: ServerCall) {
    let connection = call.connection
    received = ReceivedCall(
      call.route, metadata: call.metadata, deadline: call.deadline, peer: connection.peer)
    server = connection.server
    self.call = LoopBound(call, eventLoop: connection.executor.eventLoop)
  }

  var route: Route { received.route }

  /// The caller has been verified.
  func setCaller(_ caller: Caller) { input.withLock { $0.caller = caller } }

  /// The only request of a method that takes one has arrived.
  func setRequest(_ request: consuming InboundMessage) {
    input.withLock {
      $0.isRequestCompressed = request.isCompressed
      $0.request = request.bytes
    }
  }

  /// Whether the request of a method that takes one came compressed.
  package var isRequestCompressed: Bool { input.withLock { $0.isRequestCompressed } }
  package var method: MethodDescriptor { received.method }
  package var policy: MethodPolicy { received.policy }
  /// What the caller sent along, without the names that gRPC uses itself.
  package var metadata: RPCMetadata { received.metadata }
  /// When the caller stops waiting; the handler's task is cancelled then.
  package var deadline: MonotonicInstant? { received.deadline }
  /// Who is at the other end of the connection.
  package var peer: RPCPeer { received.peer }
  package var logger: Logger { received.logger }

  /// Hands over the bytes of the only request of a method that takes one.
  ///
  /// - Throws: `INTERNAL` after the first time, for example when an interceptor calls the handler
  ///   twice.
  @usableFromInline
  func takeRequestBytes() throws(RPCStatus) -> ByteBuffer {
    guard let bytes = input.withLock({ $0.request.take() }) else {
      throw RPCStatus(
        code: .internalError, message: "The only request of the call has been taken before.")
    }
    return bytes
  }

  /// The request is to stay without the buffer in which it has arrived.
  func keepRequest() { input.withLock { $0.request?.leaveLargeBuffer() } }

  /// Hands over the only request of a method that takes one.
  ///
  /// - Throws: `INVALID_ARGUMENT` when the bytes are no such message or a required field is
  ///   missing, `INTERNAL` after the first time.
  @inlinable
  public func takeRequest<Request: Message>() throws(RPCStatus) -> Request {
    try MessageCoding.request(Request.self, from: try takeRequestBytes())
  }

  /// A response with its prefix.
  @inlinable
  public func frame(of response: some Message) -> ByteBuffer {
    MessageFrame.encode(response, into: takeFrameBuffer())
  }

  /// Adds to the header list that precedes the responses; without effect once it has been sent.
  package func addInitialMetadata(_ metadata: RPCMetadata) {
    updateResponse { $0.initialMetadata.add(contentsOf: metadata) }
  }

  /// Adds to what follows the responses.
  package func addTrailingMetadata(_ metadata: RPCMetadata) {
    updateResponse { $0.trailingMetadata.add(contentsOf: metadata) }
  }

  /// Has the responses compressed, if the caller understands it; to be called before the first.
  package func compressResponses(with algorithm: CompressionAlgorithm) {
    updateResponse { $0.wantedEncoding = algorithm }
  }

  /// Who calls, as verified before the handler was started.
  package var caller: Caller {
    guard let caller = input.withLock({ $0.caller }) else {
      preconditionFailure("a method with the policy `anybody` has no caller")
    }
    return caller
  }

  /// Checks that the caller may use the policy's permission on the data of a person.
  ///
  /// - Throws: `PERMISSION_DENIED` unless some grant covers `subject`.
  package func requireAccess(to subject: AccessSubject) throws(RPCStatus) {
    guard let permission = policy.permission, caller.allows(permission, on: subject) else {
      throw denial
    }
  }

  /// Checks that the caller holds the policy's permission for all data of the organisation.
  ///
  /// - Throws: `PERMISSION_DENIED` otherwise.
  package func requireAccessToEverything() throws(RPCStatus) {
    guard let permission = policy.permission, caller.holdsEverywhere(permission) else {
      throw denial
    }
  }

  /// The data that the policy's permission opens to the caller.
  package var visibility: Visibility {
    guard let permission = policy.permission else {
      preconditionFailure("the method's policy names no permission")
    }
    return caller.visibility(for: permission)
  }

  private var denial: RPCStatus {
    RPCStatus(
      code: .permissionDenied, message: "The caller may not do this.",
      reason: "PERMISSION_DENIED",
      metadata: policy.permission.map { ["permission": $0.rawValue] } ?? [:])
  }
}
