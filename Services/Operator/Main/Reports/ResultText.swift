internal import OperatorDomain

/// Writes numbers of results.
enum ResultText {
  /// A person by name, with the id where the name does not tell it: `Dana Evaluator (demo.dana)`.
  static func person(_ id: String, name: String) -> String {
    name.isEmpty || name == id ? id : "\(name) (\(id))"
  }

  /// Points without a fraction where there is none: 201500 is `2,015`, 1250 is `12.50`.
  static func points(hundredths: Int64) -> String {
    hundredths.isMultiple(of: 100)
      ? NumberText.whole(hundredths / 100) : NumberText.points(hundredths: hundredths)
  }

  /// A sum without a fraction where there is none.
  static func sum(_ value: Double) -> String {
    NumberText.decimal(value, fractionDigits: value.rounded() == value ? 0 : 2)
  }

  /// A ratio with its parts: `353,760 / 2,015`.
  static func parts(total: Double, count: Int64) -> String {
    "\(sum(total)) / \(NumberText.whole(count))"
  }
}
