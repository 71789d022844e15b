/// How a client is to treat a service, as the service's owner says (grpc/doc/service_config.md).
///
/// It is JSON. Unknown fields are ignored; one known field that is wrong spoils the whole.
package struct ServiceConfig: Hashable, Sendable {
  /// How calls are spread over the addresses.
  package enum LoadBalancing: Hashable, Sendable {
    case pickFirst(shuffleAddressList: Bool)
    case roundRobin
  }

  /// Of the text, in bytes.
  package static let bytesMax = 65_536

  package var loadBalancing: LoadBalancing
  package var retryThrottling: RetryThrottling?
  /// The service whose health decides whether a server is used; `nil` for no checks.
  package var healthCheckServiceName: String?
  private var configs: [MethodConfig]
  private var places: [MethodName: Int]

  /// What holds when nobody says anything.
  package static let empty = ServiceConfig()

  private init() {
    loadBalancing = .pickFirst(shuffleAddressList: false)
    configs = []
    places = [:]
  }

  package init(parsing json: String) throws(ServiceConfigError) {
    self.init()
    guard json.utf8.count <= ServiceConfig.bytesMax else {
      throw ServiceConfigError(
        path: "", reason: "has more than \(ServiceConfig.bytesMax) bytes")
    }
    guard let value = JSONValue(parsing: json) else {
      throw ServiceConfigError(path: "", reason: "is not JSON")
    }
    let root = ServiceConfigField(root: value)
    if let field = try root.field("loadBalancingConfig") {
      loadBalancing = try ServiceConfig.loadBalancing(field)
    }
    if let field = try root.field("methodConfig") { try readMethods(field) }
    if let field = try root.field("retryThrottling") {
      retryThrottling = try RetryThrottling(field)
    }
    if let field = try root.field("healthCheckConfig") {
      healthCheckServiceName = try field.field("serviceName")?.string()
    }
  }

  /// What holds for a method: its own entry, else that of its service, else the default one.
  package func methodConfig(service: String, method: String) -> MethodConfig? {
    let place =
      places[MethodName(service: service, method: method)]
      ?? places[MethodName(service: service, method: "")]
      ?? places[MethodName(service: "", method: "")]
    return place.map { configs[$0] }
  }

  func methodConfig(for method: MethodDescriptor) -> MethodConfig? {
    places.isEmpty ? nil : methodConfig(service: method.service, method: method.name)
  }

  private mutating func readMethods(_ field: ServiceConfigField) throws(ServiceConfigError) {
    for element in try field.elements() {
      let config = try MethodConfig(element)
      for nameField in try element.field("name")?.elements() ?? [] {
        let name = try MethodName(nameField)
        guard places.updateValue(configs.count, forKey: name) == nil else {
          throw nameField.error("stands for the second time")
        }
      }
      configs.append(config)
    }
  }

  /// The first known policy of the list.
  private static func loadBalancing(
    _ field: ServiceConfigField
  ) throws(ServiceConfigError) -> LoadBalancing {
    for element in try field.elements() {
      let names = try element.fieldNames()
      guard names.count == 1 else { throw element.error("does not have exactly one policy") }
      if let settings = try element.field("pick_first") {
        let shuffles = try settings.field("shuffleAddressList")?.bool() ?? false
        return .pickFirst(shuffleAddressList: shuffles)
      }
      if let settings = try element.field("round_robin") {
        _ = try settings.fieldNames()
        return .roundRobin
      }
    }
    throw field.error("has no known policy")
  }
}

/// What a part of the config stands for.
private struct MethodName: Hashable {
  /// Empty for every service.
  let service: String
  /// Empty for every method.
  let method: String

  init(service: String, method: String) {
    self.service = service
    self.method = method
  }

  init(_ field: ServiceConfigField) throws(ServiceConfigError) {
    service = try field.field("service")?.string() ?? ""
    method = try field.field("method")?.string() ?? ""
    guard method.isEmpty || !service.isEmpty else { throw field.error("lacks service") }
  }
}
