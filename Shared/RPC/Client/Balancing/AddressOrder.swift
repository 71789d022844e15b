/// The order in which addresses are tried.
enum AddressOrder {
  /// Each address once, the kinds taking turns, beginning with that of the first (RFC 8305, 4);
  /// within a kind the order stays.
  static func interleaved(_ addresses: [SocketEndpoint]) -> [SocketEndpoint] {
    var families: [SocketEndpoint.Family] = []
    var lists: [SocketEndpoint.Family: [SocketEndpoint]] = [:]
    var seen: Set<SocketEndpoint> = []
    for address in addresses where seen.insert(address).inserted {
      if lists[address.family] == nil { families.append(address.family) }
      lists[address.family, default: []].append(address)
    }
    var ordered: [SocketEndpoint] = []
    var place = 0
    while ordered.count < seen.count {
      for family in families {
        if let list = lists[family], place < list.count { ordered.append(list[place]) }
      }
      place += 1
    }
    return ordered
  }
}
