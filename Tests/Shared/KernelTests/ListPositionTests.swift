import Kernel
import Testing

@Suite("ListPosition")
struct ListPositionTests {
  @Test("comes back from the texts of a page token")
  func roundTrip() throws {
    let position = ListPosition(
      time: Timestamp(microseconds: 1_790_000_000_000_000), id: UUIDBits(high: 1, low: 2))
    #expect(try ListPosition(texts: position.texts) == position)
  }

  @Test(
    "refuses texts that are not a position",
    arguments: [
      [], ["1"], ["x", "00000000-0000-0000-0000-000000000001"], ["1", "x"],
      ["1", "00000000-0000-0000-0000-000000000001", ""],
    ])
  func refusals(texts: [String]) {
    #expect(throws: ValidationError.self) { try ListPosition(texts: texts) }
  }
}
