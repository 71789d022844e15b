import Testing

@testable import RPC

@Suite("ServiceConfig.init(parsing:)") struct ClientServiceConfigTests {
  static let retryPolicy = """
    {"maxAttempts": 4, "initialBackoff": "0.1s", "maxBackoff": "1s", "backoffMultiplier": 2,
     "retryableStatusCodes": ["UNAVAILABLE", "aborted", 8]}
    """

  @Test("is pick_first without further attempts when nothing is said")
  func empty() throws {
    let config = try ServiceConfig(parsing: "{}")
    #expect(config == .empty)
    #expect(config.loadBalancing == .pickFirst(shuffleAddressList: false))
    #expect(config.methodConfig(service: "a.B", method: "C") == nil)
  }

  @Test("reads everything it knows and ignores what it does not know")
  func everything() throws {
    let config = try ServiceConfig(
      parsing: """
        {"future": {"deep": [1]}, "loadBalancingConfig": [{"xds": {"a": 1}}, {"round_robin": {}}],
         "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1239},
         "healthCheckConfig": {"serviceName": "a.B", "more": true},
         "methodConfig": [{
           "name": [{"service": "a.B", "method": "C"}], "waitForReady": true, "timeout": "1.5s",
           "maxRequestMessageBytes": 1024, "maxResponseMessageBytes": "2048", "color": "red",
           "retryPolicy": \(Self.retryPolicy)}]}
        """)
    #expect(config.loadBalancing == .roundRobin)
    #expect(
      config.retryThrottling
        == RetryThrottling(maxMillitokens: 10_000, millitokensPerSuccess: 123))
    #expect(config.healthCheckServiceName == "a.B")
    let method = try #require(config.methodConfig(service: "a.B", method: "C"))
    #expect(method.waitForReady == true)
    #expect(method.timeout == .milliseconds(1500))
    #expect(method.maxRequestMessageBytes == 1024)
    #expect(method.maxResponseMessageBytes == 2048)
    let policy = RetryPolicy(
      maxAttempts: 4, initialBackoff: .milliseconds(100), maxBackoff: .seconds(1),
      backoffMultiplier: 2, retryableStatusCodes: [.unavailable, .aborted, .resourceExhausted])
    #expect(method.attempts == .retries(policy))
  }

  @Test("finds the method's entry, else the service's, else the default one")
  func lookup() throws {
    let config = try ServiceConfig(
      parsing: """
        {"methodConfig": [
          {"name": [{}], "timeout": "1s"},
          {"name": [{"service": "a.B"}, {"service": "a.D", "method": "E"}], "timeout": "2s"},
          {"name": [{"service": "a.B", "method": "C"}], "timeout": "3s"},
          {"timeout": "4s"}]}
        """)
    #expect(config.methodConfig(service: "a.B", method: "C")?.timeout == .seconds(3))
    #expect(config.methodConfig(service: "a.B", method: "X")?.timeout == .seconds(2))
    #expect(config.methodConfig(service: "a.D", method: "E")?.timeout == .seconds(2))
    #expect(config.methodConfig(service: "a.D", method: "X")?.timeout == .seconds(1))
    #expect(config.methodConfig(service: "x", method: "y")?.attempts == .one)
  }

  @Test(
    "takes the first policy it knows",
    arguments: [
      (#"[{"pick_first": {"shuffleAddressList": true}}]"#, true),
      (#"[{"grpclb": {}}, {"pick_first": {}}, {"round_robin": {}}]"#, false),
    ])
  func pickFirst(list: String, shuffles: Bool) throws {
    let config = try ServiceConfig(parsing: "{\"loadBalancingConfig\": \(list)}")
    #expect(config.loadBalancing == .pickFirst(shuffleAddressList: shuffles))
  }

  @Test("caps the number of attempts at five and takes null for absence")
  func hedging() throws {
    let config = try ServiceConfig(
      parsing: """
        {"methodConfig": [{"name": [{"service": "a.B", "method": null}], "retryPolicy": null,
          "hedgingPolicy": {"maxAttempts": 50, "hedgingDelay": "0.250s",
                            "nonFatalStatusCodes": ["UNAVAILABLE"]}}]}
        """)
    let policy = HedgingPolicy(
      maxAttempts: 5, hedgingDelay: .milliseconds(250), nonFatalStatusCodes: [.unavailable])
    #expect(config.methodConfig(service: "a.B", method: "C")?.attempts == .hedges(policy))
  }

  @Test(
    "names the field of a config that is wrong",
    arguments: [
      ("", "", "is not JSON"),
      ("[]", "", "is not an object"),
      (#"{"loadBalancingConfig": {}}"#, "loadBalancingConfig", "is not an array"),
      (#"{"loadBalancingConfig": []}"#, "loadBalancingConfig", "has no known policy"),
      (#"{"loadBalancingConfig": [{"x": 1}]}"#, "loadBalancingConfig", "has no known policy"),
      (
        #"{"loadBalancingConfig": [{"x": 1, "round_robin": {}}]}"#, "loadBalancingConfig[0]",
        "does not have exactly one policy"
      ),
      (
        #"{"loadBalancingConfig": [{"round_robin": 1}]}"#, "loadBalancingConfig[0].round_robin",
        "is not an object"
      ),
      (
        #"{"loadBalancingConfig": [{"pick_first": {"shuffleAddressList": 1}}]}"#,
        "loadBalancingConfig[0].pick_first.shuffleAddressList", "is neither true nor false"
      ),
      (
        #"{"retryThrottling": {"maxTokens": 1001, "tokenRatio": 1}}"#,
        "retryThrottling.maxTokens", "is not from 1 to 1000"
      ),
      (
        #"{"retryThrottling": {"maxTokens": 0, "tokenRatio": 1}}"#,
        "retryThrottling.maxTokens", "is not from 1 to 1000"
      ),
      (
        #"{"retryThrottling": {"maxTokens": 1, "tokenRatio": 0.0009}}"#,
        "retryThrottling.tokenRatio", "is less than 0.001"
      ),
      (#"{"retryThrottling": {"maxTokens": 1}}"#, "retryThrottling", "lacks tokenRatio"),
      (
        #"{"healthCheckConfig": {"serviceName": 1}}"#, "healthCheckConfig.serviceName",
        "is not a string"
      ),
    ])
  func refusals(json: String, path: String, reason: String) {
    let error = #expect(throws: ServiceConfigError.self) { try ServiceConfig(parsing: json) }
    #expect(error == ServiceConfigError(path: path, reason: reason))
  }

  @Test(
    "names the field of a method's config that is wrong",
    arguments: [
      (#""name": {}"#, "name", "is not an array"),
      (#""name": [{"method": "C"}]"#, "name[0]", "lacks service"),
      (
        #""name": [{"service": "a.B"}, {"service": "a.B"}]"#, "name[1]",
        "stands for the second time"
      ),
      (#""waitForReady": "true""#, "waitForReady", "is neither true nor false"),
      (#""timeout": 1"#, "timeout", #"is not a duration like "1.5s""#),
      (#""timeout": "1""#, "timeout", #"is not a duration like "1.5s""#),
      (#""timeout": "-1s""#, "timeout", #"is not a duration like "1.5s""#),
      (#""timeout": "1.0000000001s""#, "timeout", #"is not a duration like "1.5s""#),
      (#""timeout": "315576000001s""#, "timeout", "is too long"),
      (#""maxRequestMessageBytes": -1"#, "maxRequestMessageBytes", "is not from 0 to 4294967295"),
      (#""maxResponseMessageBytes": 1.5"#, "maxResponseMessageBytes", "is not a whole number"),
      (#""retryPolicy": {}"#, "retryPolicy", "lacks maxAttempts"),
      (
        #""retryPolicy": {"maxAttempts": 1}"#, "retryPolicy.maxAttempts",
        "is not from 2 to 4294967295"
      ),
      (#""hedgingPolicy": {"maxAttempts": true}"#, "hedgingPolicy.maxAttempts", "is not a number"),
      (
        #""hedgingPolicy": {"maxAttempts": 2, "nonFatalStatusCodes": [17]}"#,
        "hedgingPolicy.nonFatalStatusCodes[0]", "is not a status code"
      ),
    ])
  func methodRefusals(field: String, path: String, reason: String) {
    let error = #expect(throws: ServiceConfigError.self) {
      try ServiceConfig(parsing: "{\"methodConfig\": [{\(field)}]}")
    }
    #expect(error == ServiceConfigError(path: "methodConfig[0].\(path)", reason: reason))
  }

  @Test(
    "names the field of a retry policy that is wrong",
    arguments: [
      (#""initialBackoff": "0s""#, "initialBackoff", "is not more than zero"),
      (#""maxBackoff": "0.000s""#, "maxBackoff", "is not more than zero"),
      (#""backoffMultiplier": 0"#, "backoffMultiplier", "is not more than zero"),
      (#""retryableStatusCodes": []"#, "retryableStatusCodes", "is empty"),
      (#""retryableStatusCodes": ["NOPE"]"#, "retryableStatusCodes[0]", "is not a status code"),
    ])
  func retryRefusals(field: String, path: String, reason: String) throws {
    let name = try #require(field.split(separator: ":").first)
    let fields = [
      #""maxAttempts": 2"#, #""initialBackoff": "1s""#, #""maxBackoff": "1s""#,
      #""backoffMultiplier": 2"#, #""retryableStatusCodes": [14]"#,
    ]
    let policy = fields.map { $0.hasPrefix(name) ? field : $0 }.joined(separator: ",")
    let error = #expect(throws: ServiceConfigError.self) {
      try ServiceConfig(parsing: "{\"methodConfig\": [{\"retryPolicy\": {\(policy)}}]}")
    }
    #expect(error?.path == "methodConfig[0].retryPolicy.\(path)")
    #expect(error?.reason == reason)
  }

  @Test("refuses a method with both retries and hedges, and text without end")
  func conflicts() {
    let both = #expect(throws: ServiceConfigError.self) {
      try ServiceConfig(
        parsing: """
          {"methodConfig": [{"retryPolicy": \(Self.retryPolicy),
                             "hedgingPolicy": {"maxAttempts": 2}}]}
          """)
    }
    #expect(
      both?.description
        == "The service config's methodConfig[0] has both retryPolicy and hedgingPolicy.")
    let long = #expect(throws: ServiceConfigError.self) {
      try ServiceConfig(parsing: String(repeating: " ", count: 65_537))
    }
    #expect(long?.description == "The service config has more than 65536 bytes.")
    let deep = String(repeating: "[", count: 30_000)
    #expect(throws: ServiceConfigError.self) { try ServiceConfig(parsing: deep) }
  }
}
