internal import Foundation
internal import Kernel
internal import OperatorDomain
internal import RPC

/// What the user gives `laurel call` to send.
enum CallRequests {
  /// One request as it was given.
  struct Document: Hashable {
    let json: [UInt8]
    /// Where it begins in the input; the first line is 1.
    let line: Int
  }

  /// The longest input, in bytes.
  static var bytesMax: Int { 64 * 1_048_576 }

  /// Takes the requests of a call apart.
  ///
  /// - Parameters:
  ///   - argument: JSON; `-` stands for standard input, `nil` for nothing.
  ///   - takesOne: Whether the text is one document; otherwise every line is.
  /// - Returns: The requests; exactly one when one is taken.
  /// - Throws: ``CommandFailure`` when standard input is too long.
  static func read(_ argument: String?, takesOne: Bool) throws -> [Document] {
    let nothing = takesOne ? "{}" : ""
    let text = argument == "-" ? try standardInput() : Array((argument ?? nothing).utf8)
    guard !takesOne else { return [Document(json: text, line: 1)] }
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { index, line in
      let isBlank = line.allSatisfy(" \t\r".utf8.contains)
      return isBlank ? nil : Document(json: Array(line), line: index + 1)
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
