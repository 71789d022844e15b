/// A method and who may call it.
public final class MethodTerms: Sendable {
  package let method: MethodDescriptor
  package let policy: MethodPolicy

  /// The terms of a method.
  public init(_ method: MethodDescriptor, _ policy: MethodPolicy) {
    self.method = method
    self.policy = policy
  }
}
