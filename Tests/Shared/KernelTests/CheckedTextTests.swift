import Kernel
import Testing

@Suite("CheckedText.check")
struct CheckedTextTests {
  @Test("returns a text that has the right length in code points", arguments: ["a", "äöü", "😀😀😀"])
  func accepted(text: String) throws {
    #expect(try CheckedText.check(text, characters: 1...3, field: "name") == text)
  }

  @Test("accepts an empty text only where the range begins at 0")
  func empty() throws {
    #expect(try CheckedText.check("", characters: 0...3, field: "name").isEmpty)
    #expect(throws: ValidationError(field: "name", reason: "is required")) {
      try CheckedText.check("", characters: 1...3, field: "name")
    }
  }

  @Test(
    "names the field of a text that is too long or not storable",
    arguments: [
      ("abcd", "must have at most 3 characters"),
      (String(repeating: "a", count: 100_000), "must have at most 3 characters"),
      ("a\0b", "must not contain the character U+0000"),
    ])
  func refusals(text: String, reason: String) {
    #expect(throws: ValidationError(field: "name", reason: reason)) {
      try CheckedText.check(text, characters: 1...3, field: "name")
    }
  }
}
