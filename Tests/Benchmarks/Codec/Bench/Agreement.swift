internal import Protobuf
internal import ProtobufJSON
internal import SwiftProtobuf

/// Both sides must mean the same by what is measured.
enum Agreement {
  /// What the sides do not agree on.
  struct Broken: Error, CustomStringConvertible {
    let description: String
  }

  /// Each side reads what the other wrote, and compares every field with its own value.
  ///
  /// - Throws: ``Broken`` when a value differs, and what the sides throw.
  static func check<Ours: JSONMessage & FieldReading, Peer: PeerMessage & FieldReading>(
    _ name: String, _ sample: Sample<Ours, Peer>, byteCount: Int? = nil
  ) throws {
    let ours = sample.ours.serializedBytes()
    let peer: [UInt8] = try sample.peer.serializedBytes()
    if let byteCount, ours.count != byteCount {
      throw Broken(description: "\(name) has \(ours.count) bytes, not \(byteCount)")
    }
    guard try Ours(serializedBytes: peer) == sample.ours,
      try Peer(serializedBytes: ours) == sample.peer,
      ours.count == peer.count
    else { throw Broken(description: "the sides read \(name) differently") }
    guard sample.ours.readEveryField() == sample.peer.readEveryField() else {
      throw Broken(description: "the sides find other values in \(name)")
    }
    try checkJSON(name, sample)
  }

  private static func checkJSON<Ours: JSONMessage, Peer: PeerMessage>(
    _ name: String, _ sample: Sample<Ours, Peer>
  ) throws {
    let ours: [UInt8] = try sample.ours.jsonUTF8Bytes()
    let peer: [UInt8] = try sample.peer.jsonUTF8Bytes()
    guard try Peer(jsonUTF8Bytes: ours) == sample.peer, try Ours(jsonUTF8Bytes: peer) == sample.ours
    else { throw Broken(description: "the sides read the JSON of \(name) differently") }
  }
}
