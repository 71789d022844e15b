/// The JSON of the messages of google.protobuf that have a form of their own, as emitted lines.
struct WellKnownJSON {
  private let writing: [String]
  private let reading: [String]

  /// Nil for a message that is an object of its fields.
  init?(_ message: ProtoMessage) {
    let package = "google.protobuf."
    guard message.fullName.hasPrefix(package) else { return nil }
    switch message.fullName.dropFirst(package.count) {
    case "Timestamp":
      writing = ["writer.timestamp(seconds: self.seconds, nanoseconds: self.nanos)"]
      reading = ["(self.seconds, self.nanos) = try reader.timestamp()"]
    case "Duration":
      writing = ["writer.duration(seconds: self.seconds, nanoseconds: self.nanos)"]
      reading = ["(self.seconds, self.nanos) = try reader.duration()"]
    case "FieldMask":
      writing = ["writer.fieldMask(self.paths)"]
      reading = ["self.paths = try reader.fieldMask()"]
    case "Any":
      writing = ["writer.any(typeURL: self.typeURL, value: self.value)"]
      reading = ["(self.typeURL, self.value) = try reader.any()"]
    case "Struct":
      writing = ["writer.map(self.fields) { $0.message($1) }"]
      reading = [
        "try reader.map(&self.fields) {",
        "  reader throws(JSONReader.Refusal) in try reader.message()", "}",
      ]
    case "ListValue":
      writing = ["writer.array(self.values) { $0.message($1) }"]
      reading = [
        "try reader.array(&self.values) {",
        "  reader throws(JSONReader.Refusal) in try reader.message()", "}",
      ]
    case "Value":
      writing = Self.writingValue
      reading = Self.readingValue
    case "DoubleValue": (writing, reading) = Self.wrapper("number", "double")
    case "FloatValue": (writing, reading) = Self.wrapper("number", "float")
    case "Int64Value": (writing, reading) = Self.wrapper("number", "int64")
    case "UInt64Value": (writing, reading) = Self.wrapper("number", "uint64")
    case "Int32Value": (writing, reading) = Self.wrapper("number", "int32")
    case "UInt32Value": (writing, reading) = Self.wrapper("number", "uint32")
    case "BoolValue": (writing, reading) = Self.wrapper("boolean", "boolean")
    case "StringValue": (writing, reading) = Self.wrapper("string", "string")
    case "BytesValue": (writing, reading) = Self.wrapper("base64", "bytes")
    default: return nil
    }
  }

  func write(_ text: inout SourceText) { for line in writing { text.line(line) } }

  func read(_ text: inout SourceText) { for line in reading { text.line(line) } }

  private static func wrapper(_ write: String, _ read: String) -> ([String], [String]) {
    (["writer.\(write)(self.value)"], ["self.value = try reader.\(read)()"])
  }

  private static let writingValue = [
    "switch self.kind {",
    "case .nullValue: writer.null()",
    "case .numberValue(let value): writer.finite(value)",
    "case .stringValue(let value): writer.string(value)",
    "case .boolValue(let value): writer.boolean(value)",
    "case .structValue(let value): writer.message(value)",
    "case .listValue(let value): writer.message(value)",
    "case nil: writer.missingValue()",
    "}",
  ]

  private static let readingValue = [
    "switch try reader.kind() {",
    "case .null:",
    "  try reader.null()",
    "  self.kind = .nullValue(.nullValue)",
    "case .number: self.kind = .numberValue(try reader.double())",
    "case .string: self.kind = .stringValue(try reader.string())",
    "case .boolean: self.kind = .boolValue(try reader.boolean())",
    "case .object: self.kind = .structValue(try reader.message())",
    "case .array: self.kind = .listValue(try reader.message())",
    "}",
  ]
}
