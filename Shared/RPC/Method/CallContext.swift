package import Compression
package import Kernel
package import Logging
internal import Synchronization
public import NIOCore
public import Protobuf

/// What a handler knows about the call besides its messages.
public final class CallContext: Sendable {
  /// Whether the request of a method that takes one came compressed.
  package let isRequestCompressed: Bool
  private let call: ReceivedCall
  private let verifiedCaller: Caller?
  let handle: ServerCallHandle
  /// The only request until it is decoded: nobody else is to keep the buffer that it came in.
  private let request: Mutex<ByteBuffer?>

  /// `request` is the only one of a method that takes one.
  init(
    _ call: ReceivedCall, request: consuming InboundMessage?, caller: Caller?,
    handle: ServerCallHandle
  ) {
    self.call = call
    isRequestCompressed = request?.isCompressed ?? false
    self.request = Mutex(request?.bytes)
    self.handle = handle
    verifiedCaller = caller
  }

  package var method: MethodDescriptor { call.method }
  package var policy: MethodPolicy { call.policy }
  /// What the caller sent along, without the names that gRPC uses itself.
  package var metadata: RPCMetadata { call.metadata }
  /// When the caller stops waiting; the handler's task is cancelled then.
  package var deadline: MonotonicInstant? { call.deadline }
  /// Who is at the other end of the connection.
  package var peer: RPCPeer { call.peer }
  package var logger: Logger { call.logger }

  /// Hands over the bytes of the only request; empty after the first time.
  public func takeRequest() -> ByteBuffer {
    request.withLock { request in
      defer { request = nil }
      return request ?? ByteBuffer()
    }
  }

  /// The request is to stay without the buffer in which it has arrived.
  func keepRequest() { request.withLock { $0?.leaveLargeBuffer() } }

  /// An empty buffer for the response.
  public func takeFrameBuffer() -> ByteBuffer { handle.takeFrameBuffer() }

  /// A response with its prefix.
  @inlinable
  public func frame(of response: some Message) -> ByteBuffer {
    MessageFrame.encode(response, into: takeFrameBuffer())
  }

  /// Adds to the header list that precedes the responses; without effect once it has been sent.
  package func addInitialMetadata(_ metadata: RPCMetadata) {
    handle.updateResponse { $0.initialMetadata.add(contentsOf: metadata) }
  }

  /// Sends the header list now instead of with the first response.
  package func sendInitialMetadata() { handle.sendInitialMetadata() }

  /// Adds to what follows the responses.
  package func addTrailingMetadata(_ metadata: RPCMetadata) {
    handle.updateResponse { $0.trailingMetadata.add(contentsOf: metadata) }
  }

  /// Has the responses compressed, if the caller understands it; to be called before the first.
  package func compressResponses(with algorithm: CompressionAlgorithm) {
    handle.updateResponse { $0.wantedEncoding = algorithm }
  }

  /// Who calls, as verified before the handler was started.
  package var caller: Caller {
    guard let verifiedCaller else {
      preconditionFailure("a method with the policy `anybody` has no caller")
    }
    return verifiedCaller
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
