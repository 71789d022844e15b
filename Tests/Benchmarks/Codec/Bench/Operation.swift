internal import Protobuf
internal import ProtobufJSON
internal import SwiftProtobuf

/// One thing that both sides do, ready to be measured.
struct Operation {
  let name: String
  let ours: Work
  let peer: Work

  /// Bytes to values, of which every field is read.
  @inline(__always)
  static func decode<Ours: JSONMessage & FieldReading, Peer: PeerMessage & FieldReading>(
    _ name: String, _ samples: [Sample<Ours, Peer>]
  ) -> Operation {
    let messages = samples.map { $0.ours.serializedBytes() }
    return Operation(
      name: "decode \(name)",
      ours: { count throws in
        try turns(count, messages) { try Ours(serializedBytes: $0).readEveryField() }
      },
      peer: { count throws in
        try turns(count, messages) { try Peer(serializedBytes: $0).readEveryField() }
      })
  }

  /// Values to bytes.
  @inline(__always)
  static func encode<Ours: JSONMessage, Peer: PeerMessage>(
    _ name: String, _ samples: [Sample<Ours, Peer>]
  ) -> Operation {
    Operation(
      name: "encode \(name)",
      ours: { count throws in
        turns(count, samples) { UInt64($0.ours.serializedBytes().count) }
      },
      peer: { count throws in
        try turns(count, samples) { sample in
          let bytes: [UInt8] = try sample.peer.serializedBytes()
          return UInt64(bytes.count)
        }
      })
  }

  /// JSON of values.
  @inline(__always)
  static func encodeJSON<Ours: JSONMessage, Peer: PeerMessage>(
    _ name: String, _ samples: [Sample<Ours, Peer>]
  ) -> Operation {
    Operation(
      name: "JSON encode \(name)",
      ours: { count throws in
        try turns(count, samples) { sample throws in
          let bytes: [UInt8] = try sample.ours.jsonUTF8Bytes()
          return UInt64(bytes.count)
        }
      },
      peer: { count throws in
        try turns(count, samples) { sample in
          let bytes: [UInt8] = try sample.peer.jsonUTF8Bytes()
          return UInt64(bytes.count)
        }
      })
  }

  /// JSON to values, of which every field is read; each side reads the same bytes.
  @inline(__always)
  static func decodeJSON<Ours: JSONMessage & FieldReading, Peer: PeerMessage & FieldReading>(
    _ name: String, _ samples: [Sample<Ours, Peer>]
  ) throws -> Operation {
    let texts: [[UInt8]] = try samples.map { try $0.peer.jsonUTF8Bytes() }
    return Operation(
      name: "JSON decode \(name)",
      ours: { count throws in
        try turns(count, texts) { try Ours(jsonUTF8Bytes: $0).readEveryField() }
      },
      peer: { count throws in
        try turns(count, texts) { try Peer(jsonUTF8Bytes: $0).readEveryField() }
      })
  }

  /// Calls `body` for each element in turn until it was called so often.
  @inline(__always)
  private static func turns<Element, Failure: Error>(
    _ count: Int, _ elements: [Element], _ body: (Element) throws(Failure) -> UInt64
  ) throws(Failure) -> UInt64 {
    var sum: UInt64 = 0
    var index = 0
    for _ in 0..<count {
      sum &+= try body(elements[index])
      index += 1
      if index == elements.count { index = 0 }
    }
    return sum
  }
}

/// A message of swift-protobuf.
typealias PeerMessage = SwiftProtobuf.Message & Equatable
