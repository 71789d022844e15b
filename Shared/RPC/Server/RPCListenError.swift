/// An address on which a server cannot listen.
package struct RPCListenError: Error, Hashable, CustomStringConvertible {
  /// The address, for example `127.0.0.1:7401`.
  package let address: String
  /// What the operating system says, for example `Address already in use`.
  package let reason: String

  package var description: String { "cannot listen on \(address): \(reason)" }
}
