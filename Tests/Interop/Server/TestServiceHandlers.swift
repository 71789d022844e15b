internal import Compression
internal import InteropMessages
internal import Kernel
internal import RPC

/// Answers the calls of the interoperability cases.
struct TestServiceHandlers: GRPCTesting.TestService {
  private static let policy = MethodPolicy(access: .anybody, deadlineMax: .seconds(3600))

  static var emptyCallPolicy: MethodPolicy { policy }
  static var unaryCallPolicy: MethodPolicy { policy }
  static var cacheableUnaryCallPolicy: MethodPolicy { policy }
  static var streamingOutputCallPolicy: MethodPolicy { policy }
  static var streamingInputCallPolicy: MethodPolicy { policy }
  static var fullDuplexCallPolicy: MethodPolicy { policy }
  static var halfDuplexCallPolicy: MethodPolicy { policy }
  static var unimplementedCallPolicy: MethodPolicy { policy }

  /// Tells this server from others.
  private let serverID = String(UInt64.random(in: 0...UInt64.max), radix: 16)

  func emptyCall(
    _ request: GRPCTesting.Empty, _ call: CallContext
  ) async throws -> GRPCTesting.Empty {
    call.echoMetadata()
    return GRPCTesting.Empty()
  }

  func unaryCall(
    _ request: GRPCTesting.SimpleRequest, _ call: CallContext
  ) async throws -> GRPCTesting.SimpleResponse {
    call.echoMetadata()
    try Checks.compression(isCompressed: call.isRequestCompressed, request.expectCompressed)
    try Checks.echo(request.responseStatus)
    if request.responseCompressed?.value == true { call.compressResponses(with: .gzip) }
    return GRPCTesting.SimpleResponse(
      payload: try Checks.payload(request.responseType, size: request.responseSize),
      serverID: request.fillServerID ? serverID : "")
  }

  func cacheableUnaryCall(
    _ request: GRPCTesting.SimpleRequest, _ call: CallContext
  ) async throws -> GRPCTesting.SimpleResponse {
    call.addInitialMetadata(
      RPCMetadata([(name: "cache-control", value: "max-age=60, public")]))
    // The clock knows microseconds; the case wants an answer that differs every time.
    let nanoseconds =
      SystemWallClock().now().microseconds * 1_000 + Int64.random(in: 0..<1_000)
    return GRPCTesting.SimpleResponse(
      payload: GRPCTesting.Payload(body: Array("\(nanoseconds)".utf8)))
  }

  func streamingInputCall(
    _ requests: RPCRequests<GRPCTesting.StreamingInputCallRequest>, _ call: CallContext
  ) async throws -> GRPCTesting.StreamingInputCallResponse {
    var size = 0
    var iterator = requests.makeAsyncIterator()
    while let request = try await iterator.next() {
      try Checks.compression(isCompressed: iterator.isCompressed, request.expectCompressed)
      size += request.payload?.body.count ?? 0
    }
    return GRPCTesting.StreamingInputCallResponse(
      aggregatedPayloadSize: Int32(clamping: size))
  }

  func streamingOutputCall(
    _ request: GRPCTesting.StreamingOutputCallRequest,
    _ responses: RPCResponseWriter<GRPCTesting.StreamingOutputCallResponse>, _ call: CallContext
  ) async throws {
    call.echoMetadata()
    call.prepareCompression(for: request)
    try Checks.echo(request.responseStatus)
    try await answer(request, responses)
  }

  func fullDuplexCall(
    _ requests: RPCRequests<GRPCTesting.StreamingOutputCallRequest>,
    _ responses: RPCResponseWriter<GRPCTesting.StreamingOutputCallResponse>, _ call: CallContext
  ) async throws {
    call.echoMetadata()
    for try await request in requests {
      call.prepareCompression(for: request)
      try Checks.echo(request.responseStatus)
      try await answer(request, responses)
    }
  }

  func halfDuplexCall(
    _ requests: RPCRequests<GRPCTesting.StreamingOutputCallRequest>,
    _ responses: RPCResponseWriter<GRPCTesting.StreamingOutputCallResponse>, _ call: CallContext
  ) async throws {
    call.echoMetadata()
    var kept: [GRPCTesting.StreamingOutputCallRequest] = []
    for try await request in requests { kept.append(request) }
    for request in kept {
      call.prepareCompression(for: request)
      try Checks.echo(request.responseStatus)
      try await answer(request, responses)
    }
  }

  /// Never reached, because the server does not offer the method.
  func unimplementedCall(
    _ request: GRPCTesting.Empty, _ call: CallContext
  ) async throws -> GRPCTesting.Empty {
    throw RPCStatus(code: .unimplemented, message: "Nobody offers this method.")
  }

  private func answer(
    _ request: GRPCTesting.StreamingOutputCallRequest,
    _ responses: RPCResponseWriter<GRPCTesting.StreamingOutputCallResponse>
  ) async throws {
    for parameters in request.responseParameters {
      if parameters.intervalUs > 0 {
        try await Task.sleep(for: .microseconds(parameters.intervalUs))
      }
      try await responses.write(
        GRPCTesting.StreamingOutputCallResponse(
          payload: try Checks.payload(request.responseType, size: parameters.size)),
        isCompressed: parameters.compressed?.value ?? false)
    }
  }
}

extension CallContext {
  /// Sends the caller's test metadata back, before and after the responses.
  fileprivate func echoMetadata() {
    if let value = metadata["x-grpc-test-echo-initial"] {
      addInitialMetadata(RPCMetadata([(name: "x-grpc-test-echo-initial", value: value)]))
    }
    if let bytes = metadata.binary("x-grpc-test-echo-trailing-bin") {
      var echo = RPCMetadata()
      echo.add(bytes: bytes, for: "x-grpc-test-echo-trailing-bin")
      addTrailingMetadata(echo)
    }
  }

  /// Agrees on a compression if any response shall be compressed; without effect after the first.
  fileprivate func prepareCompression(for request: GRPCTesting.StreamingOutputCallRequest) {
    if request.responseParameters.contains(where: { $0.compressed?.value == true }) {
      compressResponses(with: .gzip)
    }
  }
}
