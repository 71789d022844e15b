internal import Foundation
internal import OperatorDomain
internal import Subprocess
internal import SystemPackage

/// Where a call file comes from.
enum CallFileSource: Sendable {
  /// A file at its beginning, plain or compressed with gzip, known to decompress to its end.
  case file(FileDescriptor, name: String)
  /// A month that is made up here.
  case sample(SampleMonth)

  /// The most bytes that are taken from standard input: a million rows of 4,096 bytes.
  private static var inputBytesMax: Int { 4_096_000_000 }

  /// Opens a call file and reads it through once when it is compressed, so that nothing of a
  /// damaged one is ever sent.
  ///
  /// The path `-` stands for standard input. A ``CommandFailure`` says what is wrong with the file.
  static func open(_ path: String) async throws -> CallFileSource {
    guard path != "-" else {
      return try await checked(copy(of: FileDescriptor.standardInput), name: "standard input")
    }
    let descriptor: FileDescriptor
    let status: Stat
    do {
      descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
      status = try descriptor.stat()
    } catch {
      throw CommandFailure("The file \(path) cannot be read: \(error)")
    }
    switch status.type {
    case .directory: throw CommandFailure("\(path) is a folder, not a call file.")
    case .regular:
      guard status.size > 0 else { throw CommandFailure("The call file \(path) is empty.") }
      return try await checked(descriptor, name: path)
    default: return try await checked(copy(of: descriptor), name: path)
    }
  }

  /// Copies a stream, which can be read once only, into a file.
  ///
  /// The file loses its name at once, so that nothing is left of it however this command ends.
  private static func copy(of input: FileDescriptor) throws -> FileDescriptor {
    let reader = FileHandle(fileDescriptor: input.rawValue, closeOnDealloc: false)
    let process = ProcessInfo.processInfo.processIdentifier
    let path = FileManager.default.temporaryDirectory
      .appending(path: "laurel-call-file-\(process)").path(percentEncoded: false)
    do {
      let file = try FileDescriptor.open(
        FilePath(path), .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: [.ownerReadWrite])
      try FileManager.default.removeItem(atPath: path)
      var byteCount = 0
      while let piece = try reader.read(upToCount: 65_536), !piece.isEmpty {
        byteCount += piece.count
        guard byteCount <= inputBytesMax else {
          throw CommandFailure("The input has more than \(inputBytesMax) bytes.")
        }
        _ = try file.writeAll(piece)
      }
      return file
    } catch let error as CommandFailure {
      throw error
    } catch {
      throw CommandFailure("The input cannot be kept in \(path): \(error)")
    }
  }

  /// Checks that a file can be decompressed to its end, if it is compressed.
  private static func checked(
    _ descriptor: FileDescriptor, name: String
  ) async throws -> CallFileSource {
    try descriptor.seek(offset: 0, from: .start)
    let first = try FileHandle(fileDescriptor: descriptor.rawValue, closeOnDealloc: false)
      .read(upToCount: 2)
    try descriptor.seek(offset: 0, from: .start)
    let source = CallFileSource.file(descriptor, name: name)
    guard GzipFile.begins(with: first.map { Array($0) } ?? []) else {
      guard !name.hasSuffix(".gz") else {
        throw CommandFailure("\(name) is not a gzip file, although its name ends in .gz.")
      }
      return source
    }
    let result = try await Subprocess.run(
      .name("gzip"), arguments: ["-t"],
      input: .fileDescriptor(descriptor, closeAfterSpawningProcess: false), output: .discarded,
      error: .string(limit: 65_536))
    guard result.terminationStatus.isSuccess else {
      throw CommandFailure(
        "\(name) \(GzipFile.problem(saidByGzip: result.standardError)). Nothing of it was loaded; "
          + "repeat with a whole file.")
    }
    try descriptor.seek(offset: 0, from: .start)
    return source
  }

  /// For messages.
  var name: String {
    switch self {
    case .file(_, let name): name
    case .sample: "the sample month"
    }
  }

  /// Hands over the bytes of the file, decompressed; works once.
  func read<Result: Sendable>(_ body: (CallFileBytes) async throws -> Result) async throws -> Result
  {
    switch self {
    case .sample(let month): return try await body(CallFileBytes(month.bytes()))
    case .file(let descriptor, let name):
      return try await Self.decompressing(
        .fileDescriptor(descriptor, closeAfterSpawningProcess: true), name: name, body)
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
        "\(name) was changed while it was read. Bring the whole file in again; what was loaded "
          + "already stays as it is.")
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
