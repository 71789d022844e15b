internal import Compression
package import RPC
internal import WellKnownMessages

/// Methods of every kind whose handlers stay on the loop of their connection.
package struct FuzzService: RPCService {
  typealias Bytes = GoogleProtobuf.BytesValue
  typealias Count = GoogleProtobuf.Int64Value

  package init() {}

  package static let name = "f.S"

  package var methods: [RPCMethod] {
    let policy = MethodPolicy(access: .anybody, deadlineMax: .seconds(3600))
    let closed = MethodPolicy(access: .services(["nobody"]), deadlineMax: .seconds(3600))
    return [
      .unary(method("E"), policy: policy) { (request: Bytes, call) in
        call.addTrailingMetadata(RPCMetadata(call.metadata.pairs))
        call.compressResponses(with: .gzip)
        return request
      },
      .unary(method("N"), policy: closed) { (request: Bytes, _) in request },
      .clientStreaming(method("C", .clientStreaming), policy: policy) {
        (requests: RPCRequests<Bytes>, _) in
        var total = 0
        for try await request in requests { total += request.value.count }
        return Count(value: Int64(total))
      },
      .serverStreaming(method("X", .serverStreaming), policy: policy) {
        (request: Count, responses: RPCResponseWriter<Bytes>, _) in
        for number in 0..<min(max(request.value, 0), 300) {
          let byte = UInt8(truncatingIfNeeded: number)
          try await responses.write(Bytes(value: [UInt8](repeating: byte, count: 1000)))
        }
      },
      .bidirectionalStreaming(method("B", .bidirectionalStreaming), policy: policy) {
        (requests: RPCRequests<Bytes>, responses: RPCResponseWriter<Bytes>, _) in
        for try await request in requests { try await responses.write(request) }
      },
    ]
  }

  private func method(
    _ name: String, _ kind: MethodDescriptor.Kind = .unary
  ) -> MethodDescriptor {
    MethodDescriptor(service: FuzzService.name, name: name, kind: kind)
  }
}
