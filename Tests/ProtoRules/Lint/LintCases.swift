/// What breaks the rules for writing, and what does not.
enum LintCases {
  static let all = packages + options + imports + names + services + comments

  private static let packages: [RuleCase] = [
    RuleCase(
      "PACKAGE_DEFINED", replacing: "package laurel.trial.v1alpha1;", with: "",
      breaks: "laurel/trial/v1alpha1/coupon.proto"),
    RuleCase(
      "PACKAGE_LOWER_SNAKE_CASE", replacing: "laurel.trial.v1alpha1", with: "laurel.myTrial.v1",
      breaks: "laurel.myTrial.v1 | package laurel.myTrial.v1;"),
    RuleCase(
      "PACKAGE_VERSION_SUFFIX", replacing: "laurel.trial.v1alpha1", with: "laurel.trial",
      breaks: "laurel.trial | package laurel.trial;"),
    RuleCase(
      "PACKAGE_DIRECTORY_MATCH", replacing: "laurel.trial.v1alpha1", with: "laurel.trial.v2",
      breaks: "laurel.trial.v2 | package laurel.trial.v2;"),
    RuleCase(
      "DIRECTORY_SAME_PACKAGE", breaks: "laurel.stock.v1 | package laurel.stock.v1;",
      "laurel.stock.v2 | package laurel.stock.v2;"
    ) { sources in
      sources.add(
        "laurel/stock/v1/room.proto", "syntax = \"proto3\";\npackage laurel.stock.v2;\n")
    },
    RuleCase(
      "PACKAGE_SAME_DIRECTORY", breaks: "laurel.stock.v1 | package laurel.stock.v1;",
      "laurel.stock.v1 | package laurel.stock.v1;"
    ) { sources in
      sources.add("laurel/stock/room.proto", "syntax = \"proto3\";\npackage laurel.stock.v1;\n")
    },
    RuleCase(
      "PACKAGE_NO_IMPORT_CYCLE",
      breaks: "laurel/shop/v1/unit.proto | import \"laurel/shop/v1/unit.proto\";",
      "laurel/stock/v1/shelf.proto | import \"laurel/stock/v1/shelf.proto\";"
    ) { sources in
      sources.add(
        "laurel/stock/v1/room.proto",
        """
        syntax = "proto3";
        package laurel.stock.v1;
        import "laurel/shop/v1/unit.proto";
        """)
    },
    RuleCase(
      "STABLE_PACKAGE_NO_IMPORT_UNSTABLE", replacing: "import \"laurel/stock/v1/shelf.proto\";",
      with: """
        import "laurel/stock/v1/shelf.proto";
        import "laurel/trial/v1alpha1/coupon.proto";
        """,
      breaks: "laurel/trial/v1alpha1/coupon.proto | "
        + "import \"laurel/trial/v1alpha1/coupon.proto\";"),
    RuleCase("FILE_LOWER_SNAKE_CASE", breaks: "laurel/trial/v1alpha1/couponCode.proto") { sources in
      try sources.move(
        "laurel/trial/v1alpha1/coupon.proto", to: "laurel/trial/v1alpha1/couponCode.proto")
    },
    RuleCase(
      "SYNTAX_SPECIFIED", replacing: "syntax = \"proto2\";", with: "",
      breaks: "laurel/stock/v1/shelf.proto"),
  ]

  private static let options: [RuleCase] = [
    ("PACKAGE_SAME_CSHARP_NAMESPACE", "csharp_namespace = \"Other\""),
    ("PACKAGE_SAME_GO_PACKAGE", "go_package = \"other\""),
    ("PACKAGE_SAME_JAVA_MULTIPLE_FILES", "java_multiple_files = false"),
    ("PACKAGE_SAME_JAVA_PACKAGE", "java_package = \"other\""),
    ("PACKAGE_SAME_PHP_NAMESPACE", "php_namespace = \"Other\""),
    ("PACKAGE_SAME_RUBY_PACKAGE", "ruby_package = \"Other\""),
    ("PACKAGE_SAME_SWIFT_PREFIX", "swift_prefix = \"OTH\""),
  ].map { rule, option in
    // The other file of the package does not set the option.
    RuleCase(
      rule, breaks: "laurel.stock.v1 | option \(option);",
      "laurel.stock.v1 | package laurel.stock.v1;"
    ) { sources in
      sources.add(
        "laurel/stock/v1/room.proto",
        "syntax = \"proto3\";\npackage laurel.stock.v1;\noption \(option);\n")
    }
  }

  private static let imports: [RuleCase] = [
    RuleCase(
      "IMPORT_NO_PUBLIC", replacing: "import \"laurel/stock", with: "import public \"laurel/stock",
      breaks: "laurel/stock/v1/shelf.proto | import public \"laurel/stock/v1/shelf.proto\";"),
    RuleCase(
      "IMPORT_NO_WEAK", replacing: "import \"laurel/stock", with: "import weak \"laurel/stock",
      breaks: "laurel/stock/v1/shelf.proto | import weak \"laurel/stock/v1/shelf.proto\";"),
    RuleCase(
      "IMPORT_USED", replacing: "google.protobuf.Timestamp create_time", with: "int64 create_time",
      breaks: "google/protobuf/timestamp.proto | import \"google/protobuf/timestamp.proto\";"),
    RuleCase(
      "IMPORT_USED", replacing: " [(unit) = \"pieces\"]", with: "",
      breaks: "laurel/shop/v1/unit.proto | import \"laurel/shop/v1/unit.proto\";"),
  ]

  private static let names: [RuleCase] = [
    RuleCase(
      "ENUM_PASCAL_CASE", replacing: "SaleState", with: "sale_State",
      breaks: "laurel.shop.v1.Item.sale_State | enum sale_State {"),
    RuleCase(
      "ENUM_VALUE_UPPER_SNAKE_CASE", replacing: "SALE_STATE_OPEN", with: "SALE_STATE_Open",
      breaks: "laurel.shop.v1.Item.SaleState.SALE_STATE_Open | SALE_STATE_Open = 1;"),
    RuleCase(
      "FIELD_LOWER_SNAKE_CASE", replacing: "stock_count", with: "stockCount",
      breaks: "laurel.shop.v1.Item.stockCount | int64 stockCount = 4 [(unit) = \"pieces\"];"),
    RuleCase(
      "FIELD_LOWER_SNAKE_CASE", breaks: "laurel.shop.v1.unitName | string unitName = 50001;"
    ) { sources in
      try sources.replace("string unit", "string unitName")
      try sources.replace("(unit)", "(unitName)")
    },
    RuleCase(
      "MESSAGE_PASCAL_CASE", replacing: "GetItemResponse", with: "getItemResponse",
      breaks: "laurel.shop.v1.getItemResponse | message getItemResponse {"),
    RuleCase(
      "ONEOF_LOWER_SNAKE_CASE", replacing: "oneof price", with: "oneof salePrice",
      breaks: "laurel.shop.v1.Item.salePrice | oneof salePrice {"),
    RuleCase(
      "ENUM_FIRST_VALUE_ZERO", replacing: "ORDER_UNSPECIFIED = 0", with: "ORDER_UNSPECIFIED = 2",
      breaks: "laurel.stock.v1.Shelf.Order | enum Order {"),
    RuleCase(
      "ENUM_NO_ALLOW_ALIAS", replacing: "enum Order {",
      with: "enum Order { option allow_alias = true; ORDER_A = 0;",
      breaks: "laurel.stock.v1.Shelf.Order | enum Order { option allow_alias = true; ORDER_A = 0;"),
    RuleCase(
      "ENUM_VALUE_PREFIX", replacing: "SALE_STATE_OPEN", with: "STATE_OPEN",
      breaks: "laurel.shop.v1.Item.SaleState.STATE_OPEN | STATE_OPEN = 1;"),
    RuleCase(
      "ENUM_ZERO_VALUE_SUFFIX", replacing: "ORDER_UNSPECIFIED", with: "ORDER_UNKNOWN",
      breaks: "laurel.stock.v1.Shelf.Order.ORDER_UNKNOWN | ORDER_UNKNOWN = 0;"),
    RuleCase(
      "FIELD_NOT_REQUIRED", replacing: "optional string keeper", with: "required string keeper",
      breaks: "laurel.stock.v1.Shelf.keeper | required string keeper = 3 [ctype = STRING_PIECE];"),
  ]

  private static let services: [RuleCase] = [
    RuleCase(
      "RPC_PASCAL_CASE", replacing: "rpc GetItem(", with: "rpc getItem(",
      breaks: "laurel.shop.v1.ItemService.getItem "
        + "| rpc getItem(GetItemRequest) returns (GetItemResponse) {"),
    RuleCase(
      "SERVICE_PASCAL_CASE", replacing: "service ItemService", with: "service Item_Service",
      breaks: "laurel.shop.v1.Item_Service | service Item_Service {"),
    RuleCase(
      "SERVICE_SUFFIX", replacing: "service ItemService", with: "service Items",
      breaks: "laurel.shop.v1.Items | service Items {"),
    RuleCase(
      "RPC_NO_CLIENT_STREAMING", replacing: "(GetItemRequest)", with: "(stream GetItemRequest)",
      breaks: "laurel.shop.v1.ItemService.GetItem "
        + "| rpc GetItem(stream GetItemRequest) returns (GetItemResponse) {"),
    RuleCase(
      "RPC_NO_SERVER_STREAMING", replacing: "(GetItemResponse)", with: "(stream GetItemResponse)",
      breaks: "laurel.shop.v1.ItemService.GetItem "
        + "| rpc GetItem(GetItemRequest) returns (stream GetItemResponse) {"),
    RuleCase(
      "RPC_REQUEST_STANDARD_NAME", replacing: "(GetItemRequest)", with: "(GetItemResponse)",
      breaks: "laurel.shop.v1.ItemService.GetItem "
        + "| rpc GetItem(GetItemResponse) returns (GetItemResponse) {"),
    RuleCase(
      "RPC_RESPONSE_STANDARD_NAME", replacing: "(GetItemResponse)", with: "(Item)",
      breaks: "laurel.shop.v1.ItemService.GetItem | rpc GetItem(GetItemRequest) returns (Item) {"),
    RuleCase(
      "RPC_REQUEST_RESPONSE_UNIQUE", replacing: "(GetItemResponse)", with: "(GetItemRequest)",
      breaks: "laurel.shop.v1.ItemService.GetItem "
        + "| rpc GetItem(GetItemRequest) returns (GetItemRequest) {"),
    RuleCase(
      "RPC_REQUEST_RESPONSE_UNIQUE", replacing: "(ItemServiceBuyItemResponse)",
      with: "(GetItemResponse)",
      breaks: "laurel.shop.v1.ItemService.BuyItem "
        + "| rpc BuyItem(ItemServiceBuyItemRequest) returns (GetItemResponse);",
      "laurel.shop.v1.ItemService.GetItem "
        + "| rpc GetItem(GetItemRequest) returns (GetItemResponse) {"),
  ]

  private static let comments: [RuleCase] = [
    RuleCase(
      "COMMENT_ENUM", replacing: "// Whether an item can be bought.", with: "",
      breaks: "laurel.shop.v1.Item.SaleState | enum SaleState {"),
    RuleCase(
      "COMMENT_ENUM_VALUE", replacing: "// It can be bought.", with: "//",
      breaks: "laurel.shop.v1.Item.SaleState.SALE_STATE_OPEN | SALE_STATE_OPEN = 1;"),
    RuleCase(
      "COMMENT_FIELD", replacing: "// The name shown to people.",
      with: "// buf:lint:ignore COMMENT_FIELD",
      breaks: "laurel.shop.v1.Item.display_name | string display_name = 1;"),
    RuleCase(
      "COMMENT_FIELD", replacing: "// What a number counts.\n", with: "",
      breaks: "laurel.shop.v1.unit | string unit = 50001;"),
    RuleCase(
      "COMMENT_MESSAGE", replacing: "// Makes an item cheaper.", with: "",
      breaks: "laurel.trial.v1alpha1.Coupon | message Coupon {"),
    RuleCase(
      "COMMENT_ONEOF", replacing: "// What it costs.", with: "",
      breaks: "laurel.shop.v1.Item.price | oneof price {"),
    RuleCase(
      "COMMENT_RPC", replacing: "// Gets one item.\n", with: "",
      breaks: "laurel.shop.v1.ItemService.GetItem "
        + "| rpc GetItem(GetItemRequest) returns (GetItemResponse) {"),
    RuleCase(
      "COMMENT_SERVICE", replacing: "// Sells items.", with: "",
      breaks: "laurel.shop.v1.ItemService | service ItemService {"),
  ]

  /// What looks as if it broke a rule and does not.
  static let allowed: [RuleCase] = [
    RuleCase(
      "PACKAGE_LOWER_SNAKE_CASE", replacing: "laurel.trial.v1alpha1", with: "laurel.my_trial.v1"),
    RuleCase("PACKAGE_DIRECTORY_MATCH", replacing: "package laurel.trial.v1alpha1;", with: ""),
    RuleCase("PACKAGE_VERSION_SUFFIX", replacing: "package laurel.trial.v1alpha1;", with: ""),
    RuleCase("STABLE_PACKAGE_NO_IMPORT_UNSTABLE", by: addGift),
    RuleCase("PACKAGE_NO_IMPORT_CYCLE", by: addGift),
    RuleCase(
      "IMPORT_USED", replacing: "import \"laurel/stock", with: "import public \"laurel/stock"),
    RuleCase("FIELD_LOWER_SNAKE_CASE", replacing: "string words", with: "string words_2_say"),
    RuleCase(
      "RPC_REQUEST_STANDARD_NAME", replacing: "ItemServiceBuyItemRequest", with: "BuyItemRequest"),
    RuleCase(
      "COMMENT_MESSAGE", replacing: "// Makes an item cheaper.", with: "/* Makes it cheaper. */"),
    RuleCase(
      "COMMENT_FIELD", replacing: "// Who looks after it.",
      with:
        "// The comment of the group's message.\n  optional group Box = 9 {}\n\n  // Its keeper."),
  ]

  /// Adds a file that imports one of its own package and one of another.
  private static func addGift(_ sources: inout Sources) {
    sources.add(
      "laurel/trial/v1alpha1/gift.proto",
      """
      syntax = "proto3";
      package laurel.trial.v1alpha1;
      import "laurel/trial/v1alpha1/coupon.proto";
      import "laurel/stock/v1/shelf.proto";
      """)
  }
}
