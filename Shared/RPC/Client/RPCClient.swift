package import Logging
internal import HTTP2
public import NIOCore
internal import NIOPosix
public import Protobuf

/// A gRPC client of one target.
///
/// Connections are made when the first call needs them, kept, shared by all calls, and made anew
/// when they are lost. How calls are spread over the addresses of the target, which calls are made
/// again, and how long they may take is said by the ``ServiceConfig``. While the server cannot be
/// reached, calls fail with `UNAVAILABLE` at once, unless they wait for readiness, and attempts to
/// connect are made at growing intervals.
public final class RPCClient: Sendable {
  /// Makes the metadata that proves who calls, for example `authorization`.
  ///
  /// The call fails with the `RPCStatus` that it throws, or with `INTERNAL` where the code is one
  /// that only services give; after other errors, with `UNAUTHENTICATED`.
  package typealias Credentials =
    @Sendable (_ method: MethodDescriptor) throws -> [(String, String)]

  private let configuration: RPCClientConfiguration
  private let credentials: Credentials?
  @usableFromInline let interceptors: [any ClientInterceptor]
  private let connectivity = ConnectivityBoard()
  private let channel: NIOLoopBoundBox<ClientChannel>

  /// Runs tasks on the thread of the client's connections.
  ///
  /// Calls can be made on any thread. A task that does little else costs less where nothing has to
  /// change threads for a call: `group.addTask(executorPreference: client.taskExecutor) { … }`, or
  /// `withTaskExecutorPreference`. All calls of the client share the thread; such a task must not
  /// block it.
  public let taskExecutor: any TaskExecutor

  /// A client that connects with its first call.
  ///
  /// Close it when it is no longer needed.
  ///
  /// - Parameters:
  ///   - target: What to talk to.
  ///   - tls: How connections are encrypted; `nil` means clear text.
  ///   - credentials: Asked for each call; its metadata is added to the call's.
  ///   - interceptors: Work around all calls, the first outermost.
  ///   - channelz: Where the client is shown.
  ///   - configuration: Limits and times.
  ///   - logger: For what happens to connections.
  package convenience init(
    target: RPCTarget, tls: TLSContextSource? = nil, credentials: Credentials? = nil,
    interceptors: [any ClientInterceptor] = [], channelz: ChannelzRegistry? = nil,
    configuration: RPCClientConfiguration = RPCClientConfiguration(),
    logger: Logger = Logger(label: "laurel.rpc.client")
  ) {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let parts = ClientParts(
      target: target, tls: tls,
      connector: SocketConnector(
        userTimeout: configuration.keepaliveTime.map { _ in configuration.keepaliveTimeout }),
      resolver: target.makeResolver(threadPool: .singleton, eventLoop: eventLoop))
    self.init(
      parts, credentials: credentials, interceptors: interceptors, channelz: channelz,
      configuration: configuration, logger: logger, eventLoop: eventLoop)
  }

  /// A client of one host, by name or address, in clear text.
  package convenience init(
    endpoint: RPCEndpoint, credentials: Credentials? = nil,
    configuration: RPCClientConfiguration = RPCClientConfiguration()
  ) {
    self.init(
      target: RPCTarget(endpoint), credentials: credentials, configuration: configuration)
  }

  init(
    _ parts: ClientParts, credentials: Credentials?, interceptors: [any ClientInterceptor],
    channelz: ChannelzRegistry?, configuration: RPCClientConfiguration, logger: Logger,
    eventLoop: any EventLoop
  ) {
    self.configuration = configuration
    self.credentials = credentials
    self.interceptors = interceptors
    let executor = LoopExecutor(eventLoop)
    taskExecutor = executor
    channel = .makeBoxSendingValue(
      ClientChannel(
        parts, configuration: configuration, connectivity: connectivity,
        shown: channelz?.registerChannel(parts.target.description), logger: logger,
        executor: executor),
      eventLoop: eventLoop)
  }

  /// A client that is not used any more closes its connections.
  deinit { channel.eventLoop.execute { [channel] in channel.value.close() } }

  // MARK: - Calls

  /// One request, one response.
  ///
  /// - Throws: `RPCStatus`; after a cancellation of the task, with the code `CANCELLED`.
  @inlinable
  public func unary<Request: Message, Response: Message>(
    _ method: MethodDescriptor, _ request: Request, _ options: CallOptions = CallOptions()
  ) async throws -> Response {
    try await intercept(method, options) { options in
      let call = try open(method, MessageFrame.encode(request), options)
      return try await MessageCoding.response(
        Response.self, from: call.onlyResponse(isStarted: false).bytes)
    }
  }

  /// Many requests, one response.
  ///
  /// `produce` writes the requests; when it returns, the request is complete, unless the task has
  /// been cancelled. When it throws, the call is cancelled and the error is thrown on, unless the
  /// server has ended the call before.
  ///
  /// - Returns: The response.
  /// - Throws: `RPCStatus`, or the error of `produce`.
  @inlinable
  public func clientStreaming<Request: Message, Response: Message>(
    _ method: MethodDescriptor, _ options: CallOptions = CallOptions(),
    _ produce: (RPCRequestWriter<Request>) async throws -> Void
  ) async throws -> Response {
    try await intercept(method, options) { options in
      let call = try open(method, nil, options)
      call.start()
      do {
        try await produce(RPCRequestWriter(call))
      } catch {
        if !ClientCallHandle.isEnd(error) {
          call.cancel()
          throw error
        }
      }
      call.endRequest()
      return try await MessageCoding.response(
        Response.self, from: call.onlyResponse(isStarted: true).bytes)
    }
  }

  /// One request, many responses.
  ///
  /// `consume` reads the responses; when it returns or throws before the last, the call is
  /// cancelled.
  ///
  /// - Returns: What `consume` returns.
  /// - Throws: `RPCStatus`, or the error of `consume`.
  @inlinable
  public func serverStreaming<Request: Message, Response: Message, Result>(
    _ method: MethodDescriptor, _ request: Request, _ options: CallOptions = CallOptions(),
    _ consume: (RPCResponses<Response>) async throws -> Result
  ) async throws -> Result {
    try await intercept(method, options) { options in
      let call = try open(method, MessageFrame.encode(request), options)
      defer { call.cancel() }
      call.start()
      return try await consume(RPCResponses(call))
    }
  }

  /// Many requests, many responses.
  ///
  /// `exchange` writes requests, calls `finish` on the writer, and reads responses, in whatever
  /// order; when it returns or throws before the last response, the call is cancelled.
  ///
  /// - Returns: What `exchange` returns.
  /// - Throws: `RPCStatus`, or the error of `exchange`.
  @inlinable
  public func bidirectionalStreaming<Request: Message, Response: Message, Result>(
    _ method: MethodDescriptor, _ options: CallOptions = CallOptions(),
    _ exchange: (RPCRequestWriter<Request>, RPCResponses<Response>) async throws -> Result
  ) async throws -> Result {
    try await intercept(method, options) { options in
      let call = try open(method, nil, options)
      defer { call.cancel() }
      call.start()
      do {
        return try await exchange(RPCRequestWriter(call), RPCResponses(call))
      } catch {
        // Why the call is over is told to whoever reads.
        while ClientCallHandle.isEnd(error), try await call.nextMessage() != nil {}
        throw error
      }
    }
  }

  // MARK: - Connectivity

  /// How far the client has got with its connections.
  package var connectivityState: ConnectivityState { connectivity.state }

  /// The state now and each that follows; ends after SHUTDOWN.
  package var connectivityStates: AsyncStream<ConnectivityState> { connectivity.states() }

  /// Leaves IDLE without a call.
  package func connect() { onChannel { $0.leaveIdle() } }

  /// Ends all calls with `UNAVAILABLE` and closes the connections; later calls fail.
  package func close() async {
    await withCheckedContinuation { continuation in
      onChannel {
        $0.close()
        continuation.resume()
      }
    }
  }

  private func onChannel(_ body: @escaping @Sendable (ClientChannel) -> Void) {
    channel.eventLoop.execute { [channel] in body(channel.value) }
  }

  // MARK: - The start of a call

  @inlinable
  func intercept<Result>(
    _ method: MethodDescriptor, _ options: CallOptions,
    _ call: (CallOptions) async throws -> Result
  ) async throws -> Result {
    // Most clients have none; the steps that follow would cost each of their calls something.
    if interceptors.isEmpty { return try await call(options) }
    return try await intercept(method, options, interceptors[...], call)
  }

  /// Makes the call inside the interceptors that are left, the first outermost.
  @inlinable
  func intercept<Result>(
    _ method: MethodDescriptor, _ options: CallOptions,
    _ interceptors: ArraySlice<any ClientInterceptor>,
    _ call: (CallOptions) async throws -> Result
  ) async throws -> Result {
    guard let interceptor = interceptors.first else { return try await call(options) }
    return try await interceptor.intercept(method, options) { options in
      try await intercept(method, options, interceptors.dropFirst(), call)
    }
  }

  @usableFromInline
  func open(
    _ method: MethodDescriptor, _ message: ByteBuffer?, _ options: CallOptions
  ) throws -> ClientCallHandle {
    var metadata = options.metadata
    do {
      for (name, value) in try credentials?(method) ?? [] { metadata.add(value, for: name) }
    } catch {
      throw StatusMapping.status(ofCredentialsError: error)
    }
    let call = ClientCall(
      method, message, metadata: metadata, options: options,
      responseBytesMax: configuration.messageBytesMax,
      observers: interceptors.compactMap { $0.observe(method, options) })
    return ClientCallHandle(call, channel)
  }
}

/// What a client is made of beside its settings.
struct ClientParts {
  let target: RPCTarget
  let tls: TLSContextSource?
  let connector: any ClientConnector
  let resolver: any NameResolver
}
