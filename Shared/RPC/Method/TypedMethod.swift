package import Protobuf

/// A method with the types of its messages, for tools that find out at run time what to call.
package struct TypedMethod: Sendable {
  package let descriptor: MethodDescriptor
  package let request: any GeneratedMessage.Type
  package let response: any GeneratedMessage.Type

  package init(
    _ descriptor: MethodDescriptor, request: any GeneratedMessage.Type,
    response: any GeneratedMessage.Type
  ) {
    self.descriptor = descriptor
    self.request = request
    self.response = response
  }
}
