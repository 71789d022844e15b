/// A target that cannot be read.
package struct RPCTargetError: Error, Hashable, Sendable {
  /// What is wrong with it.
  package enum Reason: Error, Hashable, Sendable {
    case empty
    case tooLong(bytesMax: Int)
    case unknownScheme(String)
    /// The target names a DNS server, but names are looked up by the operating system.
    case nameServer(String)
    /// A scheme without an authority part was given one.
    case authority(String)
    case emptyHost
    case notAName(String)
    case notAnAddress(String)
    case unclosedBracket
    case invalidPort(String)
    case tooManyAddresses(max: Int)
    case emptyPath
    case invalidPath
  }

  /// The target as it was given.
  package let target: String
  package let reason: Reason
}

extension RPCTargetError: CustomStringConvertible {
  package var description: String { "The target \"\(target)\" \(reason)." }
}

extension RPCTargetError.Reason: CustomStringConvertible {
  /// The rest of a sentence that begins with the target.
  package var description: String {
    switch self {
    case .empty: "is empty"
    case .tooLong(let max): "has a part of more than \(max) bytes"
    case .unknownScheme(let scheme):
      "has the scheme \"\(scheme)\", not dns, unix, unix-abstract, ipv4 or ipv6"
    case .nameServer(let server):
      "names the DNS server \"\(server)\", but names are looked up by the operating system"
    case .authority(let authority): "has the authority \"\(authority)\", which it cannot have"
    case .emptyHost: "names no host"
    case .notAName(let host): "has \"\(host)\" for a host, which is no name"
    case .notAnAddress(let text): "has \"\(text)\" where an address of its scheme is needed"
    case .unclosedBracket: "has brackets that do not enclose an address alone"
    case .invalidPort(let text): "has the port \"\(text)\", not a number from 1 to 65535"
    case .tooManyAddresses(let max): "has more than \(max) addresses"
    case .emptyPath: "names no socket"
    case .invalidPath: "has a NUL in its path"
    }
  }
}
