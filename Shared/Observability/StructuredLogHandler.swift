package import Logging
internal import Synchronization

/// Writes log lines as JSON objects, one a line, to standard error.
///
/// The names are `time` (RFC 3339, UTC), `level`, `service`, `message`; metadata follows under its
/// own names. Messages are constant texts, so that lines can be searched and counted.
package struct StructuredLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level

  private let service: String
  private let now: @Sendable () -> String
  private let write: @Sendable (String) -> Void

  /// Makes a handler.
  ///
  /// - Parameters:
  ///   - service: The name written with every line.
  ///   - logLevel: Less important lines are left out.
  ///   - now: The present time in RFC 3339.
  ///   - write: Takes a finished line with its line end.
  package init(
    service: String, logLevel: Logger.Level, now: @escaping @Sendable () -> String,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.service = service
    self.logLevel = logLevel
    self.now = now
    self.write = write
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var line = "{\"time\":\"\(now())\",\"level\":\"\(event.level)\",\"service\":"
    line += JSONString.quoted(service) + ",\"message\":"
    line += JSONString.quoted(event.message.description)
    var fields = metadata
    if let metadata = event.metadata { fields.merge(metadata) { $1 } }
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
      line += "," + JSONString.quoted(key) + ":" + Self.json(value)
    }
    write(line + "}\n")
  }

  private static func json(_ value: Logger.Metadata.Value) -> String {
    switch value {
    case .string(let text): JSONString.quoted(text)
    case .stringConvertible(let value): JSONString.quoted(value.description)
    case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
    case .dictionary(let fields):
      "{"
        + fields.sorted { $0.key < $1.key }
        .map { JSONString.quoted($0.key) + ":" + json($0.value) }.joined(separator: ",") + "}"
    }
  }
}

/// Texts in JSON (RFC 8259, section 7).
enum JSONString {
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7f {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
