internal import ArgumentParser

/// How long the cases that repeat calls go on and what they put up with.
struct SoakFlags: ParsableArguments, Sendable {
  @Option(name: .customLong("soak_iterations"), help: "How many calls to make.")
  var iterations = 10

  @Option(name: .customLong("soak_max_failures"), help: "How many calls may fail or be slow.")
  var failuresMax = 0

  @Option(
    name: .customLong("soak_per_iteration_max_acceptable_latency_ms"),
    help: "After how many milliseconds a call is slow.")
  var latencyMilliseconds = 1_000

  @Option(
    name: .customLong("soak_min_time_ms_between_rpcs"),
    help: "The shortest time from the begin of a call to that of the next, in milliseconds.")
  var intervalMilliseconds = 0

  @Option(
    name: .customLong("soak_overall_timeout_seconds"),
    help: "After how many seconds to give up; unless given, when all calls could have been slow.")
  var timeoutSeconds: Int?

  @Option(name: .customLong("soak_request_size"), help: "The payload of a request, in bytes.")
  var requestSize = LargeCall.requestSize

  @Option(name: .customLong("soak_response_size"), help: "The payload of a response, in bytes.")
  var responseSize = LargeCall.responseSize

  @Option(name: .customLong("soak_num_threads"), help: "How many calls to make at a time.")
  var threads = 1

  @Option(
    name: .customLong("iteration_interval"),
    help: "The pause between the calls of long_lived_channel, in seconds.")
  var pauseSeconds = 10.0

  @Option(
    name: .customLong("concurrent_calls"),
    help: "How many calls concurrent_large_unary makes at a time.")
  var concurrentCalls = 1_000

  func validate() throws {
    guard iterations > 0, threads > 0, concurrentCalls > 0, failuresMax >= 0,
      latencyMilliseconds > 0, intervalMilliseconds >= 0, timeoutSeconds ?? 1 > 0,
      pauseSeconds >= 0, requestSize >= 0, responseSize >= 0
    else { throw ValidationError("A number is too small.") }
  }

  /// How long all calls may take together.
  var overallTimeout: Duration {
    timeoutSeconds.map { .seconds($0) }
      ?? .milliseconds(latencyMilliseconds) * ((iterations + threads - 1) / threads)
  }
}
