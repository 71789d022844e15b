import Foundation
import Testing

@Suite("Mistakes in what is typed")
struct MistakeTests {
  @Test(
    "end with 64 before anything is asked of a service",
    arguments: [
      (["leaderboard", "--from", "1999-13-01"], "--from must be a date of the form YYYY-MM-DD"),
      (
        ["leaderboard", "--from", "1999-01-02", "--to", "1999-01-01"],
        "--to must not be before --from"
      ),
      (["leaderboard", "--division", "a b"], "--division may only contain letters"),
      (["leaderboard", "--team", "a b"], "--team may only contain letters"),
      (["scorecard", "a b"], "AGENT may only contain letters"),
      (["scorecard", "A", "--to", "x"], "--to must be a date of the form YYYY-MM-DD"),
      (["export", "--profile", "x"], "--profile must be a UUID"),
      (["status", "--organization", "a b"], "--organization may only contain letters"),
      (["import", "acd", "none", "--time-zone", "Foo"], "--time-zone must be an IANA time zone"),
      (["up", "--time-zone", "Foo"], "--time-zone must be an IANA time zone"),
      (["up", "--organization", "a b"], "--organization may only contain letters"),
      (["sample", "none", "--month", "2026-13"], "--month must be a month of the form YYYY-MM"),
      (["token", "--person", "a b"], "--person may only contain letters"),
      (["token", "--service", "nobody"], "There is no service nobody"),
      (["events", "list", "--service", "nobody"], "There is no service nobody"),
      (["events", "list"], "Missing expected argument '--service"),
      (
        ["events", "list", "--service", "quality", "--limit", "0"],
        "--limit must be from 1 to 1000"
      ),
      (
        ["events", "redrive", "--service", "quality"],
        "Name one of --event, --subject and --all"
      ),
      (
        ["events", "redrive", "--service", "quality", "--all", "--destination", "nobody"],
        "There is no service nobody"
      ),
      (
        [
          "events", "discard", "--service", "quality", "--event", "x", "--destination",
          "learning", "--reason", "Test.",
        ], "--event must be a UUID"
      ),
    ] as [([String], String)])
  func options(_ arguments: [String], _ text: String) async throws {
    let outcome = try await CalledServer.run(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(text), "\(outcome.errors)")
  }
}

@Suite("laurel --version")
struct VersionTests {
  @Test("writes the number of the version")
  func version() async throws {
    let outcome = try await CalledServer.run(["--version"])
    #expect(outcome.status == 0)
    #expect(outcome.output == "1.0\n")
  }
}

@Suite("Call files that cannot be read")
struct UnreadableCallFileTests {
  /// The header of a call file, compressed.
  private static let compressed = Data(
    base64Encoded: """
      H4sIAAAAAAACAyXMSwrAIAwE0HUKPUkPJaJZBPzUOEq9ff2s8pgM07U9QRKTsyEY8eRaRY6sy69KVsEgjJfJWzB1bYYTd\
      Bx9gg1IZCqmwirm3Xk5aW5wc5Dq3Dz/pd1Y2J2JznpfP7+q8OWOAAAA
      """)

  /// Imports a file of these bytes where there is no suite; `nil` makes a folder instead.
  private func outcome(_ bytes: Data?, name: String) async throws -> CalledServer.Outcome {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "laurel-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    if let bytes {
      try bytes.write(to: file)
    } else {
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
    }
    return try await CalledServer.run(["import", "acd", file.path(), "--directory", folder.path()])
  }

  @Test("are refused with what is wrong with them, before anything is loaded")
  func damaged() async throws {
    let whole = try #require(Self.compressed)
    var wrongMethod = whole
    wrongMethod[2] = 9
    var wrongContent = whole
    wrongContent[whole.count - 6] ^= 1
    let cases: [(Data?, String, String)] = [
      (nil, "calls.tsv", "is a folder, not a call file"),
      (Data(), "calls.tsv", "is empty"),
      (Data("vru+line".utf8), "calls.tsv.gz", "is not a gzip file"),
      (whole.prefix(60), "calls.tsv.gz", "ends in the middle of its content. Nothing of it was"),
      (wrongMethod, "calls.tsv", "begins like a gzip file, but is none that can be read"),
      (wrongContent, "calls.tsv", "is damaged in its content"),
    ]
    for (bytes, name, text) in cases {
      let outcome = try await outcome(bytes, name: name)
      #expect(outcome.status == 1)
      #expect(outcome.output == "")
      #expect(outcome.errors.contains(text), "\(outcome.errors)")
      #expect(!outcome.errors.contains("stdin:"), "\(outcome.errors)")
    }
  }

  @Test("are not those that are whole: then the suite is looked for")
  func whole() async throws {
    let compressed = try #require(Self.compressed)
    for (bytes, name) in [(compressed, "calls.tsv.gz"), (Data("x".utf8), "calls.tsv")] {
      let outcome = try await outcome(bytes, name: name)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("Nothing says where the suite is"), "\(outcome.errors)")
    }
    let streamed = try await CalledServer.run(
      ["import", "acd", "-", "--directory", "/nowhere"], input: "x")
    #expect(streamed.errors.contains("Nothing says where the suite is"), "\(streamed.errors)")
  }
}
