import Foundation
import Testing

@Suite("Source rules")
struct SourceRules {
  @Test("a file has at most 400 lines, one with pointers at most 200")
  func fileLength() {
    let findings = Repository.sources.compactMap { file -> String? in
      let limit = file.isUnsafe ? 200 : 400
      return file.lines.count > limit + 1 ? "\(file.path) has \(file.lines.count)" : nil
    }
    expectNone(findings, "split it")
  }

  @Test("a line has at most 100 columns")
  func lineLength() {
    let findings = Repository.sources.flatMap { file in
      file.lines.enumerated().compactMap { index, line in
        line.count > 100 ? "\(file.path):\(index + 1)" : nil
      }
    }
    expectNone(findings, "the line is too long")
  }

  @Test("a function has at most 70 lines")
  func functionLength() {
    expectNone(
      Repository.sources.flatMap(Self.longFunctions), "the function is too long")
  }

  @Test("pointers and unchecked claims stand in folders called Unsafe")
  func unsafeCode() {
    let pattern =
      /\bunsafe\b|withUnsafe|OpaquePointer|@unchecked Sendable|\bnonisolated\(unsafe\)/
    let findings = Self.findings(
      pattern,
      in: Repository.sources.filter { !$0.isUnsafe && !$0.path.hasPrefix("Tests/Architecture/") })
    expectNone(findings, "unsafe code outside Unsafe/")
  }

  @Test("nothing crashes on input")
  func crashes() {
    let pattern = /\btry!|\bas!|\bfatalError\b/
    expectNone(Self.findings(pattern, in: Repository.sources), "handle the error")
  }

  @Test("concurrency is structured")
  func concurrency() {
    let pattern = /\bTask\s*(\(|\{)|Task\.detached|\bDispatchQueue\b|\bDispatchSemaphore\b/
    let findings = Self.findings(pattern, in: Repository.productSources)
    expectNone(findings, "every task has a parent that waits for it")
  }

  @Test("only the server's driver starts handler tasks")
  func immediateTasks() {
    let owners = ["Shared/RPC/Loop/", "Shared/RPC/Server/", "Shared/RPC/Client/"]
    let files = Repository.productSources.filter { file in
      !owners.contains { file.path.hasPrefix($0) }
    }
    expectNone(
      Self.findings(/Task\.immediate/, in: files), "handler tasks belong to the driver")
  }

  @Test("the wall clock is asked in Kernel only")
  func wallClock() {
    let pattern = /\bDate\(\)|\bDate\.now\b|gettimeofday|clock_gettime|SystemTime\.now/
    let files = Repository.productSources.filter { !$0.path.hasPrefix("Shared/Kernel/") }
    expectNone(Self.findings(pattern, in: files), "pass a WallClock in")
  }

  @Test("nothing is shared by all: no singletons, no stored static variables")
  func singletons() {
    let pattern = /static var \w+(\s*:[^={]+)?\s*=|\bstatic let shared\b/
    expectNone(
      Self.findings(pattern, in: Repository.productSources), "pass it in")
  }

  @Test("names are full: no folders or files of leftovers")
  func leftoverNames() {
    let pattern = /\/(Utils?|Utilities|Helpers?|Common|Misc|New)(\/|\.swift)/
    let findings = Repository.sources.map(\.path).filter { $0.contains(pattern) }
    expectNone(findings, "name it by what it does")
  }

  @Test("tests neither skip nor sleep nor pass whatever happens")
  func honestTests() {
    let pattern = /\.disabled\(|XCTSkip|withKnownIssue|#expect\(true\)|#expect\(Bool\(true\)\)/
    let files = Repository.sources.filter {
      $0.path.hasPrefix("Tests/") && !$0.path.hasPrefix("Tests/Architecture/")
    }
    expectNone(Self.findings(pattern, in: files), "a test tests")
  }

  private static func findings(
    _ pattern: Regex<some Any>, in files: [Repository.File]
  ) -> [String] {
    files.flatMap { file in
      file.code.enumerated().compactMap { index, line in
        line.firstMatch(of: pattern) == nil ? nil : "\(file.path):\(index + 1)"
      }
    }
  }

  /// Finds functions by the indentation of their first and last line, which the formatter fixes.
  private static func longFunctions(_ file: Repository.File) -> [String] {
    var findings: [String] = []
    let lines = file.lines
    for (index, line) in lines.enumerated() {
      let indentation = line.prefix { $0 == " " }.count
      let declaration = line.dropFirst(indentation)
      guard declaration.contains(/^([a-z@]+(\([a-z]+\))? )*(func |init[?(<])/) else { continue }
      guard
        let end = lines[(index + 1)...].firstIndex(where: { candidate in
          candidate.prefix { $0 == " " }.count == indentation && candidate.contains("}")
        })
      else { continue }
      if end - index + 1 > 70 {
        findings.append("\(file.path):\(index + 1) has \(end - index + 1) lines")
      }
    }
    return findings
  }
}
