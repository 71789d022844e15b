/// The names protoc-gen-c gives to what it makes.
enum CName {
  /// The struct of a message: `google.rpc.BadRequest` becomes `Google__Rpc__BadRequest`.
  static func structure(_ fullName: String) -> String {
    parts(fullName).map(camel).joined(separator: "__")
  }

  /// The start of a message's functions: `google.rpc.BadRequest` becomes
  /// `google__rpc__bad_request`.
  static func functionPrefix(_ fullName: String) -> String {
    parts(fullName).map(camelToLower).joined(separator: "__")
  }

  /// The start of a message's macros.
  static func macroPrefix(_ fullName: String) -> String { functionPrefix(fullName).uppercased() }

  /// `BadRequest` becomes `bad_request`.
  static func camelToLower(_ name: String) -> String {
    var result = ""
    var followsUpper = true
    for character in name {
      let isUpper = character.isASCII && character.isUppercase
      if isUpper, !followsUpper { result += "_" }
      result += character.lowercased()
      followsUpper = isUpper
    }
    return result
  }

  private static func camel(_ name: String) -> String {
    var result = ""
    var raises = true
    for character in name {
      if character == "_" {
        raises = true
      } else {
        result += raises ? character.uppercased() : String(character)
        raises = false
      }
    }
    return result
  }

  private static func parts(_ fullName: String) -> [String] {
    fullName.split(separator: ".").map(String.init)
  }
}
