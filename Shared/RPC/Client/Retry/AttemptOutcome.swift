/// How one attempt of a call ended.
enum AttemptOutcome: Hashable {
  /// It never reached the wire, for example because the connection broke before.
  case neverLeft
  /// It reached the server, but not the service: the stream was refused (`REFUSED_STREAM`), or is
  /// above the last one that a GOAWAY names.
  case refused(RPCCode)
  /// The server answered, or the attempt failed in any other way.
  case ended(RPCCode, RetryPushback)

  /// What the caller gets if there is no other attempt.
  var code: RPCCode {
    switch self {
    case .neverLeft: .unavailable
    case .refused(let code), .ended(let code, _): code
    }
  }
}

/// What the server says about another attempt (`grpc-retry-pushback-ms` in the trailers).
enum RetryPushback: Hashable {
  /// Nothing.
  case none
  case wait(Duration)
  /// No other attempt, please.
  case stop

  /// Reads the values of the header; several, negative ones and such that are no `int32` mean stop.
  init(values: [String]) {
    guard let text = values.first else {
      self = .none
      return
    }
    if values.count == 1, let milliseconds = Int32(text), milliseconds >= 0 {
      self = .wait(.milliseconds(milliseconds))
    } else {
      self = .stop
    }
  }
}
