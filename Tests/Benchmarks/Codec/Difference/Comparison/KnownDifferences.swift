/// A kind of input on which the sides are known to differ, and why that is accepted.
struct KnownDifference: Sendable {
  let name: String
  /// Why it is accepted.
  let reason: String
  /// Verdicts that it explains.
  let verdicts: Set<String>
  /// Whether the input is of this kind; what it contains decides, not its type.
  let applies: @Sendable (Difference) -> Bool

  func explains(_ difference: Difference) -> Bool {
    verdicts.contains(difference.verdict.kind) && applies(difference)
  }
}

/// The committed list.
enum KnownDifferences {
  /// All accepted differences; every other one is an error.
  static let all = binary + json

  private static let onlyLaurel: Set = ["only laurel accepts"]
  private static let onlyPeer: Set = ["only swift-protobuf accepts"]

  private static let binary: [KnownDifference] = [
    KnownDifference(
      name: "a key or value of a map in another wire type",
      reason: """
        It is unknown, as everywhere else. swift-protobuf does not skip it and reads its content as
        fields of the entry.
        """,
      verdicts: [
        "only laurel accepts", "only swift-protobuf accepts", "the values differ",
        "the values differ after one more trip", "only laurel writes JSON", "the JSON differs",
      ],
      applies: { $0.format == .binary && $0.scan.findings.contains(.wrongWireTypeInMapEntry) }),
    KnownDifference(
      name: "a tag of more than five bytes",
      reason: """
        A tag has at most 32 bits, and the conformance tests of later releases refuse longer ones.
        swift-protobuf refuses them in some places only.
        """,
      verdicts: ["only swift-protobuf accepts", "only swift-protobuf writes JSON"],
      applies: { $0.format == .binary && $0.scan.findings.contains(.longTag) }),
    KnownDifference(
      name: "a field mask with a path that is empty or not in lower snake case",
      reason: """
        Its JSON would not read back as the same paths, so it has none with us; swift-protobuf
        writes some of them.
        """,
      verdicts: ["only swift-protobuf writes JSON"],
      applies: { $0.scanOfOurs.findings.contains(.oddMaskPath) }),
    KnownDifference(
      name: "more than 100 messages inside each other",
      reason: """
        Readers choose their limit. That of swift-protobuf is 100 messages, or half as many lists in
        JSON. The content of an Any is read when its JSON is written.
        """,
      verdicts: [
        "only laurel accepts", "only laurel writes JSON",
        "a side does not read what a side writes",
      ],
      applies: { max($0.scan.depth, $0.scanOfOurs.depth) >= 100 }),
    KnownDifference(
      name: "as many messages inside each other as the stack allows",
      reason: """
        Our limit is memory of the stack, enough for about 130 messages and entries of maps, and 100
        lists or objects in JSON; an Any starts anew with swift-protobuf.
        """,
      verdicts: ["only swift-protobuf accepts", "only swift-protobuf writes JSON"],
      applies: { max($0.scan.depth, $0.scanOfOurs.depth) >= 100 }),
    KnownDifference(
      name: "text that is not UTF-8 and does not count",
      reason: """
        Another value for the same field follows, and libprotobuf-c leaves the first out before we
        see it. No text that is not UTF-8 reaches a value.
        """,
      verdicts: onlyLaurel,
      applies: {
        $0.format == .binary && $0.scan.findings.isSuperset(of: [.badText, .repeatedSingularField])
      }),
    KnownDifference(
      name: "text that is not UTF-8 and does not count, in an Any",
      reason: "The same, found when the JSON of what the Any holds is written.",
      verdicts: ["only laurel writes JSON"],
      applies: { $0.scanOfOurs.findings.isSuperset(of: [.badText, .repeatedSingularField]) }),
    KnownDifference(
      name: "an Any without bytes, in JSON",
      reason: """
        It is the default of its message, whose JSON stands in "value". swift-protobuf writes the
        type alone, even of a type it does not know, and does not read without "value" what it
        wrote.
        """,
      verdicts: ["the JSON differs", "only swift-protobuf writes JSON"],
      applies: { $0.scanOfOurs.findings.contains(.anyWithoutValue) }),
  ]

  private static let json: [KnownDifference] = [
    KnownDifference(
      name: "text that is not JSON",
      reason: """
        swift-protobuf does not look into an Any whose type it does not know, and ends base64 where
        a character is none of it.
        """,
      verdicts: onlyPeer, applies: { $0.format == .json && !$0.scanJSON.isComplete }),
    KnownDifference(
      name: "a field twice",
      reason: """
        The conformance tests allow to refuse it and to take the last; we refuse it, in both
        spellings of the name.
        """,
      verdicts: onlyPeer, applies: { $0.found(.fieldTwice) }),
    KnownDifference(
      name: "a field mask with characters that names do not have",
      reason: "No field has such a name: Go refuses it as well, swift-protobuf some of them.",
      verdicts: onlyPeer, applies: { $0.found(.oddMaskPath) }),
    KnownDifference(
      name: "base64 with an escape",
      reason: "A JSON text may escape any character; swift-protobuf takes none in base64.",
      verdicts: ["only laurel accepts", "the values differ"],
      applies: { $0.found(.escapedBase64) }),
    KnownDifference(
      name: "base64 with a space",
      reason: "A space is not in the alphabet; swift-protobuf skips it.",
      verdicts: onlyPeer, applies: { $0.found(.spacedBase64) }),
    KnownDifference(
      name: "base64 of both alphabets",
      reason: "Both are allowed; swift-protobuf does not take both in one text.",
      verdicts: onlyLaurel, applies: { $0.found(.mixedBase64) }),
    KnownDifference(
      name: "an integer with a fraction or an exponent that a double does not hold",
      reason: "We read it exactly; swift-protobuf rounds it to a double first.",
      verdicts: ["only laurel accepts", "only swift-protobuf accepts", "the values differ"],
      applies: { $0.found(.inexactInteger) }),
    KnownDifference(
      name: "-0 for an unsigned integer",
      reason: "It is the number 0; swift-protobuf takes no sign.",
      verdicts: onlyLaurel, applies: { $0.found(.negativeUnsigned) }),
    KnownDifference(
      name: "a text that is -0 and nothing else",
      reason: "It is the double -0; swift-protobuf loses the sign where the text ends.",
      verdicts: ["the values differ"],
      applies: { $0.format == .json && $0.input.suffix(2).elementsEqual("-0".utf8) }),
    KnownDifference(
      name: "a number in quotes with an escape after its sign",
      reason: "A JSON text may escape any character; swift-protobuf takes none there.",
      verdicts: ["only laurel accepts", "the values differ"],
      applies: {
        $0.format == .json
          && String(decoding: $0.input, as: UTF8.self).contains(/"(-|\\u002[dD])[0-9]*\\u00/)
      }),
    KnownDifference(
      name: "a time 14 hours or more from UTC",
      reason: "RFC 3339 has offsets up to 23:59; swift-protobuf takes less than 14 hours.",
      verdicts: onlyLaurel, applies: { $0.found(.farOffset) }),
    KnownDifference(
      name: "a numeric key with a fraction or an exponent",
      reason: "A key is the text of an integer, as in C++ and Go; swift-protobuf takes any number.",
      verdicts: onlyPeer, applies: { $0.found(.fractionalKey) }),
    KnownDifference(
      name: "a numeric key with a 0 in front",
      reason: "A key is the text of an integer, as in C++ and Go, not a number of JSON.",
      verdicts: onlyLaurel, applies: { $0.found(.zeroInFrontOfKey) }),
    KnownDifference(
      name: "a number for an enum that has more than 32 bits",
      reason: "There is no such enum value; swift-protobuf takes it and cannot write it.",
      verdicts: onlyPeer, applies: { $0.found(.longEnumNumber) }),
    KnownDifference(
      name: "null for an enum in a map",
      reason: "The conformance tests refuse it; swift-protobuf takes it for the first value.",
      verdicts: onlyPeer, applies: { $0.found(.nullInEnumMap) }),
    KnownDifference(
      name: "an Any that swift-protobuf does not look into",
      reason: """
        We read what an Any holds, and swift-protobuf does not: not when it stands in an Any, and
        not when there is no member beside the type.
        """,
      verdicts: onlyPeer,
      applies: { difference in
        [JSONScan.Finding.anyInAny, .anyWithoutValue, .unknownAny].contains {
          difference.found($0)
        }
      }),
  ]
}

extension Difference {
  /// Whether it is JSON with something that not all readers take in the same way.
  fileprivate func found(_ finding: JSONScan.Finding) -> Bool {
    format == .json && scanJSON.findings.contains(finding)
  }
}
