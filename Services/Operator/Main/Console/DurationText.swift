internal import OperatorDomain

/// Writes times for people.
enum DurationText {
  /// For example `1.3 s`.
  static func seconds(_ duration: Duration) -> String {
    NumberText.decimal(duration / .seconds(1), fractionDigits: 1) + " s"
  }

  /// For example `0.42 ms`.
  static func milliseconds(_ duration: Duration) -> String {
    NumberText.decimal(duration / .milliseconds(1), fractionDigits: 2) + " ms"
  }
}
