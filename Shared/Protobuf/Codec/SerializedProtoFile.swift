/// A proto file for tools that find out at run time how to call a server.
public struct SerializedProtoFile: Hashable, Sendable {
  /// The path by which other files import it, for example `laurel/quality/v1/form.proto`.
  public let name: String
  /// The serialised `google.protobuf.FileDescriptorProto`, without comments, in base64.
  public let base64: String

  /// A file with its path and descriptor.
  public init(name: String, base64: String) {
    self.name = name
    self.base64 = base64
  }
}
