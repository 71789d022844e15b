import Foundation
import HTTP2
import Testing

@testable import RPC

@Suite("The pages about the runtime") struct DocumentationTests {
  @Test("the samples of the tour are code that the tests run")
  func tour() throws {
    let folder = "Tests/Shared/RPCTests/Tour"
    let names = try FileManager.default.contentsOfDirectory(atPath: Page.url(folder).path())
    let sources = try names.filter { $0.hasSuffix(".swift") }.map {
      try Page.lines("\(folder)/\($0)").map(\.trimmed).filter { !$0.isEmpty }
    }
    let samples = try Page("Tour").blocks(of: "swift") + Page("Tour").blocks(of: "json")
    #expect(samples.count >= 20)
    for sample in samples {
      let lines = sample.map(\.trimmed).filter { !$0.isEmpty }
      let isThere = sources.contains { source in
        source.indices.contains { source[$0...].starts(with: lines) }
      }
      #expect(isThere, "no test has this sample:\n\(sample.joined(separator: "\n"))")
    }
  }

  @Test("the life of a call can be followed through eight files, which have what the page names")
  func lifeOfACall() throws {
    let page = try Page("LifeOfACall")
    let files = page.lines.compactMap { line in
      line.wholeMatch(of: /\d+\. `(.*\.swift)`/).map { String($0.1) }
    }
    #expect(files.count == 8)
    var texts: [String: String] = [:]
    for file in files {
      let name = try #require(file.split(separator: "/").last).replacing(".swift", with: "")
      texts[String(name)] = try Page.text(file)
    }
    var named = 0
    for paragraph in page.text.split(separator: "\n\n") {
      guard let match = paragraph.prefixMatch(of: /\*\*(\w+)\.\*\*/) else { continue }
      let text = try #require(texts[String(match.1)], "\(match.1) is none of the eight files")
      for symbol in paragraph.matches(of: /`(\w+)\(\)?`/) {
        named += 1
        #expect(
          text.contains("func \(symbol.1)(") || text.contains("func \(symbol.1)<"),
          "\(match.1) has no \(symbol.1)")
      }
    }
    #expect(named >= 20)
    for path in page.text.matches(of: /`(Shared\/[\w\/+]+\.swift)`/) {
      #expect(FileManager.default.fileExists(atPath: Page.url(String(path.1)).path()), "\(path.1)")
    }
  }

  @Test("every setting of the server has a row with its default")
  func serverLimits() throws {
    let configuration = RPCServerConfiguration(host: "127.0.0.1", port: 0, errorDomain: "test")
    try check(configuration, in: "Server")
  }

  @Test("every setting of the client has a row with its default")
  func clientLimits() throws {
    try check(RPCClientConfiguration(), in: "Client")
  }

  private func check(_ configuration: some Any, in part: String) throws {
    let rows = try Page("Limits").rows(inSectionsOf: part)
    let settings = Mirror(reflecting: configuration).children.compactMap { child in
      child.label.map { (name: $0, value: child.value) }
    }
    for (name, value) in settings {
      let row = try #require(rows["`\(name)`"], "\(part): no row for \(name)")
      let text = try #require(row.first)
      guard text != "–" else { continue }
      #expect(try DefaultText.parse(text) == DefaultText(value), "\(name): \(text)")
    }
    let names = Set(settings.map { "`\($0.name)`" })
    #expect(rows.keys.filter { !names.contains($0) } == [], "rows for nothing")
  }

  @Test("the messages of the log are those that the sources write")
  func logMessages() throws {
    let rows = try Page("Debugging").rows(inSectionsOf: "Read the log")
    #expect(rows.count >= 10)
    let sources = try Page.sources(under: "Shared/RPC")
    for cell in rows.keys {
      for message in cell.matches(of: /`([^`]+)`/) {
        #expect(sources.contains("\"\(message.1)\""), "nobody logs \(message.1)")
      }
    }
    for field in rows.values.joined().joined().matches(of: /`([a-z]+\.[a-z]+)`/) {
      #expect(sources.contains("\"\(field.1)\""), "nobody logs the field \(field.1)")
    }
  }

  @Test("types that the pages link to exist")
  func links() throws {
    let sources = try Page.sources(under: "Shared/RPC")
    for name in ["RPC", "Tour", "LifeOfACall", "Limits", "Debugging"] {
      let page = try Page(name)
      for link in page.text.matches(of: /``(\w+)``/) where link.1 != "RPC" {
        let isThere = ["struct", "class", "enum", "protocol"].contains {
          sources.contains("\($0) \(link.1)")
        }
        #expect(isThere, "\(name) links to \(link.1)")
      }
      for link in page.text.matches(of: /<doc:(\w+)>/) {
        #expect(throws: Never.self) { try Page(String(link.1)) }
      }
    }
  }

  @Test("the page names all header fields whose values the frame log shows")
  func shownFields() throws {
    let section = try #require(
      Page("Debugging").text.split(separator: "## Look at frames").last)
    let sentence = try #require(
      section.split(separator: "values only for").last?.split(separator: ". ").first)
    let names = sentence.matches(of: /`([^`]+)`/).map { String($0.1) }
    #expect(Set(names) == HTTP2FrameRecord.shownFields)
  }
}

/// A page of the documentation.
private struct Page {
  let text: String

  init(_ name: String) throws { text = try Page.text("Shared/RPC/RPC.docc/\(name).md") }

  var lines: [String] { text.components(separatedBy: "\n") }

  /// The blocks of code in a language.
  func blocks(of language: String) -> [[String]] {
    var blocks: [[String]] = []
    var block: [String]?
    for line in lines {
      if line == "```\(language)" {
        block = []
      } else if line == "```", let lines = block {
        blocks.append(lines)
        block = nil
      } else {
        block?.append(line)
      }
    }
    return blocks
  }

  /// The rows of the tables in the sections whose titles begin so: the other cells by the first.
  func rows(inSectionsOf title: String) -> [String: [String]] {
    var rows: [String: [String]] = [:]
    for section in text.components(separatedBy: "\n## ") where section.hasPrefix(title) {
      for line in section.components(separatedBy: "\n") where line.hasPrefix("| `") {
        let cells = line.split(separator: "|").map { String($0).trimmed }
        guard let first = cells.first else { continue }
        rows[first] = Array(cells.dropFirst())
      }
    }
    return rows
  }

  static func url(_ path: String) -> URL {
    var url = URL(filePath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.appending(path: path)
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: url(path), encoding: .utf8)
  }

  static func lines(_ path: String) throws -> [String] {
    try text(path).components(separatedBy: "\n")
  }

  /// All Swift sources of a folder.
  static func sources(under folder: String) throws -> String {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: url(folder).path())
    return try paths.filter { $0.hasSuffix(".swift") }.map { try text("\(folder)/\($0)") }
      .joined()
  }
}

/// A default as the page writes it.
private enum DefaultText: Hashable {
  case number(Double)
  case duration(Duration)
  case isOn(Bool)
  case none

  struct Unreadable: Error {
    let text: String
  }

  init(_ value: Any) {
    switch value {
    case let value as Int: self = .number(Double(value))
    case let value as Double: self = .number(value)
    case let value as Bool: self = .isOn(value)
    case let value as Duration: self = .duration(value)
    default: self = .none
    }
  }

  /// Reads `4 MiB`, `10,000`, `1.6`, `20 s`, `off`, `none`.
  static func parse(_ text: String) throws -> DefaultText {
    switch text {
    case "none": return .none
    case "on": return .isOn(true)
    case "off": return .isOn(false)
    default: break
    }
    let parts = text.replacing(",", with: "").split(separator: " ")
    guard let number = parts.first.flatMap({ Double($0) }), parts.count <= 2 else {
      throw Unreadable(text: text)
    }
    switch parts.count == 2 ? parts[1] : "" {
    case "": return .number(number)
    case "KiB": return .number(number * 1024)
    case "MiB": return .number(number * 1_048_576)
    case "s": return .duration(.seconds(number))
    case "min": return .duration(.seconds(60 * number))
    case "h": return .duration(.seconds(3600 * number))
    default: throw Unreadable(text: text)
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
