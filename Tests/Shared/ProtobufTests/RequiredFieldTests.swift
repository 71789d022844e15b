import Protobuf
import TestMessages
import Testing

@Suite("Message.missingRequiredFields")
struct RequiredFieldTests {
  @Test("names every required field of an empty message, in field order")
  func empty() {
    #expect(
      TestV1.Order().missingRequiredFields == ["order_id", "lines", "discount", "color", "payment"])
  }

  @Test("names the fields of messages in messages, lists and maps")
  func nested() {
    let order = TestV1.Order(
      orderID: "1", lines: [TestV1.Order.Line(productID: "p", count: 1), TestV1.Order.Line()],
      gift: TestV1.Order.Line(productID: "g"),
      extras: ["b": TestV1.Order.Line(count: 1), "a": TestV1.Order.Line(productID: "p")],
      discount: 0, color: .red, payment: .barter(TestV1.Order.Line(productID: "p")))
    #expect(
      order.missingRequiredFields == [
        "lines[1].product_id", "lines[1].count", "gift.count", "extras[\"a\"].count",
        "extras[\"b\"].product_id", "barter.count",
      ])
  }

  @Test("names only the message's own fields where that is asked for")
  func ownFields() {
    let order = TestV1.Order(lines: Array(repeating: TestV1.Order.Line(), count: 100))
    #expect(
      order.missingOwnRequiredFields == ["order_id", "discount", "color", "payment"])
  }

  @Test("is empty when every required field is set")
  func complete() {
    let order = TestV1.Order(
      orderID: "1", lines: [TestV1.Order.Line(productID: "p", count: 1)], discount: 0, color: .red,
      payment: .card(""))
    #expect(order.missingRequiredFields == [])
    #expect(TestV1.Scalars().missingRequiredFields == [])
  }

  @Test("reports a limited number of paths")
  func limit() {
    let order = TestV1.Order(lines: Array(repeating: TestV1.Order.Line(), count: 100_000))
    #expect(order.missingRequiredFields.count == RequiredFieldCheck.pathsMax)
  }
}
