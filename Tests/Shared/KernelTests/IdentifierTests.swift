import Kernel
import Testing

@Suite("PlatformID")
struct PlatformIDTests {
  @Test("accepts 1 to 64 of the allowed characters", arguments: ["a", "A.b_c@d:e-9"])
  func accepted(text: String) throws {
    #expect(try PersonID(parsing: text, field: "person_id").rawValue == text)
    let longest = String(repeating: "x", count: 64)
    #expect(try PersonID(parsing: longest, field: "person_id").rawValue == longest)
  }

  @Test(
    "refuses everything else, naming the field",
    arguments: [
      "", "a b", "é", "a/b", "*", "a\u{0}", "a\n", String(repeating: "x", count: 65),
    ])
  func refused(text: String) {
    let error = #expect(throws: ValidationError.self) {
      try PersonID(parsing: text, field: "person_id")
    }
    #expect(error?.field == "person_id")
  }

  @Test("orders by bytes")
  func order() {
    let ids = ["b", "B", "a1", "a", "_"].map { PersonID(stored: $0) }
    #expect(ids.sorted().map(\.rawValue) == ["B", "_", "a", "a1", "b"])
  }
}

@Suite("UUIDBits")
struct UUIDBitsTests {
  @Test("comes back from its canonical form, whatever the case of the digits")
  func roundTrip() throws {
    let text = "0190f5fe-7c2e-7abc-8000-00000000f001"
    let bits = try #require(UUIDBits(text))
    #expect(bits.description == text)
    #expect(UUIDBits(text.uppercased()) == bits)
  }

  @Test(
    "refuses what is not of the form 8-4-4-4-12",
    arguments: [
      "", "0190f5fe7c2e7abc800000000000f001", "0190f5fe-7c2e-7abc-8000-00000000f00",
      "0190f5fe-7c2e-7abc-8000-00000000f0011", "0190f5fe-7c2e-7abc-8000-00000000f00g",
      "0190f5fe-7c2e-7abc-8000_00000000f001", "{190f5fe-7c2e-7abc-8000-00000000f001",
    ])
  func refusals(text: String) {
    #expect(UUIDBits(text) == nil)
  }

  @Test("has the version, the variant and the time of RFC 9562 when it is made")
  func version7() throws {
    let milliseconds: Int64 = 1_790_000_000_123
    let clock = FixedWallClock(Timestamp(microseconds: milliseconds * 1_000 + 456))
    let generator = UUIDv7Generator(clock: clock)
    let made = (0..<100).map { _ in generator.makeUUID() }
    #expect(made.allSatisfy { Int64($0.high >> 16) == milliseconds })
    #expect(made.allSatisfy { $0.high >> 12 & 0xf == 7 })
    #expect(made.allSatisfy { $0.low >> 62 == 0b10 })
    #expect(Set(made).count == 100)
  }
}
