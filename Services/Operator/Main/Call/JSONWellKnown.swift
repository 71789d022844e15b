internal import Kernel

/// The messages of google.protobuf that have a JSON form of their own.
enum JSONWellKnown {
  /// How a message looks in JSON; `nil` when it is an object of its fields.
  static func form(of name: String) -> String? {
    switch name {
    case "google.protobuf.Timestamp": "\"2026-01-31T08:30:00.25Z\""
    case "google.protobuf.Duration": "\"90.5s\""
    case "google.protobuf.FieldMask": "\"displayName,address.city\""
    case "google.protobuf.Any": "{\"@type\": \"…\", \"value\": \"base64\"}"
    default: nil
    }
  }

  /// The bytes of such a message; `nil` for any other message.
  static func encode(
    _ json: JSONValue, as name: String, at path: String
  ) throws(JSONRequestError) -> [UInt8]? {
    guard let form = form(of: name) else { return nil }
    let encoded =
      switch (name, json) {
      case ("google.protobuf.Timestamp", .string(let text)): timestamp(text)
      case ("google.protobuf.Duration", .string(let text)): duration(text)
      case ("google.protobuf.FieldMask", .string(let text)): fieldMask(text)
      case ("google.protobuf.Any", .object(let members)): any(members, at: path)
      default: nil as [UInt8]?
      }
    guard let encoded else {
      throw JSONRequestError(path: path, reason: "must look like this: \(form)")
    }
    return encoded
  }

  /// RFC 3339, the years 1 to 9999, with at most nine digits of the second.
  private static func timestamp(_ text: String) -> [UInt8]? {
    let form =
      #/
      (\d{4}-\d\d-\d\d) [Tt] (\d\d):(\d\d):(\d\d) (?:\.(\d{1,9}))?
      (?:[Zz] | ([+-])(\d\d):(\d\d))
      /#
    guard let parts = text.wholeMatch(of: form)?.output,
      let day = try? Workday(parsing: String(parts.1), field: ""),
      let hours = Int64(parts.2), hours < 24, let minutes = Int64(parts.3), minutes < 60,
      let seconds = Int64(parts.4), seconds < 60
    else { return nil }
    var total = Int64(day.daysSinceEpoch) * 86_400 + hours * 3_600 + minutes * 60 + seconds
    if let sign = parts.6, let hours = parts.7.flatMap({ Int64($0) }), hours < 24,
      let minutes = parts.8.flatMap({ Int64($0) }), minutes < 60
    {
      total -= (sign == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60)
    } else if parts.6 != nil {
      return nil
    }
    guard Timestamp(seconds: total, nanoseconds: 0) != nil else { return nil }
    return secondsAndNanoseconds(total, nanoseconds(parts.5))
  }

  /// Seconds with at most nine digits after the point, and an `s`.
  private static func duration(_ text: String) -> [UInt8]? {
    guard let parts = text.wholeMatch(of: #/(-?)(\d{1,12})(?:\.(\d{1,9}))?s/#)?.output,
      let seconds = Int64(parts.2), seconds <= 315_576_000_000
    else { return nil }
    let sign: Int64 = parts.1.isEmpty ? 1 : -1
    return secondsAndNanoseconds(sign * seconds, sign * nanoseconds(parts.3))
  }

  private static func nanoseconds(_ fraction: Substring?) -> Int64 {
    let digits = fraction ?? ""
    return Int64(digits + String(repeating: "0", count: 9 - digits.utf8.count)) ?? 0
  }

  private static func secondsAndNanoseconds(_ seconds: Int64, _ nanoseconds: Int64) -> [UInt8] {
    var wire = WireWriter()
    wire.varint(1, UInt64(bitPattern: seconds))
    wire.varint(2, UInt64(bitPattern: nanoseconds))
    return wire.bytes
  }

  /// Paths in lower camel case, with commas between them.
  private static func fieldMask(_ text: String) -> [UInt8]? {
    var wire = WireWriter()
    for path in text.split(separator: ",", omittingEmptySubsequences: false) where !text.isEmpty {
      guard !path.isEmpty, !path.contains("_") else { return nil }
      var name = ""
      for character in path {
        name += character.isUppercase ? "_" + character.lowercased() : String(character)
      }
      wire.content(1, Array(name.utf8))
    }
    return wire.bytes
  }

  /// The type and the encoded message, as answers show it too.
  private static func any(_ members: [String: JSONValue], at path: String) -> [UInt8]? {
    guard members.count == 2, case .string(let type)? = members["@type"],
      let value = members["value"], let bytes = try? JSONScalar(value, at: path).bytes()
    else { return nil }
    var wire = WireWriter()
    wire.content(1, Array(type.utf8))
    wire.content(2, bytes)
    return wire.bytes
  }
}
