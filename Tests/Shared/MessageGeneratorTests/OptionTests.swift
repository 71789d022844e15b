import Testing

@testable import MessageGenerator

@Suite("MessageGenerator parameters")
struct OptionTests {
  private static let shop = file(
    "laurel/shop/v1/shop.proto",
    messages: [
      message(
        "Item",
        [
          field("name", 1, .string), field("price", 2, .int32, isDeprecated: true),
          field("parent", 3, .message, type: ".laurel.shop.v1.Item", isDeprecated: true),
        ])
    ],
    services: [
      service(
        "ShopService", method: "GetItem", input: ".laurel.shop.v1.Item",
        output: ".laurel.shop.v1.Item", isDeprecated: true)
    ],
    comments: [
      ([4, 0, 2, 1], " What it costs.\n\n Deprecated: use\n \"cost\".\n\n More.\n"),
      ([6, 0, 2, 0], " Finds an item.\n"),
    ])

  private func output(_ parameters: String, _ path: String) throws -> String {
    let answer = try Answer(
      [Self.shop], parameter: "c_module=CShop,c_folder=C,swift_folder=Swift" + parameters)
    #expect(answer.error == "")
    return try #require(answer.files["Swift/" + path], "\(answer.files.keys.sorted())")
  }

  @Test(
    "emits everything at the access level that is asked for", arguments: ["public", "internal"])
  func access(_ level: String) throws {
    for path in [
      "Namespaces.swift", "ShopV1/ShopV1+Shop.swift", "ShopV1/ShopV1+ShopMapping.swift",
      "ShopV1/ShopV1+ShopCalls.swift", "ShopV1/Unsafe/ShopV1+ShopWire.swift",
    ] {
      let text = try output(",access=\(level)", path)
      let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
      #expect(!lines.contains { $0.hasPrefix("package ") }, "\(path)")
      #expect(text.contains("\(level) "), "\(path)")
    }
  }

  @Test("keeps unknown fields only where asked")
  func unknownFields() throws {
    let (value, wire) = ("ShopV1/ShopV1+Shop.swift", "ShopV1/Unsafe/ShopV1+ShopWire.swift")
    #expect(
      try output(",unknown_fields=keep", value).contains(
        "package internal(set) var unknownFields: [UInt8] = []\n"))
    #expect(
      try output(",unknown_fields=keep,access=internal", value).contains(
        "internal var unknownFields: [UInt8] = []\n"))
    let kept = try output(",unknown_fields=keep", wire)
    #expect(kept.contains("arena.unknownFields(of: wire.pointee.base)"))
    #expect(kept.contains("arena.putUnknownFields(self.unknownFields, &wire.pointee.base)"))
    #expect(kept.contains("static var keepsUnknownFields: Bool { true }"))
    for parameters in ["", ",unknown_fields=drop"] {
      #expect(try !output(parameters, value).contains("nknownFields"))
      let dropped = try output(parameters, wire)
      #expect(dropped.contains("try unsafe arena.checkUnknownFields(of: wire.pointee.base)"))
      #expect(!dropped.contains("utUnknownFields") && !dropped.contains("keepsUnknownFields"))
    }
  }

  @Test("lists the messages under the name that is asked for")
  func messageTypes() throws {
    #expect(
      try output(",types=shop", "MessageTypes.swift").hasSuffix(
        """
        extension MessageTypes {
          /// Every message of this module.
          package static let shop = MessageTypes([
            ShopV1.Item.self,
          ])
        }

        """))
  }

  @Test("marks deprecated fields and methods, with what the comment says to use")
  func deprecation() throws {
    let text = try output("", "ShopV1/ShopV1+Shop.swift")
    #expect(
      text.contains(
        """
            @available(*, deprecated, message: "use \\"cost\\".")
            package var price: Int32 {
              get { deprecatedPrice }
              set { deprecatedPrice = newValue }
            }
            var deprecatedPrice: Int32

        """), "\(text)")
    #expect(text.contains("self.deprecatedPrice = price"))
    #expect(text.contains("self.boxedParent = parent.map { .value($0) }"))
    let calls = try output("", "ShopV1/ShopV1+ShopCalls.swift")
    let mark = "@available(*, deprecated, message: \"The proto file marks it as deprecated.\")\n"
    #expect(calls.contains(mark + "    package func getItem("), "\(calls)")
    #expect(calls.contains("isDeprecated: true"))
  }

  @Test(
    "refuses a parameter that it does not understand",
    arguments: [
      ("access=open", "parameter access is not public, package or internal"),
      ("unknown_fields=yes", "parameter unknown_fields is neither keep nor drop"),
      ("services=1", "parameter services is neither true nor false"),
      ("import=a", "parameter import is not PREFIX:SWIFT:C"),
      ("types", "parameter \"types\" has no value"),
      ("colour=red", "unknown parameter \"colour\""),
    ])
  func unknown(_ parameter: String, _ error: String) throws {
    #expect(try Answer([Self.shop], parameter: "c_module=CShop,\(parameter)").error == error)
  }
}
