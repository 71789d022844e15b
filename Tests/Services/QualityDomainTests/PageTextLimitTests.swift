internal import Kernel
internal import QualityDomain
internal import Testing

@Suite("Page.limitingText")
struct PageTextLimitTests {
  @Test(
    "what goes over the limit is left for the next page, but one element always stays",
    arguments: [
      (bytesMax: 3, kept: ["a", "bb"], next: ["bb"]),
      (bytesMax: 2, kept: ["a"], next: ["a"]),
      (bytesMax: 0, kept: ["a"], next: ["a"]),
      (bytesMax: 6, kept: ["a", "bb", "ccc"], next: ["end"]),
    ])
  func limits(bytesMax: Int, kept: [String], next: [String]) {
    let page = Page(elements: ["a", "bb", "ccc"], nextPosition: ["end"])
      .limitingText(to: bytesMax, byteCount: \.utf8.count, position: { [$0] })
    #expect(page.elements == kept)
    #expect(page.nextPosition == next)
  }
}
