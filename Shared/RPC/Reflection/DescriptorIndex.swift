internal import Protobuf

/// Finds proto files by their names, by what they declare and by what they extend.
struct DescriptorIndex: Sendable {
  /// A proto file.
  struct File: Sendable {
    let name: String
    /// The serialised `google.protobuf.FileDescriptorProto`.
    let bytes: [UInt8]
    let imports: [String]
  }

  private var files: [String: File] = [:]
  private var fileNameBySymbol: [String: String] = [:]
  /// By the full name of the extended message, then by the extension's number.
  private var fileNameByExtension: [String: [Int32: String]] = [:]

  /// Of files with the same name, the first counts.
  ///
  /// Returns `nil` when one is not base64 of a `FileDescriptorProto`.
  init?(_ serialized: [SerializedProtoFile]) {
    for file in serialized where files[file.name] == nil {
      guard let bytes = Base64.decode(file.base64.utf8),
        let descriptor = DescriptorFields(bytes[...]), add(descriptor, file: file.name)
      else { return nil }
      files[file.name] = File(name: file.name, bytes: bytes, imports: descriptor.texts(3))
    }
  }

  /// The file of a name.
  func file(named name: String) -> File? { files[name] }

  /// The file that declares a service, method, message, field, oneof, enum, value or extension.
  func file(declaring symbol: String) -> File? {
    fileNameBySymbol[symbol].flatMap { files[$0] }
  }

  /// The file that declares the extension `number` of a message.
  func file(extending message: String, number: Int32) -> File? {
    fileNameByExtension[message]?[number].flatMap { files[$0] }
  }

  /// The numbers of all extensions of a message, ascending; `nil` for a message that is not known.
  func extensionNumbers(of message: String) -> [Int32]? {
    guard let extensions = fileNameByExtension[message] else {
      return fileNameBySymbol[message] == nil ? nil : []
    }
    return extensions.keys.sorted()
  }

  /// A file and everything it imports that is not in `sent`, the file itself first.
  ///
  /// The file itself is there in any case: it is what was asked for.
  func closure(of file: File, leavingOut sent: Set<String>) -> [File] {
    var seen = sent
    seen.insert(file.name)
    var result = [file]
    var position = 0
    while position < result.count {
      for name in result[position].imports {
        guard let imported = files[name], seen.insert(name).inserted else { continue }
        result.append(imported)
      }
      position += 1
    }
    return result
  }

  // MARK: - Filling

  /// Returns whether the descriptor could be read.
  private mutating func add(_ file: DescriptorFields, file name: String) -> Bool {
    let scope = file.text(2)
    guard let messages = file.messages(4), let enums = file.messages(5),
      let services = file.messages(6), let extensions = file.messages(7),
      messages.allSatisfy({ add(message: $0, scope: scope, file: name) }),
      enums.allSatisfy({ add(enumeration: $0, scope: scope, file: name) })
    else { return false }
    for service in services {
      let serviceName = add(symbol: service.text(1), scope: scope, file: name)
      guard let methods = service.messages(2) else { return false }
      for method in methods { add(symbol: method.text(1), scope: serviceName, file: name) }
    }
    add(extensions: extensions, scope: scope, file: name)
    return true
  }

  private mutating func add(message: DescriptorFields, scope: String, file: String) -> Bool {
    let name = add(symbol: message.text(1), scope: scope, file: file)
    guard let fields = message.messages(2), let nested = message.messages(3),
      let enums = message.messages(4), let extensions = message.messages(6),
      let oneofs = message.messages(8)
    else { return false }
    for member in fields + oneofs { add(symbol: member.text(1), scope: name, file: file) }
    add(extensions: extensions, scope: name, file: file)
    return nested.allSatisfy { add(message: $0, scope: name, file: file) }
      && enums.allSatisfy { add(enumeration: $0, scope: name, file: file) }
  }

  /// The values of an enum stand beside it, not in it.
  private mutating func add(enumeration: DescriptorFields, scope: String, file: String) -> Bool {
    add(symbol: enumeration.text(1), scope: scope, file: file)
    guard let values = enumeration.messages(2) else { return false }
    for value in values { add(symbol: value.text(1), scope: scope, file: file) }
    return true
  }

  private mutating func add(extensions: [DescriptorFields], scope: String, file: String) {
    for field in extensions {
      add(symbol: field.text(1), scope: scope, file: file)
      // The extended message's name begins with a dot.
      let extended = String(field.text(2).drop { $0 == "." })
      guard let number = field.number(3) else { continue }
      fileNameByExtension[extended, default: [:]][number] = file
    }
  }

  @discardableResult
  private mutating func add(symbol: String, scope: String, file: String) -> String {
    let name = scope.isEmpty ? symbol : scope + "." + symbol
    fileNameBySymbol[name] = file
    return name
  }
}
