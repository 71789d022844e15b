/// How calls that failed are made again (gRPC proposal A6, `retryPolicy`).
package struct RetryPolicy: Hashable, Sendable {
  /// Including the first; larger values of a config count as this one.
  package static let attemptsMax = 5

  /// 2 to ``attemptsMax``.
  package var maxAttempts: Int
  package var initialBackoff: Duration
  package var maxBackoff: Duration
  /// More than 0.
  package var backoffMultiplier: Double
  /// Not empty.
  package var retryableStatusCodes: Set<RPCCode>

  init(_ field: ServiceConfigField) throws(ServiceConfigError) {
    maxAttempts = try RetryPolicy.maxAttempts(field)
    initialBackoff = try field.requiredField("initialBackoff").positiveDuration()
    maxBackoff = try field.requiredField("maxBackoff").positiveDuration()
    let multiplier = try field.requiredField("backoffMultiplier")
    backoffMultiplier = try multiplier.number()
    guard backoffMultiplier > 0 else { throw multiplier.error("is not more than zero") }
    let codes = try field.requiredField("retryableStatusCodes")
    retryableStatusCodes = try RetryPolicy.codes(codes)
    guard !retryableStatusCodes.isEmpty else { throw codes.error("is empty") }
  }

  package init(
    maxAttempts: Int, initialBackoff: Duration, maxBackoff: Duration, backoffMultiplier: Double,
    retryableStatusCodes: Set<RPCCode>
  ) {
    self.maxAttempts = min(maxAttempts, RetryPolicy.attemptsMax)
    self.initialBackoff = initialBackoff
    self.maxBackoff = maxBackoff
    self.backoffMultiplier = backoffMultiplier
    self.retryableStatusCodes = retryableStatusCodes
  }

  static func maxAttempts(_ field: ServiceConfigField) throws(ServiceConfigError) -> Int {
    let attempts = try field.requiredField("maxAttempts").integer(in: 2...Int(UInt32.max))
    return min(attempts, attemptsMax)
  }

  static func codes(_ field: ServiceConfigField) throws(ServiceConfigError) -> Set<RPCCode> {
    var codes: Set<RPCCode> = []
    for element in try field.elements() { codes.insert(try element.code()) }
    return codes
  }
}

/// How copies of a call are sent before the first has failed (gRPC proposal A6, `hedgingPolicy`).
package struct HedgingPolicy: Hashable, Sendable {
  /// 2 to ``RetryPolicy/attemptsMax``.
  package var maxAttempts: Int
  /// The pause before the next copy; zero sends all at once.
  package var hedgingDelay: Duration
  /// Failures with these codes leave the other copies alone; any other ends the call.
  package var nonFatalStatusCodes: Set<RPCCode>

  init(_ field: ServiceConfigField) throws(ServiceConfigError) {
    maxAttempts = try RetryPolicy.maxAttempts(field)
    hedgingDelay = try field.field("hedgingDelay")?.duration() ?? .zero
    nonFatalStatusCodes = try field.field("nonFatalStatusCodes").map(RetryPolicy.codes) ?? []
  }

  package init(maxAttempts: Int, hedgingDelay: Duration, nonFatalStatusCodes: Set<RPCCode>) {
    self.maxAttempts = min(maxAttempts, RetryPolicy.attemptsMax)
    self.hedgingDelay = hedgingDelay
    self.nonFatalStatusCodes = nonFatalStatusCodes
  }
}

/// When further attempts are given up to spare a server that fails (gRPC proposal A6,
/// `retryThrottling`).
package struct RetryThrottling: Hashable, Sendable {
  /// In thousandths of a token; 1,000 to 1,000,000.
  package var maxMillitokens: Int
  /// What a success gives back, in thousandths of a token; at least 1.
  package var millitokensPerSuccess: Int

  init(_ field: ServiceConfigField) throws(ServiceConfigError) {
    maxMillitokens = try field.requiredField("maxTokens").integer(in: 1...1000) * 1000
    let ratioField = try field.requiredField("tokenRatio")
    let ratio = try ratioField.number()
    // Decimals beyond the third count for nothing; more than all tokens is as good as all.
    let thousandths = (ratio * 1000 + 1e-6).rounded(.down)
    guard thousandths >= 1 else { throw ratioField.error("is less than 0.001") }
    millitokensPerSuccess = Int(min(thousandths, Double(maxMillitokens)))
  }

  package init(maxMillitokens: Int, millitokensPerSuccess: Int) {
    self.maxMillitokens = maxMillitokens
    self.millitokensPerSuccess = millitokensPerSuccess
  }
}
