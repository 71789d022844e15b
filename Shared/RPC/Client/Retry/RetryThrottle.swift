/// The tokens that failures use up, for all calls of a client to one server name (gRPC proposal
/// A6, "Throttling Retry Attempts and Hedged RPCs").
struct RetryThrottle: Hashable {
  /// In thousandths, like everything here.
  private(set) var millitokens: Int
  private var settings: RetryThrottling

  /// Starts full.
  init(_ settings: RetryThrottling) {
    self.settings = settings
    millitokens = settings.maxMillitokens
  }

  /// Whether further attempts may be made: more than half of the tokens are there.
  var allowsAttempts: Bool { millitokens * 2 > settings.maxMillitokens }

  /// An attempt has failed with a code that allows another, or the server asked for no more.
  mutating func recordFailure() { millitokens = max(0, millitokens - 1000) }

  /// An attempt has succeeded.
  mutating func recordSuccess() {
    millitokens = min(settings.maxMillitokens, millitokens + settings.millitokensPerSuccess)
  }

  /// Takes over the settings of a new service config, and keeps the part that is used up.
  mutating func adopt(_ settings: RetryThrottling) {
    millitokens = millitokens * settings.maxMillitokens / self.settings.maxMillitokens
    self.settings = settings
  }
}
