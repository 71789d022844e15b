/// What a client talks to, in gRPC's name syntax (grpc/doc/naming.md).
///
/// `dns:[//authority/]host[:port]`, `unix:path`, `unix:///path`, `unix-abstract:name`,
/// `ipv4:address[:port],…`, `ipv6:[address]:port,…`; without a scheme, the host of `dns`. The port
/// is 443 where none is given.
package struct RPCTarget: Hashable, Sendable {
  /// Where the addresses come from.
  package enum Location: Hashable, Sendable {
    /// A name to look up.
    case name(host: String, port: Int)
    /// Addresses that need no look-up; at least one.
    case endpoints([SocketEndpoint])
  }

  /// Of a whole target, in bytes.
  package static let bytesMax = 4096
  /// Of one list.
  package static let addressesMax = 128
  /// Of the path or name of a Unix socket, in bytes; the system allows no more on every platform.
  package static let pathBytesMax = 103

  package let location: Location
  /// The `:authority` of calls: `host:port`, and `localhost` for Unix sockets.
  package let authority: String
  /// The target with its scheme, for logs and metrics.
  package let description: String

  package init(parsing text: String) throws(RPCTargetError) {
    do throws(RPCTargetError.Reason) {
      try self.init(checking: text)
    } catch {
      throw RPCTargetError(target: String(text.prefix(256)), reason: error)
    }
  }

  /// A host, by name or address, and a port.
  package init(_ address: RPCAddress) {
    let place = HostPort(host: address.host, port: address.port)
    location =
      place.isNumeric
      ? .endpoints([.inet(host: address.host, port: address.port)])
      : .name(host: address.host, port: address.port)
    authority = place.description
    description = "dns:///\(place)"
  }

  /// A server in the same process; the name is for people.
  init(inProcess name: String) {
    location = .endpoints([.unix(name)])
    authority = "localhost"
    description = "in-process:\(name)"
  }

  /// The name that the certificate of the server has to carry.
  var serverName: String {
    switch location {
    case .name(let host, _): host
    case .endpoints(let endpoints):
      if case .inet(let host, _) = endpoints.first { host } else { "localhost" }
    }
  }

  private init(checking text: String) throws(RPCTargetError.Reason) {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= RPCTarget.bytesMax else { throw .tooLong(bytesMax: Self.bytesMax) }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts.count == 2 ? parts[1] : ""
    switch parts.count == 2 ? parts[0].lowercased() : "" {
    case "dns": try self.init(name: RPCTarget.path(rest, serverAllowed: true))
    case "unix":
      self.init(socket: .unix(try RPCTarget.socketPath(rest)))
    case "unix-abstract":
      self.init(socket: .unixAbstract(try RPCTarget.socketPath(rest)))
    case "ipv4": try self.init(list: RPCTarget.path(rest), scheme: "ipv4", HostPort.isIPv4)
    case "ipv6": try self.init(list: RPCTarget.path(rest), scheme: "ipv6", HostPort.isIPv6)
    case let scheme where rest.hasPrefix("//"): throw .unknownScheme(scheme)
    default: try self.init(name: text[...])
    }
  }

  private init(name: Substring) throws(RPCTargetError.Reason) {
    let place = try HostPort(parsing: name)
    if place.isNumeric {
      location = .endpoints([.inet(host: place.host, port: place.port)])
    } else {
      try place.checkName()
      location = .name(host: place.host, port: place.port)
    }
    authority = place.description
    description = "dns:///\(place)"
  }

  private init(socket: SocketEndpoint) {
    location = .endpoints([socket])
    authority = "localhost"
    description = socket.description
  }

  private init(
    list: Substring, scheme: String, _ isAddress: (Substring) -> Bool
  ) throws(RPCTargetError.Reason) {
    let texts = list.split(separator: ",", omittingEmptySubsequences: false)
    guard texts.count <= RPCTarget.addressesMax else {
      throw .tooManyAddresses(max: RPCTarget.addressesMax)
    }
    var places: [HostPort] = []
    for text in texts {
      let place = try HostPort(parsing: text)
      guard isAddress(place.host[...]) else { throw .notAnAddress(place.host) }
      places.append(place)
    }
    location = .endpoints(places.map { .inet(host: $0.host, port: $0.port) })
    authority = places[0].description
    description = "\(scheme):" + places.map(\.description).joined(separator: ",")
  }

  /// What follows `//authority/`, or all when there is no such thing.
  private static func path(
    _ text: Substring, serverAllowed: Bool = false
  ) throws(RPCTargetError.Reason) -> Substring {
    guard text.hasPrefix("//") else { return text }
    let parts = text.dropFirst(2).split(
      separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].isEmpty else {
      throw serverAllowed ? .nameServer(String(parts[0])) : .authority(String(parts[0]))
    }
    return parts.count == 2 ? parts[1] : ""
  }

  private static func socketPath(
    _ text: Substring
  ) throws(RPCTargetError.Reason) -> String {
    var encoded = text
    if text.hasPrefix("//") {
      let authority = text.dropFirst(2).prefix { $0 != "/" }
      guard authority.isEmpty else { throw .authority(String(authority)) }
      encoded = text.dropFirst(2)
    }
    let path = PercentEncoding.decode(Array(encoded.utf8)[...])
    guard !path.isEmpty else { throw .emptyPath }
    guard !path.utf8.contains(0) else { throw .invalidPath }
    guard path.utf8.count <= pathBytesMax else { throw .tooLong(bytesMax: pathBytesMax) }
    return path
  }
}

extension RPCTarget: CustomStringConvertible {}
