internal import OperatorDomain
internal import Subprocess
internal import SystemPackage

/// Where a call file comes from.
enum CallFileSource: Sendable {
  /// A file, plain or compressed with gzip.
  case file(String)
  /// Standard input, plain or compressed with gzip.
  case standardInput
  /// A month that is made up here.
  case sample(SampleMonth)

  /// - Parameter path: `-` stands for standard input.
  init(path: String) { self = path == "-" ? .standardInput : .file(path) }

  /// For messages.
  var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    case .sample: "the sample month"
    }
  }

  /// Hands over the bytes of the file, decompressed.
  func read<Result: Sendable>(_ body: (CallFileBytes) async throws -> Result) async throws -> Result
  {
    switch self {
    case .sample(let month): return try await body(CallFileBytes(month.bytes()))
    case .standardInput:
      return try await Self.decompressing(.currentStandardInput, name: name, body)
    case .file(let path):
      let descriptor: FileDescriptor
      do {
        descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
      } catch {
        throw CommandFailure("The file \(path) cannot be read: \(error)")
      }
      return try await Self.decompressing(
        .fileDescriptor(descriptor, closeAfterSpawningProcess: true), name: path, body)
    }
  }

  /// With `-f` gzip passes on what is not compressed.
  private static func decompressing<Result: Sendable>(
    _ input: FileDescriptorInput, name: String,
    _ body: (CallFileBytes) async throws -> Result
  ) async throws -> Result {
    let result = try await Subprocess.run(
      .name("gzip"), arguments: ["-dcf"], input: input, output: .sequence,
      error: .string(limit: 65_536)
    ) { execution in
      try await body(CallFileBytes(execution.standardOutput))
    }
    guard result.terminationStatus.isSuccess else {
      throw CommandFailure(
        "\(name) cannot be decompressed to its end: \(result.standardError)")
    }
    return result.closureResult
  }
}

/// The bytes of a call file, a piece at a time.
struct CallFileBytes {
  private enum Source {
    case program(SubprocessOutputSequence.Iterator)
    case memory(ArraySlice<UInt8>)
  }

  private var source: Source

  /// The size of a piece of bytes in memory.
  private static var pieceBytes: Int { 65_536 }

  init(_ output: SubprocessOutputSequence) { source = .program(output.makeAsyncIterator()) }

  init(_ bytes: [UInt8]) { source = .memory(bytes[...]) }

  /// The next piece; `nil` at the end.
  mutating func next() async throws -> [UInt8]? {
    switch source {
    case .program(var iterator):
      let piece = try await iterator.next()
      source = .program(iterator)
      return piece.map { Array($0) }
    case .memory(let rest):
      source = .memory(rest.dropFirst(Self.pieceBytes))
      return rest.isEmpty ? nil : Array(rest.prefix(Self.pieceBytes))
    }
  }
}
