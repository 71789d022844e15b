import ArgumentParser
import Postgres
import SystemPackage

/// Writes the facts of a file with COPY.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the rows of a file, five columns with tabs between them, with COPY.")

  @Argument(help: "The file.")
  var file: String

  @OptionGroup var database: Database

  func run() async throws {
    let pool = try database.makePool()
    try await measure {
      try await pool.withTransaction(scope) { try await $0.copy(MetricFile(path: file)) }
    }
    await pool.shutdown()
  }
}

/// Reads all facts, one after the other.
struct Read: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read all rows of the table of facts as a stream.")

  @OptionGroup var database: Database

  func run() async throws {
    let pool = try database.makePool()
    try await measure {
      try await pool.withTransaction(scope, readOnly: true) { transaction in
        var count = 0
        var sum = 0.0
        for try await fact in transaction.stream(SelectFacts()) {
          count += 1
          sum += fact.value
        }
        guard sum.isFinite else { throw ExitCode.failure }
        return count
      }
    }
    await pool.shutdown()
  }
}

/// The facts of a file, read piece by piece.
struct MetricFile: AsyncSequence {
  /// A line that is no fact.
  struct Malformed: Error, CustomStringConvertible {
    let line: Int

    var description: String { "line \(line) is no fact" }
  }

  let path: String

  func makeAsyncIterator() -> Iterator { Iterator(path: path) }

  struct Iterator: AsyncIteratorProtocol {
    private static let pieceBytes = 262_144

    private let path: String
    private var file: FileDescriptor?
    private var bytes: [UInt8] = []
    private var position = 0
    private var line = 0

    init(path: String) { self.path = path }

    mutating func next() async throws -> MetricFact? {
      let file = try file ?? FileDescriptor.open(FilePath(path), .readOnly)
      self.file = file
      var searched = position
      while true {
        if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
          line += 1
          guard let fact = MetricFact(line: bytes[position..<end]) else {
            throw Malformed(line: line)
          }
          position = end + 1
          return fact
        }
        bytes.removeFirst(position)
        (searched, position) = (bytes.count, 0)
        let piece = try file.readPiece(bytesMax: Self.pieceBytes)
        if piece.isEmpty {
          try file.close()
          guard bytes.isEmpty else { throw Malformed(line: line + 1) }
          return nil
        }
        bytes += piece
      }
    }
  }
}
