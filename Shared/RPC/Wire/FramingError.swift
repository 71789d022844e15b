/// Why a stream of length-prefixed messages cannot be read on.
enum FramingError: Error, Hashable {
  /// The flag is neither 0 nor 1.
  case invalidFlag(UInt8)
  /// The message is compressed although no encoding was agreed on.
  case unexpectedCompression
  /// A compressed message is broken.
  case brokenCompression
  /// The announced length, or the length after decompression, is larger than allowed.
  case messageTooLarge(bytesMax: Int)

  var status: RPCStatus {
    switch self {
    case .invalidFlag:
      RPCStatus(code: .internalError, message: "The message prefix is invalid.")
    case .unexpectedCompression:
      RPCStatus(
        code: .internalError, message: "A message is compressed without an agreed encoding.")
    case .brokenCompression:
      RPCStatus(code: .internalError, message: "A compressed message is broken.")
    case .messageTooLarge(let bytesMax):
      RPCStatus(
        code: .resourceExhausted,
        message: "A message is larger than the \(bytesMax) bytes allowed.",
        reason: "MESSAGE_TOO_LARGE", metadata: ["bytes_max": "\(bytesMax)"])
    }
  }
}
