/// What a service config says about some methods.
package struct MethodConfig: Hashable, Sendable {
  /// Which further attempts are made.
  package enum Attempts: Hashable, Sendable {
    case one
    case retries(RetryPolicy)
    case hedges(HedgingPolicy)
  }

  /// Whether calls wait for a connection instead of failing with it; `nil` leaves it to the caller.
  package var waitForReady: Bool?
  /// The longest a call may take; `nil` leaves it to the caller.
  package var timeout: Duration?
  /// `nil` leaves it to the client.
  package var maxRequestMessageBytes: Int?
  /// `nil` leaves it to the client.
  package var maxResponseMessageBytes: Int?
  package var attempts: Attempts

  init(_ field: ServiceConfigField) throws(ServiceConfigError) {
    let bytes = 0...Int(UInt32.max)
    waitForReady = try field.field("waitForReady")?.bool()
    timeout = try field.field("timeout")?.duration()
    maxRequestMessageBytes = try field.field("maxRequestMessageBytes")?.integer(in: bytes)
    maxResponseMessageBytes = try field.field("maxResponseMessageBytes")?.integer(in: bytes)
    let retry = try field.field("retryPolicy").map(RetryPolicy.init)
    let hedging = try field.field("hedgingPolicy").map(HedgingPolicy.init)
    switch (retry, hedging) {
    case (.some, .some): throw field.error("has both retryPolicy and hedgingPolicy")
    case (let policy?, nil): attempts = .retries(policy)
    case (nil, let policy?): attempts = .hedges(policy)
    case (nil, nil): attempts = .one
    }
  }
}
