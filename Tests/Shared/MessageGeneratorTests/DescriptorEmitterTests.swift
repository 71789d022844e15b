import Testing

@testable import MessageGenerator

@Suite("DescriptorEmitter.files")
struct DescriptorEmitterTests {
  private static let parameter =
    "c_module=CShop,c_folder=C,swift_folder=Swift,descriptors=ShopDescriptors,import=other/:A:B"

  private static func files(comment: String) -> [WireFields] {
    [
      file("other/v1/size.proto", package: "other.v1", messages: [message("Size", [])]),
      file(
        "laurel/shop/v1/shop.proto", imports: ["other/v1/size.proto"],
        messages: [message("Item", [field("item_id", 1, .string)])],
        comments: [([4, 0], comment)]),
    ]
  }

  @Test("emits one file for each package, imports included, and a list of all")
  func registry() throws {
    let answer = try Answer(Self.files(comment: "x"), parameter: Self.parameter)
    #expect(answer.error == "")
    let names = answer.files.keys.filter { $0.hasPrefix("Swift/Descriptors/") }.sorted()
    #expect(
      names == [
        "Swift/Descriptors/ShopDescriptors+OtherV1.swift",
        "Swift/Descriptors/ShopDescriptors+ShopV1.swift",
        "Swift/Descriptors/ShopDescriptors.swift",
      ])
    let registry = try #require(answer.files["Swift/Descriptors/ShopDescriptors.swift"])
    #expect(registry.contains("package enum ShopDescriptors {"))
    #expect(registry.contains("      laurelShopV1,\n      otherV1,\n"))
    let other = try #require(answer.files["Swift/Descriptors/ShopDescriptors+OtherV1.swift"])
    #expect(other.contains("name: \"other/v1/size.proto\",\n"))
  }

  @Test("leaves comments out, so that they change nothing")
  func comments() throws {
    let path = "Swift/Descriptors/ShopDescriptors+ShopV1.swift"
    let one = try Answer(Self.files(comment: "one"), parameter: Self.parameter).files[path]
    let two = try Answer(Self.files(comment: "two"), parameter: Self.parameter).files[path]
    #expect(one != nil)
    #expect(one == two)
  }

  @Test("emits nothing unless asked")
  func none() throws {
    let answer = try Answer(Self.files(comment: "x"), parameter: "c_module=CShop,import=other/:A:B")
    #expect(!answer.files.keys.contains { $0.contains("Descriptors") })
  }

  @Test(
    "writes base64 with padding",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
  func base64(_ text: String, _ encoded: String) {
    let bytes = DescriptorEmitter.base64(Array(text.utf8))
    #expect(String(decoding: bytes, as: UTF8.self) == encoded)
  }
}
