import BenchmarkMessages
import Compression
import Kernel
import Logging
import RPC

// The code of Shared/RPC/RPC.docc/Tour.md; DocumentationTests holds the two together.

struct EchoHandlers: BenchmarkV1.EchoService {
  static let echoPolicy = MethodPolicy(access: .anybody, deadlineMax: .seconds(5))
  static let serverStreamPolicy = MethodPolicy(access: .anybody, deadlineMax: .seconds(60))
  static let clientStreamPolicy = MethodPolicy(
    access: .services(["reports"]), deadlineMax: .seconds(60))
  static let bidirectionalStreamPolicy = MethodPolicy(
    access: .anybody, deadlineMax: .seconds(3600))

  func echo(
    _ request: BenchmarkV1.EchoRequest, _ call: CallContext
  ) async throws -> BenchmarkV1.EchoResponse {
    guard let entry = request.entry else {
      throw ValidationError(field: "entry", reason: "is required")
    }
    guard entry.title != "secret" else {
      throw RPCStatus(
        code: .permissionDenied, message: "Secrets have no echo.", reason: "SECRET_ENTRY",
        metadata: ["entry": entry.entryID])
    }
    return .init(entry: entry)
  }

  func serverStream(
    _ request: BenchmarkV1.ServerStreamRequest,
    _ responses: RPCResponseWriter<BenchmarkV1.ServerStreamResponse>, _ call: CallContext
  ) async throws {
    for _ in 0..<request.repeatCount {
      try await responses.write(.init(entry: request.entry))
    }
  }

  func clientStream(
    _ requests: RPCRequests<BenchmarkV1.ClientStreamRequest>, _ call: CallContext
  ) async throws -> BenchmarkV1.ClientStreamResponse {
    call.logger.info("counting", metadata: ["caller": "\(call.caller.key)"])
    var count: Int64 = 0
    for try await _ in requests { count += 1 }
    return .init(entryCount: count)
  }

  func bidirectionalStream(
    _ requests: RPCRequests<BenchmarkV1.BidirectionalStreamRequest>,
    _ responses: RPCResponseWriter<BenchmarkV1.BidirectionalStreamResponse>,
    _ call: CallContext
  ) async throws {
    call.addInitialMetadata(RPCMetadata([("x-request-id", call.metadata["x-request-id"] ?? "")]))
    call.addTrailingMetadata(RPCMetadata([("x-answered-by", call.peer.identity?.commonName ?? "")]))
    call.compressResponses(with: .gzip)
    for try await request in requests {
      try await responses.write(.init(entry: request.entry))
    }
  }
}
