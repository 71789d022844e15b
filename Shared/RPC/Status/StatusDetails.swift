internal import NIOCore
internal import Protobuf
internal import WellKnownMessages

/// `grpc-status-details-bin`: a serialized `google.rpc.Status`.
enum StatusDetails {
  /// Larger details are left out: many peers take no more than 8 KiB of headers.
  private static let bytesMax = 4096
  private static let typeURLPrefix = "type.googleapis.com/"

  /// `nil` when the status has nothing beyond code and message, or too much.
  static func encode(_ status: RPCStatus, errorDomain: String) -> [UInt8]? {
    var details: [GoogleProtobuf.`Any`] = []
    if !status.reason.isEmpty {
      details.append(
        pack(
          GoogleRPC.ErrorInfo(
            reason: status.reason, domain: status.domain.isEmpty ? errorDomain : status.domain,
            metadata: status.metadata)))
    }
    if !status.fieldViolations.isEmpty {
      details.append(
        pack(
          GoogleRPC.BadRequest(
            fieldViolations: status.fieldViolations.map {
              GoogleRPC.BadRequest.FieldViolation(field: $0.field, description: $0.description)
            })))
    }
    if let delay = status.retryDelay {
      details.append(pack(GoogleRPC.RetryInfo(retryDelay: GoogleProtobuf.Duration(delay))))
    }
    guard !details.isEmpty else { return nil }
    let bytes = GoogleRPC.Status(
      code: Int32(status.code.rawValue), message: status.message, details: details
    ).serializedBytes()
    return bytes.count <= bytesMax ? bytes : nil
  }

  /// Adds what the details say; details that do not parse, or of another code, are ignored.
  static func decode(_ bytes: [UInt8], into status: RPCStatus) -> RPCStatus {
    guard let encoded = message(GoogleRPC.Status.self, bytes),
      encoded.code == Int32(status.code.rawValue)
    else { return status }
    var status = status
    for detail in encoded.details {
      if let info = unpack(GoogleRPC.ErrorInfo.self, detail) {
        status.reason = info.reason
        status.domain = info.domain
        status.metadata = info.metadata
      } else if let request = unpack(GoogleRPC.BadRequest.self, detail) {
        status.fieldViolations = request.fieldViolations.map {
          RPCStatus.FieldViolation(field: $0.field, description: $0.description)
        }
      } else if let delay = unpack(GoogleRPC.RetryInfo.self, detail)?.retryDelay {
        status.retryDelay = .seconds(delay.seconds) + .nanoseconds(delay.nanos)
      }
    }
    return status
  }

  private static func pack<Detail: Message>(_ detail: Detail) -> GoogleProtobuf.`Any` {
    GoogleProtobuf.`Any`(
      typeURL: typeURLPrefix + Detail.protobufName, value: detail.serializedBytes())
  }

  private static func unpack<Detail: Message>(
    _ type: Detail.Type, _ any: GoogleProtobuf.`Any`
  ) -> Detail? {
    guard any.typeURL == typeURLPrefix + Detail.protobufName else { return nil }
    return message(type, any.value)
  }

  private static func message<M: Message>(_ type: M.Type, _ bytes: [UInt8]) -> M? {
    do {
      return try M(serializedBytes: ByteBuffer(bytes: bytes).readableBytesSpan)
    } catch {
      return nil
    }
  }
}
