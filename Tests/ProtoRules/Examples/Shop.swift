extension Sources {
  /// Protos that keep every rule; the tests change something in them.
  static let shop = Sources(files: [
    "laurel/shop/v1/item.proto": item, "laurel/shop/v1/item_service.proto": itemService,
    "laurel/shop/v1/unit.proto": unit, "laurel/stock/v1/shelf.proto": shelf,
    "laurel/trial/v1alpha1/coupon.proto": coupon,
  ])

  private static let item = """
    syntax = "proto3";

    package laurel.shop.v1;

    import "google/protobuf/timestamp.proto";
    import "laurel/shop/v1/unit.proto";
    import "laurel/stock/v1/shelf.proto";

    option csharp_namespace = "Laurel.Shop.V1";
    option go_package = "laurel.example/shop/v1";
    option java_multiple_files = true;
    option java_outer_classname = "ItemProto";
    option java_package = "example.laurel.shop.v1";
    option php_namespace = "Laurel\\\\Shop\\\\V1";
    option ruby_package = "Laurel::Shop::V1";
    option swift_prefix = "LSV";

    // Something to buy.
    message Item {
      // Whether an item can be bought.
      enum SaleState {
        reserved 7 to 9, 12;
        reserved "SALE_STATE_STOLEN";
        // Not set. Never returned.
        SALE_STATE_UNSPECIFIED = 0;
        // It can be bought.
        SALE_STATE_OPEN = 1;
        // It cannot be bought any more.
        SALE_STATE_CLOSED = 2;
      }

      reserved 20 to 29, 40 to max;
      reserved "weight";

      // The name shown to people.
      string display_name = 1;
      // Whether it can be bought.
      SaleState sale_state = 2;
      // When it was first there.
      google.protobuf.Timestamp create_time = 3;
      // How much of it there is.
      int64 stock_count = 4 [(unit) = "pieces"];
      // How often it was sold. Absent before the first sale.
      optional int32 sale_count = 5;
      // Names in other languages, by language.
      map<string, string> translations = 6;
      // Where it lies.
      repeated laurel.stock.v1.Shelf shelves = 7;

      // What it costs.
      oneof price {
        // In cents.
        int64 cents = 8;
        // In words, for what is not paid with money.
        string words = 9;
      }
    }
    """

  private static let itemService = """
    syntax = "proto3";

    package laurel.shop.v1;

    import "laurel/shop/v1/item.proto";

    option csharp_namespace = "Laurel.Shop.V1";
    option go_package = "laurel.example/shop/v1";
    option java_multiple_files = true;
    option java_package = "example.laurel.shop.v1";
    option php_namespace = "Laurel\\\\Shop\\\\V1";
    option ruby_package = "Laurel::Shop::V1";
    option swift_prefix = "LSV";

    // Sells items.
    service ItemService {
      // Gets one item.
      rpc GetItem(GetItemRequest) returns (GetItemResponse) {
        option idempotency_level = NO_SIDE_EFFECTS;
      }

      // Buys one item.
      rpc BuyItem(ItemServiceBuyItemRequest) returns (ItemServiceBuyItemResponse);
    }

    // Request of `GetItem`.
    message GetItemRequest {
      // The name of the item.
      string display_name = 1;
    }

    // Response of `GetItem`.
    message GetItemResponse {
      // The item.
      Item item = 1;
    }

    // Request of `BuyItem`.
    message ItemServiceBuyItemRequest {}

    // Response of `BuyItem`.
    message ItemServiceBuyItemResponse {}
    """

  private static let unit = """
    syntax = "proto3";

    package laurel.shop.v1;

    import "google/protobuf/descriptor.proto";

    option csharp_namespace = "Laurel.Shop.V1";
    option go_package = "laurel.example/shop/v1";
    option java_multiple_files = true;
    option java_package = "example.laurel.shop.v1";
    option php_namespace = "Laurel\\\\Shop\\\\V1";
    option ruby_package = "Laurel::Shop::V1";
    option swift_prefix = "LSV";

    extend google.protobuf.FieldOptions {
      // What a number counts.
      string unit = 50001;
    }
    """

  private static let shelf = """
    syntax = "proto2";

    package laurel.stock.v1;

    // A place for items.
    message Shelf {
      extensions 100 to 199;

      // How a shelf is filled.
      enum Order {
        // Not set.
        ORDER_UNSPECIFIED = 0;
        // New items are put behind old ones.
        ORDER_BEHIND = 1;
      }

      // Its number.
      optional int32 number = 1 [default = 1];
      // How it is filled.
      optional Order order = 2;
      // Who looks after it.
      optional string keeper = 3 [ctype = STRING_PIECE];
    }
    """

  private static let coupon = """
    syntax = "proto3";

    package laurel.trial.v1alpha1;

    // Makes an item cheaper.
    message Coupon {
      // By how many cents.
      int64 cents = 1;
      // In words.
      string words = 2;
    }
    """
}
