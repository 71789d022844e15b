extension ServiceConfig {
  /// The service whose health counts; it does not where just one server is used.
  var watchedService: String? {
    loadBalancing == .roundRobin ? healthCheckServiceName : nil
  }

  func isBalanced(like other: ServiceConfig?) -> Bool {
    loadBalancing == other?.loadBalancing && watchedService == other?.watchedService
  }

  func makeBalancer() -> any Balancer {
    switch loadBalancing {
    case .pickFirst(let shuffles):
      PickFirst(
        PickFirst.Settings(shufflesEndpoints: shuffles), generator: SystemRandomNumberGenerator())
    case .roundRobin:
      RoundRobin(
        watchesHealth: watchedService != nil, generator: SystemRandomNumberGenerator())
    }
  }
}
