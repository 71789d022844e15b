/// An input that the sides do not agree on.
struct Difference {
  let verdict: Verdict
  let subject: Subject
  let format: Format
  let input: [UInt8]
  let context: Context

  /// What is unusual about a binary input.
  var scan: WireScan { scan(format == .binary ? input : []) }

  /// What is unusual about what we write for the input.
  var scanOfOurs: WireScan { scan(subject.makeBinary(format, input, context) ?? []) }

  private func scan(_ bytes: [UInt8]) -> WireScan {
    WireScan(bytes, type: context.schema.messages[subject.typeName], schema: context.schema)
  }

  /// What is unusual about a JSON input.
  var scanJSON: JSONScan {
    JSONScan(input, type: context.schema.messages[subject.typeName], schema: context.schema)
  }

  /// The input as a person can read or copy it.
  var text: String {
    guard format == .json else { return Self.hexadecimal(input) }
    return String(decoding: input, as: UTF8.self).debugDescription + "\n  "
      + Self.hexadecimal(input)
  }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }

  /// The same difference in a smaller input.
  func shrunk() -> Difference {
    var best = self
    if format == .binary {
      let schema = context.schema
      let type = schema.messages[subject.typeName]
      var fields = RawField.fields(input[...], type, schema)
      RawField.shrink(&fields) { isLike(RawField.bytes($0)) != nil }
      best = isLike(RawField.bytes(fields)) ?? self
    }
    if format == .json, var node = try? JSONParser.parse(input) {
      node.shrink { isLike(JSONPrinter.print($0)) != nil }
      best = isLike(JSONPrinter.print(node)) ?? self
    }
    return best.withoutRanges()
  }

  /// Takes away ranges of bytes.
  private func withoutRanges() -> Difference {
    var best = self
    var length = input.count / 2
    while length > 0 {
      var start = 0
      while start + length <= best.input.count {
        var candidate = best.input
        candidate.removeSubrange(start..<(start + length))
        if let smaller = isLike(candidate) {
          best = smaller
        } else {
          start += length
        }
      }
      length /= 2
    }
    return best
  }

  /// The difference of another input, when it is as unexplained as this one and of its kind.
  private func isLike(_ input: [UInt8]) -> Difference? {
    let difference = Difference(
      verdict: subject.judge(format, input, context), subject: subject, format: format,
      input: input, context: context)
    return difference.verdict.kind == verdict.kind
      && !KnownDifferences.all.contains { $0.explains(difference) } ? difference : nil
  }
}
