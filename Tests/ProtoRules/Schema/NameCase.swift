/// The ways to write names of several words.
enum NameCase {
  /// `order_item` and `orderItem` become `OrderItem`; capitals stay capitals.
  static func pascal(_ name: String) -> String {
    words(name).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// `OrderItem` becomes `order_item`, `JSONValue2` becomes `json_value2`.
  static func lowerSnake(_ name: String) -> String {
    words(name).map(separatingCapitals).joined(separator: "_").lowercased()
  }

  /// `OrderItem` becomes `ORDER_ITEM`.
  static func upperSnake(_ name: String) -> String { lowerSnake(name).uppercased() }

  private static func words(_ name: String) -> [String] {
    name.split { "_-. ".contains($0) }.map(String.init)
  }

  /// Puts an underscore before each capital with which a word begins.
  private static func separatingCapitals(_ name: String) -> String {
    let characters = Array(name)
    var result = ""
    for (index, character) in characters.enumerated() {
      let follows = index > 0 && characters[index - 1].isLowercase
      let leads =
        index > 0 && index + 1 < characters.count && characters[index + 1].isLowercase
      if character.isUppercase, follows || leads { result += "_" }
      result.append(character)
    }
    return result
  }
}
