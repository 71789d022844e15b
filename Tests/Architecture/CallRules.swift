import Foundation
import Testing

@Suite("Call rules")
struct CallRules {
  /// One RPC of the protos.
  struct Method: CustomStringConvertible {
    let package: String
    let service: String
    let name: String
    var description: String { "\(package).\(service).\(name)" }

    /// The services of the suite that answer it.
    var owners: [String] {
      switch package {
      case "laurel.events.v1": ["Gamification", "Learning", "Coaching"]
      default: [package.split(separator: ".")[1].capitalized]
      }
    }

    var policy: String { name.prefix(1).lowercased() + name.dropFirst() + "Policy" }
  }

  private static let methods: [Method] = Repository.files(
    under: "Protos/laurel", extensions: ["proto"]
  ).flatMap { file -> [Method] in
    guard let package = file.text.firstMatch(of: /(?m)^package ([a-z0-9.]+);/)?.1,
      let service = file.text.firstMatch(of: /(?m)^service (\w+) \{/)?.1
    else { return [] }
    return file.text.matches(of: /(?m)^  rpc (\w+)\(/).map {
      Method(package: String(package), service: String(service), name: String($0.1))
    }
  }

  @Test("the protos hold the calls of all services")
  func methodsAreFound() {
    #expect(Self.methods.count >= 45)
  }

  @Test("every call has a handler in a file of its name that begins with its policy")
  func handlers() {
    var findings: [String] = []
    for method in Self.methods {
      for owner in method.owners {
        let name = "/\(method.service)+\(method.name).swift"
        let file = Repository.sources.first {
          $0.path.hasPrefix("Services/\(owner)/Handlers/") && $0.path.hasSuffix(name)
        }
        guard let file else {
          findings.append("\(owner) has no file \(name)")
          continue
        }
        if !file.text.contains("static let \(method.policy) = MethodPolicy(") {
          findings.append("\(file.path) has no \(method.policy)")
        }
      }
    }
    expectNone(findings, "a call needs a handler with a policy")
  }

  @Test("every call has a test suite of its name")
  func suites() {
    var findings: [String] = []
    for method in Self.methods {
      for owner in method.owners {
        let name = "@Suite(\"\(method.service).\(method.name)\""
        let tests = Repository.sources.filter {
          $0.path.hasPrefix("Tests/Services/\(owner)ServiceTests/")
        }
        if !tests.contains(where: { $0.text.contains(name) }) {
          findings.append("\(method) has no suite in \(owner)ServiceTests")
        }
      }
    }
    expectNone(findings, "a call needs tests")
  }

  @Test("every list is paged and every create takes a request id")
  func requestShapes() {
    var findings: [String] = []
    for file in Repository.files(under: "Protos/laurel", extensions: ["proto"]) {
      for message in file.text.matches(of: /(?ms)^message (\w+)Request \{(.*?)^\}/) {
        let name = String(message.1)
        let body = String(message.2)
        if name.hasPrefix("List"), !body.contains("page_token") {
          findings.append("\(file.path): \(name)Request is not paged")
        }
        if name.hasPrefix("Create"), !body.contains("string request_id") {
          findings.append("\(file.path): \(name)Request has no request_id")
        }
      }
    }
    expectNone(findings, "API style")
  }
}
