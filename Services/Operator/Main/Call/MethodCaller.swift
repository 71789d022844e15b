internal import Messages
internal import Protobuf
internal import ProtobufJSON
internal import RPC
internal import WellKnownMessages

/// Calls a method that is known by its name only; messages go in and out as JSON.
struct MethodCaller {
  let client: RPCClient
  /// Takes each response in JSON.
  let write: @Sendable ([UInt8]) -> Void

  /// An `Any` can hold every type that the suite has.
  private static let types = MessageTypes.suite.union(.wellKnown)
  private static let encoding = JSONEncodingOptions(types: types)
  private static let decoding = JSONDecodingOptions(
    types: types, byteCountMax: CallRequests.bytesMax)

  /// Makes one call.
  ///
  /// - Parameters:
  ///   - method: What to call.
  ///   - requests: The requests; exactly one for methods that take one.
  ///   - options: What goes along.
  /// - Throws: ``CommandFailure`` for a request that is not of its type, before anything is sent;
  ///   `RPCStatus` when the call fails.
  func call(
    _ method: TypedMethod, _ requests: [CallRequests.Document], _ options: CallOptions
  ) async throws {
    try await call(method.descriptor, method.request, method.response, requests, options)
  }

  /// Reads requests as messages of the type that the method takes.
  ///
  /// - Throws: ``CommandFailure`` that says where a request is no such message, and why.
  static func messages<Request: JSONMessage>(
    of documents: [CallRequests.Document], for method: MethodDescriptor
  ) throws(CommandFailure) -> [Request] {
    try documents.map { document throws(CommandFailure) in
      do throws(JSONDecodingError) {
        return try Request(jsonUTF8Bytes: document.json, options: decoding)
      } catch {
        throw CommandFailure(
          "The request is refused at line \(document.line + error.line - 1), "
            + "column \(error.column)\(error.path.isEmpty ? "" : ", in \(error.path)"): "
            + "\(error.reason).\n"
            + "`laurel call --describe \(method.path.dropFirst())` shows what the method takes.")
      }
    }
  }

  private func call<Request: JSONMessage, Response: JSONMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ documents: [CallRequests.Document], _ options: CallOptions
  ) async throws {
    let requests: [Request] = try Self.messages(of: documents, for: method)
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

  private func exchange<Request: JSONMessage, Response: JSONMessage>(
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
