internal import Compression

/// The compressions that a peer understands (`grpc-accept-encoding`).
struct AcceptedEncodings: OptionSet, Sendable {
  let rawValue: UInt8

  static let gzip = AcceptedEncodings(rawValue: 1)
  static let deflate = AcceptedEncodings(rawValue: 2)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Reads a list of names with commas; names that nobody here knows are passed over.
  init(wireNames: ArraySlice<UInt8>) {
    self = []
    for name in wireNames.split(separator: UInt8(ascii: ",")) {
      let trimmed = name.drop { $0 == UInt8(ascii: " ") }
      let end = trimmed.lastIndex { $0 != UInt8(ascii: " ") } ?? trimmed.startIndex
      guard !trimmed.isEmpty, let algorithm = CompressionAlgorithm(wireName: trimmed[...end])
      else { continue }
      insert(AcceptedEncodings(algorithm))
    }
  }

  init(_ algorithm: CompressionAlgorithm) {
    self =
      switch algorithm {
      case .gzip: .gzip
      case .deflate: .deflate
      }
  }
}

extension CompressionAlgorithm {
  /// The algorithm with this name on the wire.
  init?(wireName: ArraySlice<UInt8>) {
    guard let algorithm = Self.allCases.first(where: { wireName.elementsEqual($0.name.utf8) })
    else { return nil }
    self = algorithm
  }
}
