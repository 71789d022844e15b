/// The messages of google.protobuf that have a JSON form of their own.
enum JSONWellKnown {
  /// How a message looks in JSON, by an example; `nil` when it is an object of its fields.
  static func form(of name: String) -> String? {
    switch name {
    case "google.protobuf.Timestamp": "\"2026-01-31T08:30:00.25Z\""
    case "google.protobuf.Duration": "\"90.5s\""
    case "google.protobuf.FieldMask": "\"displayName,address.city\""
    case "google.protobuf.Any":
      "{\"@type\": \"type.googleapis.com/google.rpc.ErrorInfo\", \"reason\": \"any message\"}"
    case "google.protobuf.Struct": "{\"any\": \"object\"}"
    case "google.protobuf.ListValue": "[\"any\", \"array\"]"
    case "google.protobuf.Value": "\"any JSON\""
    case "google.protobuf.DoubleValue", "google.protobuf.FloatValue": "1.5"
    case "google.protobuf.Int64Value", "google.protobuf.UInt64Value": "\"42\""
    case "google.protobuf.Int32Value", "google.protobuf.UInt32Value": "42"
    case "google.protobuf.BoolValue": "true"
    case "google.protobuf.StringValue": "\"text\""
    case "google.protobuf.BytesValue": "\"YmFzZTY0\""
    default: nil
    }
  }
}
