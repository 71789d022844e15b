internal import Foundation

/// Allocations of one operation on both sides.
struct AllocationCount {
  let name: String
  let ours: Double
  let peer: Double

  /// Counts in a process that has the counter of `RPC/Allocations` preloaded.
  ///
  /// - Parameters:
  ///   - operation: What is done.
  ///   - file: The file in which the counter counts.
  /// - Throws: What the sides throw, and when the file cannot be read.
  init(_ operation: Operation, file: URL) throws {
    name = operation.name
    ours = try Self.count(operation.ours, file)
    peer = try Self.count(operation.peer, file)
  }

  /// Reads what ``line`` wrote.
  init?(_ line: Substring) {
    let parts = line.split(separator: "\t")
    guard parts.count == 3, let ours = Double(parts[1]), let peer = Double(parts[2]) else {
      return nil
    }
    name = String(parts[0])
    self.ours = ours
    self.peer = peer
  }

  var line: String { "\(name)\t\(ours)\t\(peer)" }

  private static let times = 1000

  /// Work that was done before has filled what is kept; reading the file allocates, too.
  private static func count(_ work: Work, _ file: URL) throws -> Double {
    keep(try work(times))
    let first = try allocations(file)
    let reading = try allocations(file) - first
    let start = try allocations(file)
    keep(try work(times))
    return Double(try allocations(file) - start - reading) / Double(times)
  }

  /// The first of the two numbers in the file.
  private static func allocations(_ file: URL) throws -> Int {
    let bytes = try Data(contentsOf: file)
    guard bytes.count == 16 else { throw CocoaError(.fileReadCorruptFile) }
    return bytes.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
  }
}
