import ConformanceMessages
import Protobuf

/// Does what a request of the conformance runner asks: reads a message in one format and writes it
/// in another.
enum Testee {
  private typealias TestMessage = ProtobufTestMessagesProto3.TestAllTypesProto3
  typealias Result = Conformance.ConformanceResponse.Result

  /// The tests of this message are left out: proto2 is none of our formats.
  private static let excludedMessage = "protobuf_test_messages.proto2.TestAllTypesProto2"

  static func result(ofRequest bytes: [UInt8]) -> Result {
    do throws(ProtobufError) {
      return result(of: try Conformance.ConformanceRequest(serializedBytes: bytes))
    } catch {
      return .runtimeError("the request could not be decoded: \(error)")
    }
  }

  private static func result(of request: Conformance.ConformanceRequest) -> Result {
    guard request.messageType != excludedMessage else { return .skipped("proto2") }
    guard request.messageType == TestMessage.protobufName else {
      return .runtimeError("there is no message \(request.messageType)")
    }
    switch request.payload {
    case .protobufPayload(let bytes):
      do throws(ProtobufError) {
        return output(of: try TestMessage(serializedBytes: bytes), for: request)
      } catch {
        return .parseError("\(error)")
      }
    case .jsonPayload: return .skipped("JSON")
    case .jspbPayload: return .skipped("JSPB")
    case .textPayload: return .skipped("text format")
    case nil: return .runtimeError("the request has no payload")
    }
  }

  private static func output(
    of message: TestMessage, for request: Conformance.ConformanceRequest
  ) -> Result {
    switch request.requestedOutputFormat {
    case .protobuf: .protobufPayload(message.serializedBytes())
    case .json: .jsonPayload(String(decoding: message.jsonUTF8Bytes(), as: UTF8.self))
    case .jspb: .skipped("JSPB")
    case .textFormat: .skipped("text format")
    case .unspecified, .unrecognized: .runtimeError("the request has no output format")
    }
  }
}
