@testable import MessageGenerator

extension LintRule {
  /// How messages, their fields, and enums are made and called.
  static let names: [LintRule] = [
    casing("ENUM_PASCAL_CASE", \.enums, "PascalCase", NameCase.pascal),
    casing("ENUM_VALUE_UPPER_SNAKE_CASE", \.values, "UPPER_SNAKE_CASE", NameCase.upperSnake),
    casing("FIELD_LOWER_SNAKE_CASE", \.fields, "lower_snake_case", NameCase.lowerSnake),
    casing("MESSAGE_PASCAL_CASE", \.messages, "PascalCase", NameCase.pascal),
    casing("ONEOF_LOWER_SNAKE_CASE", \.oneofs, "lower_snake_case", NameCase.lowerSnake),
    LintRule("ENUM_FIRST_VALUE_ZERO", \.enums) { enumeration in
      enumeration.values.first?.number == 0 ? nil : "the first value is not 0"
    },
    LintRule("ENUM_NO_ALLOW_ALIAS", \.enums) { enumeration in
      enumeration.options.flag(2) ? "allows two values with one number" : nil
    },
    LintRule("ENUM_VALUE_PREFIX", \.values) { value in
      let prefix = NameCase.upperSnake(value.enumName) + "_"
      return value.name.hasPrefix(prefix) ? nil : "does not begin with \(prefix)"
    },
    LintRule("ENUM_ZERO_VALUE_SUFFIX", \.values) { value in
      value.number != 0 || value.name.hasSuffix("_UNSPECIFIED")
        ? nil : "does not end with _UNSPECIFIED"
    },
    LintRule("FIELD_NOT_REQUIRED", \.fields) { field in
      field.cardinality == .required ? "is required" : nil
    },
  ]

  /// A rule that names are written as `convert` writes them.
  static func casing<Kind: Declaration>(
    _ name: String, _ declarations: @escaping @Sendable (Schema) -> [Kind], _ style: String,
    _ convert: @escaping @Sendable (String) -> String
  ) -> LintRule {
    LintRule(name, declarations) { declaration in
      let expected = convert(declaration.name)
      return declaration.name == expected ? nil : "is not \(style), such as \(expected)"
    }
  }
}
