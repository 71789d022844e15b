internal import Foundation

/// Any JSON, with whole numbers kept exactly.
enum JSONValue: Hashable, Sendable {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case integer(Int64)
  /// A whole number above the largest `Int64`.
  case largeInteger(UInt64)
  case number(Double)
  case bool(Bool)
  case null

  /// - Throws: ``JSONRequestError`` that says where the text is no JSON.
  init(parsing text: some Sequence<UInt8>) throws(JSONRequestError) {
    do {
      self = try JSONDecoder().decode(JSONValue.self, from: Data(text))
    } catch {
      throw JSONRequestError(path: "", reason: "is not JSON: \(Self.reason(error))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    guard case DecodingError.dataCorrupted(let context) = error else { return "\(error)" }
    let details = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"]
    return details as? String ?? context.debugDescription
  }
}

extension JSONValue: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .largeInteger(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }
}

/// Why a text is not the JSON of a message.
struct JSONRequestError: Error, Hashable, CustomStringConvertible {
  /// Where in the request, for example `answers[2].questionId`; empty for the whole.
  let path: String
  /// The rest of a sentence that begins with the path.
  let reason: String

  var description: String {
    path.isEmpty ? "The request \(reason)." : "The request's \(path) \(reason)."
  }
}
