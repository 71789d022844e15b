/// A value within a service config, with the path that errors name.
///
/// Reads by the rules of proto3's JSON mapping: `null` is absence, numbers may be strings, a
/// duration is a decimal number of seconds followed by `s`.
struct ServiceConfigField {
  let path: String
  private let value: JSONValue

  init(root: JSONValue) {
    path = ""
    value = root
  }

  private init(path: String, value: JSONValue) {
    self.path = path
    self.value = value
  }

  /// A field of an object; `nil` if it is absent.
  func field(_ name: String) throws(ServiceConfigError) -> ServiceConfigField? {
    guard case .object(let fields) = value else { throw error("is not an object") }
    guard let value = fields[name], value != .null else { return nil }
    return ServiceConfigField(path: path.isEmpty ? name : "\(path).\(name)", value: value)
  }

  /// A field of an object that must be there.
  func requiredField(_ name: String) throws(ServiceConfigError) -> ServiceConfigField {
    guard let field = try field(name) else { throw error("lacks \(name)") }
    return field
  }

  /// The names of an object's fields.
  func fieldNames() throws(ServiceConfigError) -> [String] {
    guard case .object(let fields) = value else { throw error("is not an object") }
    return Array(fields.keys)
  }

  func elements() throws(ServiceConfigError) -> [ServiceConfigField] {
    guard case .array(let values) = value else { throw error("is not an array") }
    return values.enumerated().map { index, value in
      ServiceConfigField(path: "\(path)[\(index)]", value: value)
    }
  }

  func string() throws(ServiceConfigError) -> String {
    guard case .string(let text) = value else { throw error("is not a string") }
    return text
  }

  func bool() throws(ServiceConfigError) -> Bool {
    guard case .bool(let value) = value else { throw error("is neither true nor false") }
    return value
  }

  func number() throws(ServiceConfigError) -> Double {
    switch value {
    case .number(let number): return number
    case .string(let text):
      guard let number = Double(text), number.isFinite else { break }
      return number
    default: break
    }
    throw error("is not a number")
  }

  func integer(in range: ClosedRange<Int>) throws(ServiceConfigError) -> Int {
    guard let value = Int(exactly: try number()) else { throw error("is not a whole number") }
    guard range.contains(value) else {
      throw error("is not from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Not negative, and at most what `google.protobuf.Duration` can hold.
  func duration() throws(ServiceConfigError) -> Duration {
    let secondsMax: Int64 = 315_576_000_000
    guard case .string(let text) = value, let duration = ServiceConfigField.duration(text) else {
      throw error("is not a duration like \"1.5s\"")
    }
    guard duration <= .seconds(secondsMax) else { throw error("is too long") }
    return duration
  }

  /// A duration that is more than nothing.
  func positiveDuration() throws(ServiceConfigError) -> Duration {
    let duration = try duration()
    guard duration > .zero else { throw error("is not more than zero") }
    return duration
  }

  /// The name of a code in any case, or its number.
  func code() throws(ServiceConfigError) -> RPCCode {
    switch value {
    case .string(let text):
      let name = text.uppercased()
      if let code = RPCCode.allCases.first(where: { $0.name == name }) { return code }
    case .number(let number):
      if let code = Int(exactly: number).flatMap(RPCCode.init(rawValue:)) { return code }
    default: break
    }
    throw error("is not a status code")
  }

  func error(_ reason: String) -> ServiceConfigError {
    ServiceConfigError(path: path, reason: reason)
  }

  /// `1.5s`: digits, at most nine of them after the point.
  private static func duration(_ text: String) -> Duration? {
    let digitsMax = 12
    let fractionDigitsMax = 9
    guard text.utf8.last == UInt8(ascii: "s") else { return nil }
    let parts = text.dropLast().split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].utf8.count <= digitsMax, let seconds = number(parts[0]) else { return nil }
    guard parts.count == 2 else { return .seconds(seconds) }
    let digits = parts[1].utf8.count
    guard digits <= fractionDigitsMax, var nanoseconds = number(parts[1]) else { return nil }
    for _ in digits..<fractionDigitsMax { nanoseconds *= 10 }
    return .seconds(seconds) + .nanoseconds(nanoseconds)
  }

  private static func number(_ digits: Substring) -> Int64? {
    let isNumber = digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return isNumber ? Int64(digits) : nil
  }
}
