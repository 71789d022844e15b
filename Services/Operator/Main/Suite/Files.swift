internal import Foundation
internal import SystemPackage

/// Small files and folders with exact permissions.
enum Files {
  /// Makes a folder and those above it, unless it is there; an existing one is left as it is.
  static func createFolder(_ path: String, permissions: Int) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true,
        attributes: [.posixPermissions: permissions])
    } catch {
      throw CommandFailure("The folder \(path) cannot be made: \(reason(error))")
    }
  }

  /// The bytes of a file; `nil` when there is none or it cannot be read.
  static func contents(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map(Array.init)
  }

  /// The text of a file without white space at its ends; `nil` as ``contents(_:)``.
  static func text(_ path: String) -> String? {
    contents(path).map {
      String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  /// Makes a file once, whole or not at all; nobody ever sees it with wider permissions.
  ///
  /// - Returns: Whether the file is new; an existing one that is not empty is left as it is.
  static func createOnce(
    _ path: String, permissions: CModeT, _ make: () throws -> [UInt8]
  ) throws -> Bool {
    if let present = contents(path), !present.isEmpty { return false }
    try replaceSecret(path, with: make(), permissions: permissions)
    return true
  }

  /// Writes a file, whole or not at all; nobody ever sees it with wider permissions.
  static func replaceSecret(
    _ path: String, with bytes: [UInt8], permissions: CModeT
  ) throws {
    let temporary = "\(path).new"
    do {
      try? FileManager.default.removeItem(atPath: temporary)
      let descriptor = try FileDescriptor.open(
        FilePath(temporary), .writeOnly, options: [.create, .exclusiveCreate],
        permissions: FilePermissions(rawValue: permissions))
      try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
      try FileManager.default.setAttributes(
        [.posixPermissions: Int(permissions)], ofItemAtPath: temporary)
      try? FileManager.default.removeItem(atPath: path)
      try FileManager.default.moveItem(atPath: temporary, toPath: path)
    } catch {
      throw CommandFailure("The file \(path) cannot be written: \(reason(error))")
    }
  }

  /// Writes a file that holds no secret, whole or not at all.
  static func replace(_ path: String, with bytes: [UInt8], permissions: Int) throws {
    guard contents(path) != bytes else { return }
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
      try FileManager.default.setAttributes(
        [.posixPermissions: permissions], ofItemAtPath: path)
    } catch {
      throw CommandFailure("The file \(path) cannot be written: \(reason(error))")
    }
  }

  /// The length of a file in bytes; 0 when there is none.
  static func length(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.size] as? Int ?? 0
  }

  /// The last lines of what stands in a file after so many bytes.
  static func tail(_ path: String, after offset: Int, lines: Int) -> String {
    guard let bytes = contents(path), bytes.count > offset else { return "" }
    return String(decoding: bytes[offset...], as: UTF8.self)
      .split(separator: "\n").suffix(lines).joined(separator: "\n")
  }

  private static func reason(_ error: any Error) -> String {
    (error as? Errno)?.description ?? (error as NSError).localizedDescription
  }
}

/// The permission bits of a file.
typealias CModeT = CInterop.Mode
