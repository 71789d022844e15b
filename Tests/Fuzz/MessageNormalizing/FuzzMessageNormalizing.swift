import FuzzMessages
import FuzzSupport
import Protobuf

/// Bytes to the decoder with and without the normaliser, which must agree.
@main enum FuzzMessageNormalizing {
  static func main() {
    let status = Fuzzer.run { bytes in
      var input = FuzzInput(bytes)
      guard let type = FuzzMessages.type(input.byte()) as? any WireMessage.Type else {
        preconditionFailure("every generated message has a wire form")
      }
      check(type, input.all())
    }
    precondition(status == 0, "libFuzzer could not run")
  }

  private static func check<Value: WireMessage>(_ type: Value.Type, _ bytes: [UInt8]) {
    let plain = Outcome(Normalizing.plain(bytes, as: type))
    let normal = Outcome(Normalizing.normalizing(bytes, as: type))
    let whole = Outcome(FuzzMessages.decode(bytes, as: type))
    checkChoice(plain, normal, whole, bytes)
    checkAgreement(plain, normal, bytes)
    checkNormalized(type, bytes)
    if case .success(let value) = Normalizing.normalizing(bytes, as: type) {
      FuzzMessages.checkRoundTrip(value)
      let again = Outcome(Normalizing.normalizing(FuzzMessages.encode(value), as: type))
      precondition(again == normal || again.isLimit(bytes), "normalising twice changes the value")
    }
  }

  /// Decoding is libprotobuf-c's, unless that finds the bytes malformed: then the normaliser's.
  private static func checkChoice(
    _ plain: Outcome, _ normal: Outcome, _ whole: Outcome, _ bytes: [UInt8]
  ) {
    let chosen = plain == .malformed ? normal : plain
    precondition(
      whole == chosen || whole.isLimit(bytes) || chosen.isLimit(bytes), "the wrong way was chosen")
  }

  /// Both ways come to the same, save where libprotobuf-c finds the bytes malformed.
  ///
  /// Of two things that are wrong each may find the other. More than a hundred levels may be too
  /// deep for one and not for the other.
  private static func checkAgreement(_ plain: Outcome, _ normal: Outcome, _ bytes: [UInt8]) {
    if plain.isLimit(bytes) || normal.isLimit(bytes) { return }
    switch (plain, normal) {
    case (.value(let one), .value(let other)):
      precondition(one == other, "the normaliser changes the value")
    case (.malformed, _), (.invalidUTF8, .invalidUTF8), (.invalidUTF8, .malformed): break
    case (.invalidUTF8, .value): preconditionFailure("the normaliser takes bad text")
    case (.value, .malformed): preconditionFailure("the normaliser refuses what is well-formed")
    case (.value, .invalidUTF8): preconditionFailure("the normaliser makes text bad")
    case (.limitExceeded, _), (_, .limitExceeded):
      preconditionFailure("a hundred levels are too deep")
    }
  }

  /// What is normalised is left alone the second time, has the same value, and is not much larger.
  private static func checkNormalized<Value: WireMessage>(_ type: Value.Type, _ bytes: [UInt8]) {
    guard case .success(let first) = Normalizing.normalized(bytes, as: type) else { return }
    // The most: a tag of one byte and a length of one, which becomes five.
    precondition(first.count <= 3 * bytes.count, "the normaliser swells the message")
    let second = Normalizing.normalized(first, as: type)
    precondition(
      second == .success(first) || second == .failure(.limitExceeded) && first.count > 200,
      "what is normalised is normalised once more")
    if !Value.keepsUnknownFields {
      let one = Outcome(FuzzMessages.decode(first, as: type))
      let other = Outcome(Normalizing.normalizing(bytes, as: type))
      precondition(
        one == other || one.isLimit(bytes) || other.isLimit(bytes),
        "what is normalised has another value")
    }
  }
}

/// What came of decoding.
private enum Outcome: Equatable {
  /// The encoded value, in which a NaN is equal to itself.
  case value([UInt8])
  case malformed
  case invalidUTF8
  case limitExceeded

  init<Value: Message>(_ result: Result<Value, ProtobufError>) {
    switch result {
    case .success(let value): self = .value(FuzzMessages.encode(value))
    case .failure(.malformed): self = .malformed
    case .failure(.invalidUTF8): self = .invalidUTF8
    case .failure(.limitExceeded): self = .limitExceeded
    }
  }

  func isLimit(_ bytes: [UInt8]) -> Bool {
    self == .limitExceeded && FuzzMessages.isLimit(.limitExceeded, bytes)
  }
}
