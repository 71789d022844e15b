import Foundation
import Testing

/// The files of the repository, as the rules see them.
struct Repository {
  /// One source file.
  struct File {
    /// The path from the root of the repository.
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// Whether the file was made by the generator.
    var isGenerated: Bool {
      path.contains("/Generated/") || text.hasPrefix("// Generated")
        || text.hasPrefix("/* Generated")
    }

    /// Whether the file may hold pointers and the like.
    var isUnsafe: Bool { path.contains("/Unsafe/") }

    /// The text of each line without comments and string literals; line numbers are kept.
    var code: [String] {
      var isInsideMultilineText = false
      return lines.map { line in
        let delimiters = line.components(separatedBy: "\"\"\"").count - 1
        let isText = isInsideMultilineText
        if delimiters % 2 == 1 { isInsideMultilineText.toggle() }
        if isText || delimiters > 0 { return "" }
        let withoutText = line.replacing(/"(\\.|[^"\\])*"/, with: "\"\"")
        guard let comment = withoutText.range(of: "//") else { return String(withoutText) }
        return String(withoutText[..<comment.lowerBound])
      }
    }
  }

  static let root: URL = {
    var url = URL(filePath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  /// All files below a folder with one of the extensions, in order of path.
  static func files(under folder: String, extensions: Set<String>) -> [File] {
    let base = root.appending(path: folder)
    guard
      let enumerator = FileManager.default.enumerator(
        at: base, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    else { return [] }
    var files: [File] = []
    for case let url as URL in enumerator where extensions.contains(url.pathExtension) {
      guard let data = try? Data(contentsOf: url) else { continue }
      let path = String(url.path().dropFirst(root.path().count)).drop { $0 == "/" }
      files.append(File(path: String(path), text: String(decoding: data, as: UTF8.self)))
    }
    return files.sorted { $0.path < $1.path }
  }

  /// The Swift sources written by hand.
  static let sources: [File] =
    ["Shared", "Services", "Tests"].flatMap { files(under: $0, extensions: ["swift"]) }
    .filter { !$0.isGenerated }

  /// The Swift sources of the product, without tests.
  static let productSources = sources.filter { !$0.path.hasPrefix("Tests/") }
}

/// Reports every finding as an issue of its own.
func expectNone(_ findings: [String], _ rule: Comment) {
  for finding in findings.prefix(50) { Issue.record("\(finding): \(rule)") }
  #expect(findings.isEmpty, rule)
}
