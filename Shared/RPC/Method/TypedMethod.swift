package import ProtobufJSON

/// A method with the types of its messages, for tools that find out at run time what to call.
package struct TypedMethod: Sendable {
  package let descriptor: MethodDescriptor
  package let request: any JSONMessage.Type
  package let response: any JSONMessage.Type

  package init(
    _ descriptor: MethodDescriptor, request: any JSONMessage.Type,
    response: any JSONMessage.Type
  ) {
    self.descriptor = descriptor
    self.request = request
    self.response = response
  }
}
