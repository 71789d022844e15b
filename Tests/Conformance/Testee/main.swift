import ConformanceMessages
import Foundation
import Protobuf

// The program that the conformance runner starts and asks: on standard input the length of a
// request in four bytes, the lowest first, and the request; on standard output the answer alike.
// The end of the input is the end.

/// Reads one length and the bytes that follow it; nil at the end of the input.
func readFrame() throws -> [UInt8]? {
  guard let prefix = try FileHandle.standardInput.read(upToCount: 4), prefix.count == 4 else {
    return nil
  }
  let length = prefix.reversed().reduce(0) { $0 << 8 | Int($1) }
  return try [UInt8](FileHandle.standardInput.read(upToCount: length) ?? Data())
}

/// Writes the length and the bytes.
func writeFrame(_ bytes: [UInt8]) throws {
  let prefix = (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
  try FileHandle.standardOutput.write(contentsOf: Data(prefix + bytes))
}

let testee = Testee()
while let request = try readFrame() {
  let response = Conformance.ConformanceResponse(result: testee.result(ofRequest: request))
  try writeFrame(response.serializedBytes())
}
