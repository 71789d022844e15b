internal import InteropMessages
internal import RPC

/// What requests ask of the server besides an answer.
enum Checks {
  /// The largest payload that is made, in bytes.
  private static let payloadBytesMax = 64 * 1_048_576

  /// Checks that a request came as its sender says that it does.
  ///
  /// - Throws: `INVALID_ARGUMENT` otherwise.
  static func compression(
    isCompressed: Bool, _ expected: GRPCTesting.BoolValue?
  ) throws(RPCStatus) {
    guard let expected, expected.value != isCompressed else { return }
    throw RPCStatus(
      code: .invalidArgument,
      message: expected.value
        ? "The request should be compressed and is not."
        : "The request should not be compressed and is.")
  }

  /// Fails as the caller asks for.
  static func echo(_ status: GRPCTesting.EchoStatus?) throws(RPCStatus) {
    guard let status, status.code != 0 else { return }
    throw RPCStatus(
      code: RPCCode(rawValue: Int(status.code)) ?? .unknown, message: status.message)
  }

  /// Zeros of the kind and size that the caller asks for.
  ///
  /// - Throws: `INVALID_ARGUMENT` when there are none such.
  static func payload(
    _ type: GRPCTesting.PayloadType, size: Int32
  ) throws(RPCStatus) -> GRPCTesting.Payload {
    guard type == .compressable else {
      throw RPCStatus(
        code: .invalidArgument, message: "There is no payload of type \(type.rawValue).")
    }
    guard (0...payloadBytesMax).contains(Int(size)) else {
      throw RPCStatus(
        code: .invalidArgument, message: "A payload has 0 to \(payloadBytesMax) bytes.")
    }
    return GRPCTesting.Payload(body: [UInt8](repeating: 0, count: Int(size)))
  }
}
