/// A message that the generator made.
public protocol GeneratedMessage: Message {
  /// Names the fields marked `REQUIRED` that are at their default.
  func checkRequiredFields(_ check: inout RequiredFieldCheck)
}

extension GeneratedMessage {
  /// The paths of the required fields that are at their default.
  @inlinable
  public var missingRequiredFields: [String] {
    var check = RequiredFieldCheck()
    checkRequiredFields(&check)
    return check.paths
  }

  /// The names of the required fields of this message itself that are at their default.
  @inlinable
  public var missingOwnRequiredFields: [String] {
    var check = RequiredFieldCheck(descends: false)
    checkRequiredFields(&check)
    return check.paths
  }
}

/// A generated enum: the values of the proto file and every other number.
///
/// proto3 enums are open, so a number of a newer proto file is kept as `unrecognized`.
public protocol ProtobufEnum: Hashable, Sendable {
  init(rawValue: Int32)

  /// The number on the wire.
  var rawValue: Int32 { get }

  /// The name in the proto file; nil for a number without one.
  var protobufName: String? { get }
}

/// Puts a message on the heap, so that a type can contain itself.
public indirect enum Box<Value: Message>: Hashable, Sendable {
  case value(Value)

  /// The message.
  public var value: Value {
    switch self {
    case .value(let value): value
    }
  }
}
