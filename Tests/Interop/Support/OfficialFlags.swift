/// The command lines of the interoperability programs, which every language writes alike.
///
/// Names have underscores, values stand behind `=`, and a truth value may be left away when it is
/// true. Some write one dash instead of two.
package enum OfficialFlags {
  /// Rewrites a command line as the argument parser reads it.
  ///
  /// - Parameters:
  ///   - arguments: The command line without the name of the program.
  ///   - truthValues: The names of the flags that are true or false, without dashes.
  /// - Returns: The same with two dashes and with a value, in small letters, for each truth value.
  package static func normalized(
    _ arguments: [String], truthValues: Set<String>
  ) -> [String] {
    var result: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let flag = withTwoDashes(argument)
      let parts = flag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard flag.hasPrefix("--"), truthValues.contains(String(parts[0].dropFirst(2))) else {
        result.append(flag)
        continue
      }
      if parts.count == 2 {
        result.append("\(parts[0])=\(parts[1].lowercased())")
      } else if let next = rest.first?.lowercased(), next == "true" || next == "false" {
        rest.removeFirst()
        result.append("\(parts[0])=\(next)")
      } else {
        result.append("\(parts[0])=true")
      }
    }
    return result
  }

  private static func withTwoDashes(_ argument: String) -> String {
    let isFlag = argument.count > 2 && argument.hasPrefix("-") && !argument.hasPrefix("--")
    // A negative number is a value.
    let second = argument.dropFirst().first
    return isFlag && second?.isLetter == true ? "-" + argument : argument
  }
}
