internal import Compression
internal import InteropMessages
internal import InteropSupport
internal import RPC

/// Why a case failed.
struct CaseFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// What the cases have in common; the cases themselves are methods, by subject.
struct CaseRun: Sendable {
  /// Shared by all cases that need none of their own.
  let client: RPCClient
  let channel: TestChannel
  let additionalMetadata: RPCMetadata
  let soak: SoakFlags

  /// A call that is not over by then never ends.
  private static let patience = Duration.seconds(60)

  var service: GRPCTesting.TestServiceClient { GRPCTesting.TestServiceClient(client) }

  /// Options with the metadata of the command line.
  func options(
    metadata: RPCMetadata = RPCMetadata(), timeout: Duration? = patience,
    compression: CompressionAlgorithm? = nil, report: CallReport? = nil
  ) -> CallOptions {
    var all = additionalMetadata
    all.add(contentsOf: metadata)
    return CallOptions(
      metadata: all, timeout: timeout, compression: compression, report: report)
  }

  func expect(_ condition: Bool, _ complaint: @autoclosure () -> String) throws(CaseFailure) {
    if !condition { throw CaseFailure(complaint()) }
  }

  /// Checks that a payload consists of `size` zeros.
  func expectZeros(_ payload: GRPCTesting.Payload?, _ size: Int) throws(CaseFailure) {
    let body = payload?.body ?? []
    try expect(body.count == size, "The payload has \(body.count) bytes instead of \(size).")
    try expect(body.allSatisfy { $0 == 0 }, "The payload is not all zeros.")
  }

  /// Checks that a call fails.
  ///
  /// - Returns: How it fails.
  /// - Throws: When it succeeds, or fails otherwise than with a status.
  @discardableResult
  func expectFailure(
    _ code: RPCCode, message: String? = nil, _ call: () async throws -> Void
  ) async throws -> RPCStatus {
    do {
      try await call()
    } catch let status as RPCStatus {
      try expect(status.code == code, "The call failed with \(status) instead of \(code).")
      if let message {
        try expect(
          status.message == message,
          "The message is \(status.message.debugDescription) instead of "
            + "\(message.debugDescription).")
      }
      return status
    }
    throw CaseFailure("The call succeeded instead of failing with \(code).")
  }
}

/// The call that most cases make.
enum LargeCall {
  static let requestSize = 271_828
  static let responseSize = 314_159

  static func request(
    requestSize: Int = requestSize, responseSize: Int = responseSize,
    responseCompressed: Bool? = nil, expectCompressed: Bool? = nil
  ) -> GRPCTesting.SimpleRequest {
    GRPCTesting.SimpleRequest(
      responseSize: Int32(clamping: responseSize), payload: .zeros(requestSize),
      responseCompressed: responseCompressed.map { .init(value: $0) },
      expectCompressed: expectCompressed.map { .init(value: $0) })
  }
}

/// The sizes of the calls with several messages.
enum StreamSizes {
  static let requests = [27_182, 8, 1_828, 45_904]
  static let responses = [31_415, 9, 2_653, 58_979]
}

extension GRPCTesting.Payload {
  static func zeros(_ size: Int) -> GRPCTesting.Payload {
    GRPCTesting.Payload(body: [UInt8](repeating: 0, count: size))
  }
}

extension GRPCTesting.StreamingOutputCallRequest {
  /// Asks for one response, with a payload if it has a size.
  init(responseSize: Int, requestSize: Int? = nil) {
    self.init(
      responseParameters: [.init(size: Int32(responseSize))],
      payload: requestSize.map { .zeros($0) })
  }
}
