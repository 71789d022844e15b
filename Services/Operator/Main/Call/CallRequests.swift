internal import Foundation
internal import Kernel
internal import OperatorDomain
internal import RPC

/// What the user gives `laurel call` to send.
enum CallRequests {
  /// The longest input, in bytes.
  static var bytesMax: Int { 64 * 1_048_576 }

  /// Reads the requests of a call.
  ///
  /// - Parameters:
  ///   - argument: JSON; `-` stands for standard input, `nil` for nothing.
  ///   - takesOne: Whether the text is one document; otherwise every line is.
  /// - Returns: The requests; exactly one when one is taken.
  /// - Throws: ``CommandFailure`` that says which line is no JSON.
  static func read(_ argument: String?, takesOne: Bool) throws -> [JSONValue] {
    let text =
      if argument == "-" { try standardInput() } else { Array((argument ?? "").utf8) }
    guard !takesOne else {
      return [argument == nil ? .object([:]) : try parse(text[...], line: nil)]
    }
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return try lines.enumerated().compactMap { index, line in
      let isBlank = line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
      return isBlank ? nil : try parse(line, line: index + 1)
    }
  }

  /// Reads what `--metadata` gives, `name:value` each.
  ///
  /// - Throws: `ValidationError` for a name or a value that calls cannot carry.
  static func metadata(_ texts: [String]) throws(ValidationError) -> RPCMetadata {
    var metadata = RPCMetadata()
    for text in texts {
      let option = try MetadataOption(parsing: text, field: "--metadata")
      let count = metadata.values(of: option.name).count
      metadata.add(option.value, for: option.name)
      guard metadata.values(of: option.name).count == count + 1 else {
        throw ValidationError(
          field: "--metadata", reason: "\(option.name): the name is reserved, or no name")
      }
    }
    return metadata
  }

  private static func parse(_ text: ArraySlice<UInt8>, line: Int?) throws -> JSONValue {
    do {
      return try JSONValue(parsing: text)
    } catch {
      throw CommandFailure((line.map { "Line \($0): " } ?? "") + error.description)
    }
  }

  private static func standardInput() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = try FileHandle.standardInput.read(upToCount: 65_536), !piece.isEmpty {
      bytes += piece
      guard bytes.count <= bytesMax else {
        throw CommandFailure("Standard input has more than \(bytesMax) bytes.")
      }
    }
    return bytes
  }
}
