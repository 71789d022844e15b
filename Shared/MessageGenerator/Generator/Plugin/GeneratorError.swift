/// Why nothing could be generated; reported to the user of protoc.
package struct GeneratorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The proto file; empty when the request as a whole is wrong.
  package let file: String
  /// The line in the file, from 1; nil for the file itself and where protoc does not say.
  package let line: Int?
  /// What in the file, for example a field's full name; empty for the file itself.
  package let name: String
  package let reason: String

  package init(file: String = "", line: Int? = nil, name: String = "", reason: String) {
    self.file = file
    self.line = line
    self.name = name
    self.reason = reason
  }

  package var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return [place, name, reason].filter { !$0.isEmpty }.joined(separator: ": ")
  }
}
