internal import Kernel
internal import QualityDomain
internal import Testing

@Suite("ImportTally.count")
struct ImportTallyTests {
  static let error = ValidationError(field: "queue_id", reason: "is required")

  @Test("refused interactions are numbered over the whole stream")
  func numbersOverStream() {
    var tally = ImportTally()
    tally.count(created: 3, of: 4, refused: [(offset: 1, error: Self.error)])
    tally.count(created: 1, of: 1, refused: [(offset: 0, error: Self.error)])
    #expect(tally.createdCount == 4)
    #expect(tally.unchangedCount == 1)
    #expect(tally.failedCount == 2)
    #expect(tally.failures.map(\.index) == [1, 5])
  }

  @Test("the first hundred refused interactions are reported, all are counted")
  func reportsFirstHundred() {
    var tally = ImportTally()
    tally.count(
      created: 0, of: 0, refused: (0..<80).map { (offset: $0, error: Self.error) })
    tally.count(
      created: 0, of: 0, refused: (0..<80).map { (offset: $0, error: Self.error) })
    #expect(tally.failedCount == 160)
    #expect(tally.failures.count == 100)
    #expect(tally.failures.last?.index == 99)
  }
}
