import ConformanceMessages
import Protobuf
import ProtobufJSON
import WellKnownMessages

/// Does what a request of the conformance runner asks: reads a message in one format and writes it
/// in another.
struct Testee {
  private typealias TestMessage = ProtobufTestMessagesProto3.TestAllTypesProto3
  private typealias Request = Conformance.ConformanceRequest
  typealias Result = Conformance.ConformanceResponse.Result

  /// The message whose tests are left out, because it is of proto2.
  private static let excludedMessage = "protobuf_test_messages.proto2.TestAllTypesProto2"

  private let types = MessageTypes.wellKnown.union(.conformance)

  func result(ofRequest bytes: [UInt8]) -> Result {
    do throws(ProtobufError) {
      return result(of: try Request(serializedBytes: bytes))
    } catch {
      return .runtimeError("the request could not be decoded: \(error)")
    }
  }

  private func result(of request: Request) -> Result {
    guard request.messageType != Self.excludedMessage else { return .skipped("proto2") }
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
    case .jsonPayload(let text):
      let options = JSONDecodingOptions(
        ignoresUnknownFields: request.testCategory == .jsonIgnoreUnknownParsingTest, types: types)
      do throws(JSONDecodingError) {
        let message = try TestMessage(jsonUTF8Bytes: [UInt8](text.utf8), options: options)
        return output(of: message, for: request)
      } catch {
        return .parseError("\(error)")
      }
    case .jspbPayload: return .skipped("JSPB")
    case .textPayload: return .skipped("text format")
    case nil: return .runtimeError("the request has no payload")
    }
  }

  private func output(of message: TestMessage, for request: Request) -> Result {
    switch request.requestedOutputFormat {
    case .protobuf: return .protobufPayload(message.serializedBytes())
    case .json:
      do throws(JSONEncodingError) {
        let text = try message.jsonUTF8Bytes(options: JSONEncodingOptions(types: types))
        return .jsonPayload(String(decoding: text, as: UTF8.self))
      } catch {
        return .serializeError("\(error)")
      }
    case .jspb: return .skipped("JSPB")
    case .textFormat: return .skipped("text format")
    case .unspecified, .unrecognized: return .runtimeError("the request has no output format")
    }
  }
}
