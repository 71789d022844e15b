@testable import MessageGenerator

/// An option that tells generators of other languages where to put the code of a file.
struct FileOption: Sendable {
  enum Kind: Sendable {
    case text
    /// A number, or a truth value as 0 or 1.
    case number(default: Int)
  }

  let name: String
  /// In `google.protobuf.FileOptions`.
  let number: Int
  let kind: Kind
  /// Whether buf asks for one value in all files of a package.
  let isOfPackage: Bool

  private init(_ name: String, _ number: Int, _ kind: Kind, isOfPackage: Bool = false) {
    self.name = name
    self.number = number
    self.kind = kind
    self.isOfPackage = isOfPackage
  }

  static let all: [FileOption] = [
    FileOption("cc_enable_arenas", 31, .number(default: 1)),
    FileOption("cc_generic_services", 16, .number(default: 0)),
    FileOption("csharp_namespace", 37, .text, isOfPackage: true),
    FileOption("go_package", 11, .text, isOfPackage: true),
    FileOption("java_generic_services", 17, .number(default: 0)),
    FileOption("java_multiple_files", 10, .number(default: 0), isOfPackage: true),
    FileOption("java_outer_classname", 8, .text),
    FileOption("java_package", 1, .text, isOfPackage: true),
    FileOption("objc_class_prefix", 36, .text),
    FileOption("optimize_for", 9, .number(default: 1)),
    FileOption("php_class_prefix", 40, .text),
    FileOption("php_metadata_namespace", 44, .text),
    FileOption("php_namespace", 41, .text, isOfPackage: true),
    FileOption("py_generic_services", 18, .number(default: 0)),
    FileOption("ruby_package", 45, .text, isOfPackage: true),
    FileOption("swift_prefix", 39, .text, isOfPackage: true),
  ]

  /// What the file says; nil when it does not set the option.
  func setting(in file: Schema.File) -> String? {
    switch kind {
    case .text: file.options.texts(number).last
    case .number: file.options.number(number).map { "\($0)" }
    }
  }

  /// What holds in the file, set or not.
  func value(in file: Schema.File) -> String {
    switch kind {
    case .text: setting(in: file) ?? ""
    case .number(let value): setting(in: file) ?? "\(value)"
    }
  }

  /// Where the file sets the option, or its package.
  func place(in file: Schema.File) -> Place {
    let place = file.element.place
    return Place(file: place.file, line: file.optionLines[number] ?? place.line, name: place.name)
  }
}
