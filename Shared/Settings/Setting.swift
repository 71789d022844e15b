/// One documented setting of the suite.
///
/// Every setting is an environment variable; the file named by `LAUREL_SETTINGS_FILE` may hold the
/// same names, one `NAME=value` a line. The environment wins.
package struct Setting: Hashable, Sendable {
  /// What a value must look like.
  package enum Form: Hashable, Sendable {
    case text
    /// A whole number within limits, in the unit that the name ends in, if any.
    case integer(ClosedRange<Int>)
    /// `host:port`.
    case endpoint
    /// The path of a file to read.
    case path
    /// One of these words.
    case word([String])
  }

  /// The name of the environment variable.
  package let name: String
  /// What the setting does, with its unit.
  package let summary: String
  /// What a value must look like.
  package let form: Form
  /// The value when nothing is set; `nil`: there is none.
  package let defaultValue: String?

  package init(_ name: String, _ summary: String, form: Form, default defaultValue: String? = nil) {
    precondition(name.hasPrefix("LAUREL_"), "all settings have one prefix")
    self.name = name
    self.summary = summary
    self.form = form
    self.defaultValue = defaultValue
  }

  /// The allowed values in words, for help texts.
  package var formDescription: String {
    switch form {
    case .text: "text"
    case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .endpoint: "host:port"
    case .path: "path of a file"
    case .word(let words): words.joined(separator: ", ")
    }
  }
}
