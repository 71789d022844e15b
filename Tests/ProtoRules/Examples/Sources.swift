import Foundation
import Testing

/// Texts of proto files by the path from their root.
struct Sources: Sendable {
  private(set) var files: [String: String]

  /// Replaces a text wherever it stands.
  mutating func replace(_ old: String, _ new: String) throws {
    let paths = files.filter { $0.value.contains(old) }.map(\.key)
    try #require(!paths.isEmpty, "no file has \(old)")
    for path in paths { files[path] = files[path]?.replacing(old, with: new) }
  }

  mutating func add(_ path: String, _ text: String) { files[path] = text }

  mutating func move(_ path: String, to newPath: String) throws {
    let text: String = try #require(files[path])
    files[path] = nil
    files[newPath] = text
  }

  /// The text of a line, from 1, without the space around it.
  private func line(_ number: Int, of path: String) throws -> String {
    let lines = try #require(files[path]).components(separatedBy: "\n")
    return lines[number - 1].trimmingCharacters(in: .whitespaces)
  }

  /// A place in words: the full name or else the file, then the text of the line.
  func describe(_ place: Place) throws -> String {
    let name = place.name.isEmpty ? place.file : place.name
    guard let number = place.line else { return name }
    return "\(name) | \(try line(number, of: place.file))"
  }

  func schema() async throws -> Schema {
    try await withTemporaryFolder { folder in
      for (path, text) in files {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      return try await Compiler.schema(of: folder)
    }
  }
}

/// Runs `work` with a folder of its own, which is removed afterwards.
func withTemporaryFolder<Value>(_ work: (URL) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "laurel-protos-\(UUID().uuidString.prefix(8))")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await work(folder)
}
