internal import HTTP2
internal import Logging

/// A method with what the server prepares once for it.
final class Route: Sendable {
  let method: RPCMethod
  let logger: Logger
  let path: [UInt8]
  let kind: MethodDescriptor.Kind
  let takesOneRequest: Bool
  /// Whether somebody has to be known to make the call.
  let verifiesCaller: Bool
  let deadlineMax: Duration

  init(_ method: RPCMethod, logger: Logger) {
    self.method = method
    var logger = logger
    logger[metadataKey: "rpc.method"] = "\(method.descriptor.path.dropFirst())"
    self.logger = logger
    path = Array(method.descriptor.path.utf8)
    kind = method.descriptor.kind
    takesOneRequest = method.descriptor.takesOneRequest
    verifiesCaller = method.policy.access != .anybody
    deadlineMax = method.policy.deadlineMax
  }

  fileprivate func hasPath(_ other: ArraySlice<UInt8>) -> Bool {
    let path = path
    return path.span.isEqual(to: other.span)
  }
}

/// Finds the method of a path without making a `String` of it.
struct RouteTable: Sendable {
  /// A power of two, at least twice the number of routes, so that a search always ends.
  private let slots: [Route?]

  init(_ routes: [Route]) {
    var capacity = 16
    while capacity < routes.count * 4 { capacity *= 2 }
    var slots = [Route?](repeating: nil, count: capacity)
    for route in routes {
      var index = RouteTable.hash(route.path[...]) & (capacity - 1)
      while let other = slots[index] {
        precondition(other.path != route.path, "two handlers for one method")
        index = (index + 1) & (capacity - 1)
      }
      slots[index] = route
    }
    self.slots = slots
  }

  func route(for path: ArraySlice<UInt8>) -> Route? {
    var index = RouteTable.hash(path) & (slots.count - 1)
    while let route = slots[index] {
      if route.hasPath(path) { return route }
      index = (index + 1) & (slots.count - 1)
    }
    return nil
  }

  /// FNV-1a, 64 bits.
  private static func hash(_ path: ArraySlice<UInt8>) -> Int {
    let path = path.span
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in path.indices { hash = (hash ^ UInt64(path[index])) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
