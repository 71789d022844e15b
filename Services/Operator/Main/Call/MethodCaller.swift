internal import Messages
internal import Protobuf
internal import RPC
internal import WellKnownMessages

/// Calls a method that is known by its name only; messages go in and out as JSON.
struct MethodCaller {
  let client: RPCClient
  let schema: MessageSchema
  /// Takes each response in JSON.
  let write: @Sendable ([UInt8]) -> Void

  /// The details of an error can be of any type that the suite has.
  private static let encoding = JSONEncodingOptions(types: .suite.union(.wellKnown))

  /// Makes one call.
  ///
  /// - Parameters:
  ///   - method: What to call.
  ///   - requests: The requests in JSON; exactly one for methods that take one.
  ///   - options: What goes along.
  /// - Throws: ``JSONRequestError`` for a request that is not of its type, before anything is sent;
  ///   `RPCStatus` when the call fails.
  func call(
    _ method: TypedMethod, _ requests: [JSONValue], _ options: CallOptions
  ) async throws {
    try await call(method.descriptor, method.request, method.response, requests, options)
  }

  private func call<Request: GeneratedMessage, Response: GeneratedMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ json: [JSONValue], _ options: CallOptions
  ) async throws {
    let encoder = JSONMessageEncoder(schema)
    let requests = try json.map { json in
      try Request(serializedBytes: encoder.encode(json, as: Request.protobufName))
    }
    switch (method.kind, requests.first) {
    case (.unary, let request?):
      let response: Response = try await client.unary(method, request, options)
      write(try response.jsonUTF8Bytes(options: Self.encoding))
    case (.serverStreaming, let request?):
      try await client.serverStreaming(method, request, options) {
        (responses: RPCResponses<Response>) in
        for try await response in responses {
          write(try response.jsonUTF8Bytes(options: Self.encoding))
        }
      }
    case (.unary, nil), (.serverStreaming, nil):
      preconditionFailure("a method that takes one request is given one")
    case (.clientStreaming, _):
      let response: Response = try await client.clientStreaming(method, options) { writer in
        for request in requests { try await writer.write(request) }
      }
      write(try response.jsonUTF8Bytes(options: Self.encoding))
    case (.bidirectionalStreaming, _):
      try await exchange(method, requests, response, options)
    }
  }

  private func exchange<Request: GeneratedMessage, Response: GeneratedMessage>(
    _ method: MethodDescriptor, _ requests: [Request], _ response: Response.Type,
    _ options: CallOptions
  ) async throws {
    try await client.bidirectionalStreaming(method, options) {
      (writer: RPCRequestWriter<Request>, responses: RPCResponses<Response>) in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          do {
            for request in requests { try await writer.write(request) }
            writer.finish()
          } catch is RPCStatus {
            // The call is over; its outcome is found where the responses are read.
          }
        }
        for try await response in responses {
          write(try response.jsonUTF8Bytes(options: Self.encoding))
        }
        try await group.waitForAll()
      }
    }
  }
}
