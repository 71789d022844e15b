import FuzzMessages
import FuzzSupport
import Protobuf
import ProtobufJSON

/// Bytes of a peer to the decoder, and what was decoded back to the encoder.
@main enum FuzzMessageDecoding {
  static func main() {
    let status = Fuzzer.run { bytes in
      var input = FuzzInput(bytes)
      check(FuzzMessages.type(input.byte()), input.all())
    }
    precondition(status == 0, "libFuzzer could not run")
  }

  private static func check<Value: JSONMessage>(_ type: Value.Type, _ bytes: [UInt8]) {
    guard case .success(let value) = FuzzMessages.decode(bytes, as: type) else { return }
    FuzzMessages.checkRoundTrip(value)
    precondition(
      value.missingRequiredFields.count <= RequiredFieldCheck.pathsMax, "too many paths")
  }
}
