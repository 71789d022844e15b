internal import RPC

/// What `laurel call` tells of a call beside its responses.
enum CallReportText {
  /// What is sent along; credentials are not shown.
  static func request(_ metadata: RPCMetadata, to method: MethodDescriptor) -> String {
    ["> \(method.path.dropFirst())"].joined()
      + metadata.pairs.map { name, value in
        "\n> \(name): \(name == "authorization" ? "(not shown)" : value)"
      }.joined()
  }

  /// What came back along with the responses, and how the call ended.
  static func response(_ report: CallReport, code: RPCCode, duration: Duration) -> String {
    var lines: [String] = []
    if let peer = report.peerAddress { lines.append("< from \(peer)") }
    for pair in report.initialMetadata?.pairs ?? [] {
      lines.append("< \(pair.name): \(pair.value)")
    }
    for pair in report.trailingMetadata?.pairs ?? [] {
      lines.append("< \(pair.name): \(pair.value) (after the responses)")
    }
    let attempts = report.attemptCount == 1 ? "1 attempt" : "\(report.attemptCount) attempts"
    lines.append("\(code) after \(DurationText.milliseconds(duration)), \(attempts)")
    return lines.joined(separator: "\n")
  }

  /// Why a call failed, with all that the server says about it.
  static func failure(_ status: RPCStatus) -> String {
    var text = "\(status.code) (\(status.code.rawValue)): \(status.message)"
    if !status.reason.isEmpty {
      text += "\n  reason: \(status.reason)"
      if !status.domain.isEmpty { text += " (\(status.domain))" }
    }
    for (key, value) in status.metadata.sorted(by: { $0.key < $1.key }) {
      text += "\n  \(key): \(value)"
    }
    for violation in status.fieldViolations {
      text += "\n  field \(violation.field): \(violation.description)"
    }
    if let delay = status.retryDelay { text += "\n  try again in \(delay)" }
    return text
  }
}
