internal import Protobuf
internal import ProtobufJSON
internal import SwiftProtobuf

/// Reads inputs by both sides.
struct Comparison<Ours: JSONMessage, Peer: SwiftProtobuf.Message> {
  private let context: Context
  private var reading = BinaryDecodingOptions()
  private var writing = BinaryEncodingOptions()

  init(_ context: Context, keepsUnknownFields: Bool) {
    self.context = context
    reading.discardUnknownFields = !keepsUnknownFields
    writing.useDeterministicOrdering = true
  }

  func judge(_ format: Format, _ bytes: [UInt8]) -> Verdict {
    let ours = Result { try readOurs(format, bytes) }
    let peer = Result { try readPeer(format, bytes) }
    if case (.success, .success) = (ours, peer), format == .json, !canWrite(bytes) {
      return .differs("swift-protobuf cannot write what both accept")
    }
    return judge(ours, peer)
  }

  /// Whether swift-protobuf can write what it read from JSON.
  ///
  /// For an enum number of more than 32 bits it reserves room for 32 and writes all, over the end
  /// of its buffer.
  private func canWrite(_ json: [UInt8]) -> Bool {
    let type = context.schema.messages[Peer.protoMessageName]
    let scan = JSONScan(json, type: type, schema: context.schema)
    return scan.isComplete && scan.findings.isDisjoint(with: [.longEnumNumber, .fieldTwice])
  }

  /// What we write for the input; nil when we refuse it.
  func binary(_ format: Format, _ bytes: [UInt8]) -> [UInt8]? {
    try? readOurs(format, bytes).serializedBytes()
  }

  private func readOurs(_ format: Format, _ bytes: [UInt8]) throws -> Ours {
    switch format {
    case .binary: return try Ours(serializedBytes: bytes)
    case .json:
      let options = ProtobufJSON.JSONDecodingOptions(types: context.types)
      return try Ours(jsonUTF8Bytes: bytes, options: options)
    }
  }

  private func readPeer(_ format: Format, _ bytes: [UInt8]) throws -> Peer {
    switch format {
    case .binary: return try Peer(serializedBytes: bytes, options: reading)
    case .json:
      let peer = try Peer(jsonUTF8Bytes: bytes)
      // What an `Any` holds is read when it is asked for.
      if canWrite(bytes) { let _: [UInt8] = try peer.serializedBytes() }
      return peer
    }
  }

  /// The value or the error of each side, as text.
  func explain(_ format: Format, _ bytes: [UInt8]) -> [String] {
    if format == .json, !canWrite(bytes) { return ["swift-protobuf cannot write it"] }
    let options = ProtobufJSON.JSONEncodingOptions(types: context.types)
    return [
      "laurel: "
        + Self.text(Result { try readOurs(format, bytes) }, { $0.serializedBytes() }) {
          try $0.jsonUTF8Bytes(options: options)
        },
      "swift-protobuf: "
        + Self.text(
          Result { try readPeer(format, bytes) }, { try $0.serializedBytes(options: writing) }
        ) {
          try $0.jsonUTF8Bytes()
        },
    ]
  }

  private static func text<Value>(
    _ side: Result<Value, any Error>, _ bytes: (Value) throws -> [UInt8],
    _ json: (Value) throws -> [UInt8]
  ) -> String {
    do {
      let value = try side.get()
      let text = Result { String(decoding: try json(value), as: UTF8.self) }
      return Difference.hexadecimal(try bytes(value)) + " "
        + ((try? text.get()) ?? "no JSON: \(text)")
    } catch {
      return "\(error)"
    }
  }

  private func judge(_ ours: Result<Ours, any Error>, _ peer: Result<Peer, any Error>) -> Verdict {
    switch (ours, peer) {
    case (.failure, .failure): return .bothRefuse
    case (.success, .failure(let error)): return .onlyLaurelAccepts("\(error)")
    case (.failure(let error), .success): return .onlySwiftProtobufAccepts("\(error)")
    case (.success(let ours), .success(let peer)):
      do {
        return try compare(ours, peer) ?? .bothAccept
      } catch {
        return .differs("a side does not read what a side writes")
      }
    }
  }

  /// Compares values by way of the wire: each side reads what the other writes.
  ///
  /// Bytes rather than values are compared, because NaN differs from itself.
  ///
  /// - Throws: When a side does not read what the other writes.
  /// - Returns: The difference; nil when there is none.
  private func compare(_ ours: Ours, _ peer: Peer) throws -> Verdict? {
    let oursBytes = ours.serializedBytes()
    let peerBytes: [UInt8] = try peer.serializedBytes(options: writing)
    let again = try Peer(serializedBytes: oursBytes, options: reading)
    guard isSame(try again.serializedBytes(options: writing), peerBytes) else {
      return .differs("the values differ")
    }
    guard isSame(try Ours(serializedBytes: peerBytes).serializedBytes(), oursBytes) else {
      return .differs("the values differ after one more trip")
    }
    return try compareJSON(ours, again)
  }

  /// Whether two encoded messages mean the same.
  ///
  /// They may differ in the form of unknown fields, whose bytes swift-protobuf keeps as they came
  /// while we write tags and lengths anew, and in the order of a map in an `Any`.
  private func isSame(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    if first == second { return true }
    let type = context.schema.messages[Peer.protoMessageName]
    return RawField.canonical(first, type, context.schema)
      == RawField.canonical(second, type, context.schema)
  }

  /// Compares what the sides write as JSON.
  ///
  /// - Throws: When what a side writes is no JSON.
  /// - Returns: The difference; nil when there is none.
  private func compareJSON(_ ours: Ours, _ peer: Peer) throws -> Verdict? {
    let oursJSON = Result {
      try ours.jsonUTF8Bytes(options: ProtobufJSON.JSONEncodingOptions(types: context.types))
    }
    let peerJSON = Result { () throws -> [UInt8] in try peer.jsonUTF8Bytes() }
    switch (oursJSON, peerJSON) {
    case (.failure, .failure): return nil
    case (.success, .failure): return .differs("only laurel writes JSON")
    case (.failure, .success): return .differs("only swift-protobuf writes JSON")
    case (.success(let ours), .success(let peer)):
      guard try JSONParser.parse(ours).means(try JSONParser.parse(peer)) else {
        return .differs("the JSON differs")
      }
      return nil
    }
  }
}
