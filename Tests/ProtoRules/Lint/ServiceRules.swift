@testable import MessageGenerator

extension LintRule {
  /// How services and their calls are made and called.
  static let services: [LintRule] = [
    casing("RPC_PASCAL_CASE", \.methods, "PascalCase", NameCase.pascal),
    casing("SERVICE_PASCAL_CASE", \.services, "PascalCase", NameCase.pascal),
    LintRule("SERVICE_SUFFIX", \.services) { service in
      service.name.hasSuffix("Service") ? nil : "does not end with Service"
    },
    LintRule("RPC_NO_CLIENT_STREAMING", \.methods) { method in
      method.isClientStreaming ? "takes a stream" : nil
    },
    LintRule("RPC_NO_SERVER_STREAMING", \.methods) { method in
      method.isServerStreaming ? "answers with a stream" : nil
    },
    LintRule("RPC_REQUEST_STANDARD_NAME", \.methods) { method in
      misnaming(of: "request", method.input, ending: "Request", in: method)
    },
    LintRule("RPC_RESPONSE_STANDARD_NAME", \.methods) { method in
      misnaming(of: "response", method.output, ending: "Response", in: method)
    },
    LintRule("RPC_REQUEST_RESPONSE_UNIQUE", sharedMessages),
  ]

  /// Why a request or response is not called after its method, with or without the service.
  private static func misnaming(
    of role: String, _ type: String, ending: String, in method: Schema.Method
  ) -> String? {
    let name = type.split(separator: ".").last.map(String.init) ?? ""
    let short = NameCase.pascal(method.name) + ending
    let long = NameCase.pascal(method.serviceName) + short
    return [short, long].contains(name)
      ? nil : "the \(role) is called \(name), neither \(short) nor \(long)"
  }

  /// Methods with a message that is also their own answer, or a message of another method.
  private static func sharedMessages(_ schema: Schema) -> [Finding] {
    var users: [String: Set<String>] = [:]
    for method in schema.methods {
      for type in [method.input, method.output] {
        users[type, default: []].insert(method.fullName)
      }
    }
    return schema.methods.flatMap { method in
      let place = method.element.place
      var findings: [Finding] = []
      if method.input == method.output {
        findings.append(Finding(place, "request and response are both \(method.input)"))
      }
      for type in Set([method.input, method.output]).sorted() {
        let others = (users[type] ?? []).subtracting([method.fullName]).sorted()
        if !others.isEmpty {
          let list = others.joined(separator: ", ")
          findings.append(Finding(place, "\(type) is also a message of \(list)"))
        }
      }
      return findings
    }
  }
}
