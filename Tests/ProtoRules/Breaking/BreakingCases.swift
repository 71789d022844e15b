/// What breaks the rules for changing, and what does not.
enum BreakingCases {
  static let all = files + options + messages + fields + enums + methods

  /// What looks as if it broke a rule and does not.
  static let allowed: [RuleCase] = [
    // A message has presence in a oneof and out of it.
    RuleCase("FIELD_SAME_CARDINALITY") { sources in
      try sources.replace("  google.protobuf.Timestamp create_time = 3;\n", "")
      try sources.replace(
        "oneof price {", "oneof price { google.protobuf.Timestamp create_time = 3;")
    }
  ]

  private static let files: [RuleCase] = [
    RuleCase("FILE_NO_DELETE", breaks: "laurel/shop/v1/item_service.proto") { sources in
      try sources.move("laurel/shop/v1/item_service.proto", to: "laurel/shop/v1/sale.proto")
    },
    RuleCase(
      "FILE_SAME_PACKAGE", replacing: "laurel.stock.v1", with: "laurel.stock.v2",
      breaks: "laurel.stock.v2 | package laurel.stock.v2;"),
    RuleCase("FILE_SAME_SYNTAX", breaks: "laurel/stock/v1/shelf.proto") { sources in
      try sources.replaceShelfByProto3()
    },
    RuleCase("ENUM_NO_DELETE", breaks: "laurel.stock.v1.Shelf.Order") { sources in
      try sources.replace("enum Order", "enum Filling")
      try sources.replace("optional Order", "optional Filling")
    },
    RuleCase("EXTENSION_NO_DELETE", breaks: "laurel.shop.v1.unit") { sources in
      try sources.replace("string unit", "string measure")
      try sources.replace("(unit)", "(measure)")
    },
    RuleCase(
      "MESSAGE_NO_DELETE", replacing: "GetItemResponse", with: "GottenItem",
      breaks: "laurel.shop.v1.GetItemResponse"),
    RuleCase(
      "SERVICE_NO_DELETE", replacing: "service ItemService", with: "service SaleService",
      breaks: "laurel.shop.v1.ItemService"),
  ]

  private static let options: [RuleCase] =
    [
      ("FILE_SAME_CC_ENABLE_ARENAS", "cc_enable_arenas = false"),
      ("FILE_SAME_CC_GENERIC_SERVICES", "cc_generic_services = true"),
      ("FILE_SAME_CSHARP_NAMESPACE", "csharp_namespace = \"Other\""),
      ("FILE_SAME_GO_PACKAGE", "go_package = \"other\""),
      ("FILE_SAME_JAVA_GENERIC_SERVICES", "java_generic_services = true"),
      ("FILE_SAME_JAVA_MULTIPLE_FILES", "java_multiple_files = true"),
      ("FILE_SAME_JAVA_OUTER_CLASSNAME", "java_outer_classname = \"Other\""),
      ("FILE_SAME_JAVA_PACKAGE", "java_package = \"other\""),
      ("FILE_SAME_OBJC_CLASS_PREFIX", "objc_class_prefix = \"OTH\""),
      ("FILE_SAME_OPTIMIZE_FOR", "optimize_for = CODE_SIZE"),
      ("FILE_SAME_PHP_CLASS_PREFIX", "php_class_prefix = \"Other\""),
      ("FILE_SAME_PHP_METADATA_NAMESPACE", "php_metadata_namespace = \"Other\""),
      ("FILE_SAME_PHP_NAMESPACE", "php_namespace = \"Other\""),
      ("FILE_SAME_PY_GENERIC_SERVICES", "py_generic_services = true"),
      ("FILE_SAME_RUBY_PACKAGE", "ruby_package = \"Other\""),
      ("FILE_SAME_SWIFT_PREFIX", "swift_prefix = \"OTH\""),
    ].map { rule, option in
      RuleCase(
        rule, replacing: "package laurel.stock.v1;",
        with: "package laurel.stock.v1;\noption \(option);",
        breaks: "laurel.stock.v1 | option \(option);")
    } + [
      RuleCase(
        "FILE_SAME_JAVA_OUTER_CLASSNAME", replacing: "option java_outer_classname = \"ItemProto\";",
        with: "", breaks: "laurel.shop.v1 | package laurel.shop.v1;")
    ]

  private static let messages: [RuleCase] = [
    RuleCase(
      "FIELD_NO_DELETE", replacing: "int64 stock_count = 4", with: "int64 stock_count = 14",
      breaks: "laurel.shop.v1.Item | message Item {"),
    RuleCase(
      "ONEOF_NO_DELETE", replacing: "oneof price", with: "oneof cost",
      breaks: "laurel.shop.v1.Item | message Item {"),
    RuleCase(
      "EXTENSION_MESSAGE_NO_DELETE", replacing: "100 to 199", with: "100 to 149, 151 to 199",
      breaks: "laurel.stock.v1.Shelf | message Shelf {"),
    RuleCase(
      "RESERVED_MESSAGE_NO_DELETE", replacing: "20 to 29, 40", with: "20 to 25, 27 to 29, 40",
      breaks: "laurel.shop.v1.Item | message Item {"),
    RuleCase(
      "RESERVED_MESSAGE_NO_DELETE", replacing: "20 to 29, 40 to max", with: "20 to 29, 40 to 99",
      breaks: "laurel.shop.v1.Item | message Item {"),
    RuleCase(
      "RESERVED_MESSAGE_NO_DELETE", replacing: "reserved \"weight\"", with: "reserved \"color\"",
      breaks: "laurel.shop.v1.Item | message Item {"),
    RuleCase(
      "MESSAGE_SAME_REQUIRED_FIELDS", replacing: "optional string keeper",
      with: "required string keeper", breaks: "laurel.stock.v1.Shelf | message Shelf {"),
    RuleCase(
      "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR", replacing: "message Item {",
      with: "message Item { option no_standard_descriptor_accessor = true;",
      breaks: "laurel.shop.v1.Item "
        + "| message Item { option no_standard_descriptor_accessor = true;"),
  ]

  private static let fields: [RuleCase] = [
    RuleCase(
      "FIELD_SAME_NAME", replacing: "string words = 9", with: "string text = 9",
      breaks: "laurel.shop.v1.Item.text | string text = 9;"),
    RuleCase("FIELD_SAME_NAME", breaks: "laurel.shop.v1.measure | string measure = 50001;") {
      sources in
      try sources.replace("string unit", "string measure")
      try sources.replace("(unit)", "(measure)")
    },
    RuleCase(
      "FIELD_SAME_JSON_NAME", replacing: "string words = 9;",
      with: "string words = 9 [json_name = \"text\"];",
      breaks: "laurel.shop.v1.Item.words | string words = 9 [json_name = \"text\"];"),
    RuleCase(
      "FIELD_SAME_TYPE", replacing: "int64 cents = 8", with: "int32 cents = 8",
      breaks: "laurel.shop.v1.Item.cents | int32 cents = 8;"),
    RuleCase(
      "FIELD_SAME_TYPE", replacing: "Item item = 1", with: "GetItemRequest item = 1",
      breaks: "laurel.shop.v1.GetItemResponse.item | GetItemRequest item = 1;"),
    RuleCase(
      "FIELD_SAME_TYPE", replacing: "map<string, string>", with: "map<string, bytes>",
      breaks: "laurel.shop.v1.Item.TranslationsEntry.value"),
    RuleCase(
      "FIELD_SAME_CARDINALITY", replacing: "  optional int32 sale_count",
      with: "  int32 sale_count",
      breaks: "laurel.shop.v1.Item.sale_count | int32 sale_count = 5;"),
    RuleCase(
      "FIELD_SAME_CARDINALITY", replacing: "map<string, string> translations",
      with: "repeated string translations",
      breaks: "laurel.shop.v1.Item.translations | repeated string translations = 6;"),
    RuleCase("FIELD_SAME_ONEOF", breaks: "laurel.shop.v1.Item.cents | int64 cents = 8;") {
      sources in
      try sources.replace("    // In cents.\n    int64 cents = 8;\n", "")
      try sources.replace("  // What it costs.", "  int64 cents = 8;\n  // What it costs.")
    },
    RuleCase(
      "FIELD_SAME_DEFAULT", replacing: "[default = 1]", with: "[default = 2]",
      breaks: "laurel.stock.v1.Shelf.number | optional int32 number = 1 [default = 2];"),
    RuleCase(
      "FIELD_SAME_JSTYPE", replacing: "[(unit) = \"pieces\"]",
      with: "[(unit) = \"pieces\", jstype = JS_NUMBER]",
      breaks: "laurel.shop.v1.Item.stock_count "
        + "| int64 stock_count = 4 [(unit) = \"pieces\", jstype = JS_NUMBER];"),
    RuleCase(
      "FIELD_SAME_CPP_STRING_TYPE", replacing: "STRING_PIECE", with: "CORD",
      breaks: "laurel.stock.v1.Shelf.keeper | optional string keeper = 3 [ctype = CORD];"),
  ]

  private static let enums: [RuleCase] = [
    RuleCase("ENUM_SAME_TYPE", breaks: "laurel.stock.v1.Shelf.Order | enum Order {") {
      try $0.replaceShelfByProto3()
    },
    RuleCase(
      "ENUM_VALUE_NO_DELETE", replacing: "SALE_STATE_OPEN = 1", with: "SALE_STATE_OPEN = 4",
      breaks: "laurel.shop.v1.Item.SaleState | enum SaleState {"),
    RuleCase(
      "ENUM_VALUE_SAME_NAME", replacing: "SALE_STATE_OPEN", with: "SALE_STATE_ON",
      breaks: "laurel.shop.v1.Item.SaleState.SALE_STATE_ON | SALE_STATE_ON = 1;"),
    RuleCase(
      "RESERVED_ENUM_NO_DELETE", replacing: "7 to 9, 12", with: "7, 8, 12",
      breaks: "laurel.shop.v1.Item.SaleState | enum SaleState {"),
    RuleCase(
      "RESERVED_ENUM_NO_DELETE", replacing: "reserved \"SALE_STATE_STOLEN\";", with: "",
      breaks: "laurel.shop.v1.Item.SaleState | enum SaleState {"),
  ]

  private static let methods: [RuleCase] = [
    RuleCase(
      "RPC_NO_DELETE", replacing: "rpc GetItem", with: "rpc FetchItem",
      breaks: "laurel.shop.v1.ItemService | service ItemService {"),
    RuleCase(
      "RPC_SAME_CLIENT_STREAMING", replacing: "(GetItemRequest)", with: "(stream GetItemRequest)",
      breaks: "laurel.shop.v1.ItemService.GetItem "
        + "| rpc GetItem(stream GetItemRequest) returns (GetItemResponse) {"),
    RuleCase(
      "RPC_SAME_SERVER_STREAMING", replacing: "(GetItemResponse)", with: "(stream GetItemResponse)",
      breaks: "laurel.shop.v1.ItemService.GetItem "
        + "| rpc GetItem(GetItemRequest) returns (stream GetItemResponse) {"),
    RuleCase(
      "RPC_SAME_IDEMPOTENCY_LEVEL", replacing: "NO_SIDE_EFFECTS", with: "IDEMPOTENT",
      breaks: "laurel.shop.v1.ItemService.GetItem "
        + "| rpc GetItem(GetItemRequest) returns (GetItemResponse) {"),
    RuleCase(
      "RPC_SAME_REQUEST_TYPE", replacing: "(GetItemRequest)", with: "(Item)",
      breaks: "laurel.shop.v1.ItemService.GetItem | rpc GetItem(Item) returns (GetItemResponse) {"),
    RuleCase(
      "RPC_SAME_RESPONSE_TYPE", replacing: "(GetItemResponse)", with: "(Item)",
      breaks: "laurel.shop.v1.ItemService.GetItem | rpc GetItem(GetItemRequest) returns (Item) {"),
  ]
}

extension Sources {
  /// Writes the shelves in proto3, which has open enums and no extensions.
  fileprivate mutating func replaceShelfByProto3() throws {
    try replace("syntax = \"proto2\";", "syntax = \"proto3\";")
    try replace("extensions 100 to 199;", "")
    try replace(" [default = 1]", "")
  }
}
