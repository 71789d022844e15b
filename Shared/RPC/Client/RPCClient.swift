internal import HTTP2
internal import NIOCore
internal import NIOPosix
package import Protobuf

/// A gRPC client of one server.
///
/// The connection is made when the first call needs it, kept, shared by all calls, and made anew
/// when it is lost. While the server cannot be reached, calls fail with `UNAVAILABLE` at once, and
/// attempts are made at growing intervals.
package final class RPCClient: Sendable {
  /// Makes the metadata that proves who calls, for example `authorization`.
  package typealias Credentials =
    @Sendable (_ method: MethodDescriptor) throws -> [(String, String)]

  private let endpoint: RPCEndpoint
  private let configuration: RPCClientConfiguration
  private let credentials: Credentials?
  private let eventLoop: any EventLoop
  private let transport: NIOLoopBoundBox<ClientTransport>

  /// A client that connects with its first call.
  ///
  /// `credentials` is asked for each call; its metadata is added to the call's. Close the client
  /// when it is no longer needed.
  package init(
    endpoint: RPCEndpoint, credentials: Credentials? = nil,
    configuration: RPCClientConfiguration = RPCClientConfiguration()
  ) {
    self.endpoint = endpoint
    self.configuration = configuration
    self.credentials = credentials
    eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    transport = .makeBoxSendingValue(
      ClientTransport(
        endpoint: endpoint, configuration: configuration, executor: LoopExecutor(eventLoop)),
      eventLoop: eventLoop)
  }

  /// A client that is not used any more closes its connection.
  deinit { eventLoop.execute { [transport] in transport.value.close() } }

  /// One request, one response.
  ///
  /// - Throws: `RPCStatus`; after a cancellation of the task, with the code `CANCELLED`.
  package func unary<Request: Message, Response: Message>(
    _ method: MethodDescriptor, _ request: Request, _ options: CallOptions = CallOptions()
  ) async throws -> Response {
    let call = try open(method, MessageFrame.encode(request), options)
    return try await MessageCoding.response(
      Response.self, from: call.onlyResponse(starting: transport).bytes)
  }

  /// Many requests, one response.
  ///
  /// `produce` writes the requests; when it returns, the request is complete. When it throws, the
  /// call is cancelled and the error is thrown on, unless the server has ended the call before.
  ///
  /// - Returns: The response.
  /// - Throws: `RPCStatus`, or the error of `produce`.
  package func clientStreaming<Request: Message, Response: Message>(
    _ method: MethodDescriptor, _ options: CallOptions = CallOptions(),
    _ produce: (RPCRequestWriter<Request>) async throws -> Void
  ) async throws -> Response {
    let call = try open(method, nil, options)
    call.start(transport)
    do {
      try await produce(RPCRequestWriter(call))
    } catch {
      if error as? RPCStatus != ClientCall.ended {
        call.cancel()
        throw error
      }
    }
    call.endRequest()
    return try await MessageCoding.response(
      Response.self, from: call.onlyResponse(starting: nil).bytes)
  }

  /// One request, many responses.
  ///
  /// `consume` reads the responses; when it returns or throws before the last, the call is
  /// cancelled.
  ///
  /// - Returns: What `consume` returns.
  /// - Throws: `RPCStatus`, or the error of `consume`.
  package func serverStreaming<Request: Message, Response: Message, Result>(
    _ method: MethodDescriptor, _ request: Request, _ options: CallOptions = CallOptions(),
    _ consume: (RPCResponses<Response>) async throws -> Result
  ) async throws -> Result {
    let call = try open(method, MessageFrame.encode(request), options)
    defer { call.cancel() }
    call.start(transport)
    return try await consume(RPCResponses(call))
  }

  /// Many requests, many responses.
  ///
  /// `exchange` writes requests, calls `finish` on the writer, and reads responses, in whatever
  /// order; when it returns or throws before the last response, the call is cancelled.
  ///
  /// - Returns: What `exchange` returns.
  /// - Throws: `RPCStatus`, or the error of `exchange`.
  package func bidirectionalStreaming<Request: Message, Response: Message, Result>(
    _ method: MethodDescriptor, _ options: CallOptions = CallOptions(),
    _ exchange: (RPCRequestWriter<Request>, RPCResponses<Response>) async throws -> Result
  ) async throws -> Result {
    let call = try open(method, nil, options)
    defer { call.cancel() }
    call.start(transport)
    return try await exchange(RPCRequestWriter(call), RPCResponses(call))
  }

  /// Ends all calls with `UNAVAILABLE` and closes the connection; later calls fail.
  package func close() async {
    await withCheckedContinuation { continuation in
      eventLoop.execute { [transport] in
        transport.value.close()
        continuation.resume()
      }
    }
  }

  private func open(
    _ method: MethodDescriptor, _ message: ByteBuffer?, _ options: CallOptions
  ) throws -> ClientCallHandle {
    var metadata = options.metadata
    do {
      for (name, value) in try credentials?(method) ?? [] { metadata.add(value, for: name) }
    } catch let status as RPCStatus {
      throw status
    } catch {
      throw RPCStatus(code: .unauthenticated, message: "There are no credentials for the call.")
    }
    var headers = HTTP2Headers()
    headers.append(":method", "POST")
    headers.append(":scheme", "http")
    headers.append(":path", method.path)
    headers.append(":authority", endpoint.description)
    headers.append("te", "trailers")
    headers.append("content-type", "application/grpc")
    headers.append("user-agent", "grpc-swift-laurel/1.0")
    headers.append(contentsOf: metadata.headers)
    let deadline = CallDeadline.deadline(timeout: options.timeout, now: .now)
    return ClientCallHandle(
      ClientCall(
        request: ClientCall.Request(headers: headers, deadline: deadline, message: message),
        kind: method.kind, messageBytesMax: configuration.messageBytesMax, codec: MessageCodec()),
      eventLoop: eventLoop)
  }
}
