@testable import MessageGenerator

/// What a set of proto files declares, as the rules see it.
///
/// The generator's own descriptors leave out what it has no use for: options, reserved names, map
/// entries, extensions. The rules look at all of it.
struct Schema: Sendable {
  /// The files that are checked.
  let files: [File]
  /// The files that those import and that are not checked themselves.
  let imported: [File]

  /// All messages with those nested in them, without those that protoc makes up for maps.
  var messages: [Message] { messagesWithMapEntries.filter { !$0.isMapEntry } }
  var messagesWithMapEntries: [Message] { files.flatMap(\.allMessages) }
  var enums: [Enumeration] { files.flatMap(\.allEnums) }
  var values: [Value] { enums.flatMap(\.values) }
  /// The fields of all messages, without those of map entries.
  var messageFields: [Field] { messages.flatMap(\.fields) }
  /// The fields of all messages and all extensions.
  var fields: [Field] { messageFields + extensions }
  var extensions: [Field] { files.flatMap(\.allExtensions) }
  /// The oneofs of the source.
  var oneofs: [Oneof] { messages.flatMap(\.oneofs) }
  var services: [Service] { files.flatMap(\.services) }
  var methods: [Method] { services.flatMap(\.methods) }
  var imports: [Import] { files.flatMap(\.imports) }
}

/// Something with a name and a place in a proto file.
protocol Declaration: Sendable {
  var element: Element { get }
}

extension Declaration {
  var name: String { element.name }
  /// The full name.
  var fullName: String { element.place.name }
  /// The name with those of outer messages, without the package.
  var nestedName: String { element.nestedName }
  var options: WireFields { element.options }
}

/// Where something stands.
struct Place: Hashable, Sendable {
  /// The path by which the file is imported.
  let file: String
  /// From 1; nil for the file as a whole.
  let line: Int?
  /// The full name of what stands there; empty for the file as a whole.
  let name: String
}

/// What all declarations have.
struct Element: Sendable {
  let place: Place
  let nestedName: String
  /// The comment before the declaration.
  let comment: String
  /// The descriptor; field numbers are those of google/protobuf/descriptor.proto.
  let wire: WireFields
  let options: WireFields

  var name: String { wire.text(1) }
}

extension Schema {
  /// A proto file; as a declaration it is its package.
  struct File: Declaration {
    /// The package, in the line that names it.
    let element: Element
    let path: String
    let package: String
    /// `proto2` when the file does not say.
    let syntax: String
    let isSyntaxSpecified: Bool
    let imports: [Import]
    let messages: [Message]
    let enums: [Enumeration]
    let extensions: [Field]
    let services: [Service]
    /// The line of each option, by its number in `google.protobuf.FileOptions`.
    let optionLines: [Int: Int]

    /// The folder, without a slash at its end.
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }
    /// The file's name without folder and ending.
    var stem: String {
      let name = path.split(separator: "/").last ?? ""
      return String(name.hasSuffix(".proto") ? name.dropLast(6) : name)
    }
    /// The file as a whole.
    var place: Place { Place(file: path, line: nil, name: "") }

    /// Outer messages before those nested in them.
    var allMessages: [Message] { messages.flatMap(\.withNested) }
    var allEnums: [Enumeration] { enums + allMessages.flatMap(\.enums) }
    var allExtensions: [Field] { extensions + allMessages.flatMap(\.extensions) }
  }

  /// An import statement; its name is the path that it imports.
  struct Import: Declaration {
    let element: Element
    let path: String
    let isPublic: Bool
    let isWeak: Bool
    /// What the compiler says.
    let isUnused: Bool
  }

  struct Message: Declaration {
    let element: Element
    let fields: [Field]
    /// The oneofs of the source; not those that protoc makes up for `optional` fields.
    let oneofs: [Oneof]
    /// Map entries too.
    let messages: [Message]
    let enums: [Enumeration]
    let extensions: [Field]
    let reserved: Reserved
    let extensionRanges: [ClosedRange<Int>]
    let isMapEntry: Bool

    var withNested: [Message] { [self] + messages.flatMap(\.withNested) }
  }

  /// What must not be used any more.
  struct Reserved: Sendable {
    let ranges: [ClosedRange<Int>]
    let names: [String]
  }

  struct Field: Declaration {
    enum Cardinality: String, Sendable {
      case implicit = "without presence"
      case explicit = "with presence"
      case required
      case repeated
      case map
    }

    let element: Element
    let number: Int
    let kind: ProtoField.Kind
    /// The full name of a message or enum; empty for other kinds.
    let typeName: String
    let cardinality: Cardinality
    /// The oneof of the source that the field is in.
    let oneof: String?
    let jsonName: String
    /// The value after `default =`.
    let defaultValue: String
    /// The full name of the message that the field extends; empty for a field of a message.
    let extendee: String
  }

  struct Oneof: Declaration {
    let element: Element
  }

  struct Enumeration: Declaration {
    let element: Element
    let values: [Value]
    let reserved: Reserved
    /// Whether values that it does not declare are unknown fields, as in proto2.
    let isClosed: Bool
  }

  struct Value: Declaration {
    let element: Element
    let number: Int
    /// The simple name of the enum.
    let enumName: String
  }

  struct Service: Declaration {
    let element: Element
    let methods: [Method]
  }

  struct Method: Declaration {
    let element: Element
    /// The simple name of the service.
    let serviceName: String
    /// The full name of the request.
    let input: String
    /// The full name of the response.
    let output: String
    let isClientStreaming: Bool
    let isServerStreaming: Bool
    let idempotency: ProtoMethod.Idempotency
  }
}
