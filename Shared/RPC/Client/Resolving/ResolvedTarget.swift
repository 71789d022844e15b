/// One server, which may have several addresses.
package struct ResolvedEndpoint: Hashable, Sendable {
  /// In order of preference.
  package var addresses: [SocketEndpoint]

  package init(addresses: [SocketEndpoint]) { self.addresses = addresses }
}

/// What a target stands for at the moment.
package struct ResolvedTarget: Hashable, Sendable {
  /// In order of preference.
  package var endpoints: [ResolvedEndpoint]
  /// What the source of the addresses says about the service; `nil` for nothing.
  package var serviceConfig: ServiceConfig?

  package init(endpoints: [ResolvedEndpoint], serviceConfig: ServiceConfig? = nil) {
    self.endpoints = endpoints
    self.serviceConfig = serviceConfig
  }
}
