import Protobuf
import Testing

@testable import RPC

/// A field of a descriptor with a text or a message.
private func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
  [UInt8(number << 3 | 2), UInt8(content.count)] + content
}

private func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

/// A descriptor that has no more than a name, which is field 1 of all kinds.
private func named(_ name: String) -> [UInt8] { field(1, name) }

private func file(_ name: String, _ content: [UInt8]) -> SerializedProtoFile {
  SerializedProtoFile(name: name, base64: Base64.encode(named(name) + content))
}

@Suite("DescriptorIndex") struct DescriptorIndexTests {
  /// Extends `p.M` by the number 200, and stands in a message `p.M` too.
  private static let extensionField = named("x") + field(2, ".p.M") + [3 << 3, 0xC8, 0x01]

  private static let files = [
    file(
      "a.proto",
      field(2, "p") + field(3, "b.proto") + field(3, "c.proto")
        + field(
          4,
          named("M") + field(2, named("f")) + field(8, named("o")) + field(3, named("N"))
            + field(4, named("E") + field(2, named("V"))))
        + field(5, named("G") + field(2, named("W")))
        + field(6, named("S") + field(2, named("Do"))) + field(7, extensionField)),
    file("b.proto", field(3, "c.proto") + field(4, named("Bare"))),
    file("c.proto", field(2, "q.r")),
    file("a.proto", field(2, "never.used") + field(4, named("Other"))),
  ]

  private func index() throws -> DescriptorIndex { try #require(DescriptorIndex(Self.files)) }

  @Test(
    "finds the file of everything that can be declared",
    arguments: [
      "p.M", "p.M.f", "p.M.o", "p.M.N", "p.M.E", "p.M.V", "p.G", "p.W", "p.S", "p.S.Do", "p.x",
    ])
  func symbols(_ symbol: String) throws {
    #expect(try index().file(declaring: symbol)?.name == "a.proto")
  }

  @Test("finds what a file without a package declares")
  func withoutPackage() throws {
    #expect(try index().file(declaring: "Bare")?.name == "b.proto")
  }

  @Test(
    "does not find packages, enum values in their enum, or names of files that came second",
    arguments: ["p", "p.M.E.V", ".p.M", "", "never.used.Other"])
  func unknownSymbols(_ symbol: String) throws {
    #expect(try index().file(declaring: symbol) == nil)
  }

  @Test("finds extensions by number")
  func extensions() throws {
    let index = try index()
    #expect(index.file(extending: "p.M", number: 200)?.name == "a.proto")
    #expect(index.file(extending: "p.M", number: 201) == nil)
    #expect(index.extensionNumbers(of: "p.M") == [200])
    #expect(index.extensionNumbers(of: "p.M.N") == [])
    #expect(index.extensionNumbers(of: "p.Unknown") == nil)
  }

  @Test("a closure has each import once, and the file itself even when it was sent")
  func closure() throws {
    let index = try index()
    let file = try #require(index.file(named: "a.proto"))
    #expect(
      index.closure(of: file, leavingOut: []).map(\.name) == ["a.proto", "b.proto", "c.proto"])
    #expect(
      index.closure(of: file, leavingOut: ["a.proto", "b.proto"]).map(\.name)
        == ["a.proto", "c.proto"])
  }

  @Test(
    "refuses what is no descriptor",
    arguments: [
      "?", Base64.encode([0x0A]), Base64.encode([0x0A, 0x05, 0x61]), Base64.encode([0x00, 0x00]),
      Base64.encode([0x0B]), Base64.encode([0x09, 0x00]), Base64.encode([0x0D, 0x00]),
      Base64.encode([UInt8](repeating: 0x80, count: 11)), Base64.encode(field(4, [0x0A, 0x09])),
      Base64.encode(field(6, field(2, [0x0A, 0x09]))),
    ])
  func malformed(_ base64: String) {
    #expect(DescriptorIndex([SerializedProtoFile(name: "x", base64: base64)]) == nil)
  }
}
