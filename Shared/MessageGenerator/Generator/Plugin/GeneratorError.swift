/// Why nothing could be generated; reported to the user of protoc.
package struct GeneratorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The proto file; empty when the request as a whole is wrong.
  package let file: String
  /// What in the file, for example a field's full name; empty for the file itself.
  package let name: String
  package let reason: String

  package init(file: String = "", name: String = "", reason: String) {
    self.file = file
    self.name = name
    self.reason = reason
  }

  package var description: String {
    [file, name, reason].filter { !$0.isEmpty }.joined(separator: ": ")
  }
}
