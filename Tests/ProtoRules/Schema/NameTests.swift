import Testing

@Suite("Names of protos")
struct NameTests {
  @Test(
    "are written in lower snake case",
    arguments: [
      ("OrderItem", "order_item"), ("orderItem", "order_item"), ("order_item", "order_item"),
      ("JSONValue", "json_value"), ("OrderJSON", "order_json"), ("Order2Item", "order2_item"),
      ("item2", "item2"), ("item_2", "item_2"), ("_order__item_", "order_item"),
      ("order-item", "order_item"), ("", ""),
    ])
  func lowerSnake(_ name: String, _ expected: String) {
    #expect(NameCase.lowerSnake(name) == expected)
    #expect(NameCase.upperSnake(name) == expected.uppercased())
  }

  @Test(
    "are written in Pascal case",
    arguments: [
      ("order_item", "OrderItem"), ("orderItem", "OrderItem"), ("OrderItem", "OrderItem"),
      ("JSONValue", "JSONValue"), ("order_2items", "Order2items"), ("", ""),
    ])
  func pascal(_ name: String, _ expected: String) {
    #expect(NameCase.pascal(name) == expected)
  }

  @Test(
    "end with a version that says whether a package is stable",
    arguments: [
      ("laurel.v1", true), ("laurel.shop.v20", true), ("laurel.v1alpha", false),
      ("laurel.v1beta2", false), ("laurel.v1p1alpha1", false), ("laurel.v2p3beta", false),
      ("laurel.v1test", false), ("laurel.v1testlab", false), ("v1", nil), ("laurel", nil),
      ("laurel.v0", nil), ("laurel.v1beta0", nil), ("laurel.v1p1", nil), ("laurel.v1p0beta1", nil),
      ("laurel.vv1", nil), ("laurel.v1.shop", nil), ("laurel.v1p1test", nil), ("", nil),
    ] as [(String, Bool?)])
  func version(_ package: String, _ isStable: Bool?) {
    #expect(PackageVersion(ofPackage: package)?.isStable == isStable)
  }
}
