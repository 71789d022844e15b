/// Swift names for the names of a proto file.
enum SwiftName {
  /// Words that are written in capitals; their plurals with a small `s`.
  private static let acronyms: Set<String> = [
    "api", "cpu", "csv", "dns", "grpc", "html", "http", "https", "id", "ip", "json", "jwt", "rpc",
    "sql", "tls", "ttl", "uri", "url", "utc", "uuid", "xml",
  ]

  /// `laurel.quality.v1` becomes `QualityV1`, `google.rpc` becomes `GoogleRPC`,
  /// `grpc.reflection.v1alpha` becomes `GRPCReflectionV1Alpha`.
  static func namespace(ofPackage package: String) -> String {
    var parts = package.split(separator: ".").map(String.init)
    if parts.count > 1, parts.first == "laurel" { parts.removeFirst() }
    return parts.map { upperCamel(separatingStage($0)) }.joined()
  }

  /// `v1alpha` becomes `v1_alpha`: the stage of a version is a word of its own.
  private static func separatingStage(_ part: String) -> String {
    for stage in ["alpha", "beta"] {
      guard part.first == "v", let range = part.firstRange(of: stage) else { continue }
      let number = part[part.index(after: part.startIndex)..<range.lowerBound]
      if !number.isEmpty, number.allSatisfy(\.isNumber) {
        return part[..<range.lowerBound] + "_" + part[range.lowerBound...]
      }
    }
    return part
  }

  /// A property: `agent_ids` becomes `agentIDs`.
  static func property(_ name: String) -> String {
    escaped(lowerCamel(name), reserved: Self.messageMembers)
  }

  /// What every message has besides its fields.
  private static let messageMembers: Set<String> = [
    "hashValue", "missingRequiredFields", "missingOwnRequiredFields", "unknownFields",
    "serializedBytes", "jsonUTF8Bytes",
  ]

  /// The property through which generated code uses a field: that of a deprecated one would be
  /// warned of.
  static func member(_ field: ProtoField) -> String {
    field.deprecation == nil ? property(field.name) : "deprecated" + upperCamel(field.name)
  }

  /// The stored property behind a field whose message contains itself.
  static func boxedStorage(_ name: String) -> String { "boxed" + upperCamel(name) }

  /// A type nested in a namespace or a message.
  static func type(_ name: String) -> String {
    ["Type", "Protocol", "Self", "Wire"].contains(name) ? name + "_" : name
  }

  /// The protocol of a service, from which the names of its methods and its client are made.
  static func service(_ name: String) -> String { type(name) }

  /// The enum for a oneof.
  static func upperCamel(_ name: String) -> String {
    words(name).map(capitalized).joined()
  }

  /// A function: `GetEvaluation` becomes `getEvaluation`, `URLCheck` becomes `urlCheck`.
  static func function(_ name: String) -> String {
    let characters = Array(name)
    var count = characters.prefix { $0.isUppercase }.count
    if count > 1, count < characters.count, characters[count].isLowercase { count -= 1 }
    let start = String(characters.prefix(count)).lowercased()
    return escaped(start + String(characters.dropFirst(count)), reserved: [])
  }

  /// The constant that holds a method's descriptor; `all` holds all of them.
  static func descriptor(ofMethod name: String) -> String {
    let name = function(name)
    return name == "all" ? "all_" : quoted(name)
  }

  /// The cases of an enum, in the order of its values.
  ///
  /// The enum's name in capitals is left out when every value starts with it.
  ///
  /// Those of deprecated values say so: generated code must name them, and would be warned of what
  /// is marked.
  static func cases(of value: ProtoEnum) -> [String] {
    names(of: value).enumerated().map { index, name in
      guard value.values[index].deprecation != nil else { return name }
      return "deprecated" + name.prefix(1).uppercased() + name.dropFirst()
    }
  }

  /// What every enum has besides its values.
  private static let enumMembers: Set<String> = [
    "unrecognized", "rawValue", "protobufName", "hashValue", "jsonNames",
  ]

  /// Swift names of an enum's values, in their order.
  static func names(of value: ProtoEnum) -> [String] {
    let prefix = upperSnake(value.name) + "_"
    let rests = value.values.map { $0.name.dropFirst(prefix.count) }
    let isStripped =
      zip(value.values, rests).allSatisfy { value, rest in
        value.name.hasPrefix(prefix) && rest.first?.isLetter == true
      }
    return value.values.enumerated().map { index, value in
      let name = lowerCamel(isStripped ? rests[index].lowercased() : value.name.lowercased())
      return escaped(name, reserved: enumMembers)
    }
  }

  /// A case of a oneof's enum; that of a deprecated member says so.
  static func oneofCase(_ field: ProtoField) -> String {
    field.deprecation == nil
      ? oneofMember(field.name) : "deprecated" + upperCamel(field.name)
  }

  /// What a member of a oneof is called.
  static func oneofMember(_ name: String) -> String {
    // The last two are cases of the optional around it.
    escaped(lowerCamel(name), reserved: ["hashValue", "none", "some"])
  }

  /// `name`, in backticks when it is a word of the language.
  static func quoted(_ name: String) -> String {
    keywords.contains(name) ? "`\(name)`" : name
  }

  /// `name` as the label of an argument, which may be any word of the language but one.
  static func label(_ name: String) -> String {
    name == "inout" ? "`\(name)`" : name
  }

  /// `EvaluationState` becomes `EVALUATION_STATE`.
  static func upperSnake(_ name: String) -> String {
    CName.camelToLower(name).uppercased()
  }

  // MARK: - Words

  private static func words(_ name: String) -> [String] {
    name.split(separator: "_").map(String.init)
  }

  private static func lowerCamel(_ name: String) -> String {
    let words = words(name)
    guard let first = words.first else { return "_" }
    let start = isAcronym(first) ? first.lowercased() : lowercasedFirst(first)
    let result = start + words.dropFirst().map(capitalized).joined()
    return result.first?.isNumber == true ? "_" + result : result
  }

  private static func capitalized(_ word: String) -> String {
    let lower = word.lowercased()
    if acronyms.contains(lower) { return lower.uppercased() }
    if lower.hasSuffix("s"), acronyms.contains(String(lower.dropLast())) {
      return lower.dropLast().uppercased() + "s"
    }
    return word.prefix(1).uppercased() + word.dropFirst()
  }

  private static func isAcronym(_ word: String) -> Bool {
    capitalized(word) != word.prefix(1).uppercased() + word.dropFirst()
  }

  private static func lowercasedFirst(_ word: String) -> String {
    word.prefix(1).lowercased() + word.dropFirst()
  }

  // MARK: - Words of the language

  /// Names that cannot be members even in backticks, or that a type has already, get an underscore.
  private static func escaped(_ name: String, reserved: Set<String>) -> String {
    reserved.contains(name) || ["init", "self", "Type"].contains(name) ? name + "_" : name
  }

  private static let keywords: Set<String> = [
    "Any", "Protocol", "Self", "Type", "as", "associatedtype", "break", "case", "catch", "class",
    "continue", "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough",
    "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout",
    "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public",
    "repeat", "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch",
    "throw", "throws", "true", "try", "typealias", "var", "where", "while",
  ]
}
