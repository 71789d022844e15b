internal import Kernel

/// A single value in JSON; reads it as the type of a field.
struct JSONScalar {
  private let json: JSONValue
  private let path: String

  /// `path` is named by errors.
  init(_ json: JSONValue, at path: String) {
    self.json = json
    self.path = path
  }

  /// A whole number, as a number or a text.
  func integer<Number: FixedWidthInteger>() throws(JSONRequestError) -> Number {
    let value: Number? =
      switch json {
      case .integer(let value): Number(exactly: value)
      case .largeInteger(let value): Number(exactly: value)
      case .number(let value): Number(exactly: value)
      case .string(let text): Number(text) ?? Double(text).flatMap(Number.init(exactly:))
      default: nil
      }
    guard let value else {
      throw error("must be a whole number from \(Number.min) to \(Number.max)")
    }
    return value
  }

  func double() throws(JSONRequestError) -> Double {
    switch json {
    case .integer(let value): return Double(value)
    case .largeInteger(let value): return Double(value)
    case .number(let value): return value
    case .string("NaN"): return .nan
    case .string("Infinity"): return .infinity
    case .string("-Infinity"): return -.infinity
    case .string(let text):
      guard let value = Double(text), value.isFinite else { break }
      return value
    default: break
    }
    throw error("must be a number")
  }

  func float() throws(JSONRequestError) -> Float {
    let value = try double()
    guard !value.isFinite || Float(value).isFinite else {
      throw error("must be a number of single precision")
    }
    return Float(value)
  }

  /// `true` or `false`; as a text also, because the keys of maps are texts.
  func bool() throws(JSONRequestError) -> Bool {
    switch json {
    case .bool(let value): return value
    case .string("true"): return true
    case .string("false"): return false
    default: throw error("must be true or false")
    }
  }

  func string() throws(JSONRequestError) -> String {
    guard case .string(let text) = json else { throw error("must be a text") }
    return text
  }

  /// Base64, with the usual alphabet or that for URLs, with or without padding.
  func bytes() throws(JSONRequestError) -> [UInt8] {
    guard case .string(let text) = json else { throw error("must be a text in base64") }
    var digits = text.replacing("+", with: "-").replacing("/", with: "_")
    while digits.last == "=" { digits.removeLast() }
    guard let bytes = Base64URL.decode(digits) else { throw error("must be base64") }
    return bytes
  }

  /// A value of an enum, by name or number.
  func value(of enumeration: MessageSchema.Enumeration?) throws(JSONRequestError) -> Int32 {
    guard case .string(let name) = json else { return try integer() }
    guard let value = enumeration?.values.first(where: { $0.name == name }) else {
      let names = enumeration?.values.map(\.name).joined(separator: ", ") ?? ""
      throw error("must be one of these: \(names)")
    }
    return value.number
  }

  private func error(_ reason: String) -> JSONRequestError {
    JSONRequestError(path: path, reason: reason)
  }
}
