/// Where the declarations of a proto file stand and what is said about them, by path.
///
/// A path is that of `SourceCodeInfo.Location` in google/protobuf/descriptor.proto.
struct SourceInfo {
  /// The place of one declaration in its file.
  struct Location {
    /// From 1; nil when protoc does not say.
    let line: Int?
    let leadingComment: String
    let trailingComment: String
  }

  private let locations: [[Int]: Location]

  /// - Throws: ``WireFormatError``.
  init(_ sourceCodeInfo: WireFields) throws(WireFormatError) {
    var locations: [[Int]: Location] = [:]
    for location in try sourceCodeInfo.messages(1) {
      // A span begins with its line, from 0.
      locations[try location.numbers(1)] = Location(
        line: try location.numbers(2).first.map { $0 + 1 }, leadingComment: location.text(3),
        trailingComment: location.text(4))
    }
    self.locations = locations
  }

  /// The place of the declaration at `path`; nil when protoc does not say.
  subscript(path: [Int]) -> Location? { locations[path] }

  /// The line of the declaration at `path`, from 1; nil when protoc does not say.
  func line(_ path: [Int]) -> Int? { locations[path]?.line }

  /// The lines of the comment before (or else behind) the declaration at `path`.
  func comment(_ path: [Int]) -> [String] {
    guard let location = locations[path] else { return [] }
    let text =
      location.leadingComment.isEmpty ? location.trailingComment : location.leadingComment
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: Self.endsLine)
      .map { line in
        // A control character could end the comment, or the file, for some tool.
        var line = Substring(line.filter { $0 == "\t" || ($0.asciiValue ?? 0x20) >= 0x20 })
        while line.last == " " { line.removeLast() }
        return String(line.first == " " ? line.dropFirst() : line)
      }
    while lines.last == "" { lines.removeLast() }
    while lines.first == "" { lines.removeFirst() }
    return lines
  }

  /// What ends a line for the Swift compiler; the first is one character.
  private static func endsLine(_ character: Character) -> Bool {
    ["\r\n", "\n", "\r"].contains(character)
  }
}
