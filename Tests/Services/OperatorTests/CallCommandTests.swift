import Auth
import Foundation
import Messages
import RPC
import Testing
import WellKnownMessages

@Suite("laurel call")
struct CallCommandTests {
  @Test("calls a method with JSON and writes the response as a line of JSON")
  func unary() async throws {
    try await CalledServer.with { server in
      let outcome = try await server.call(
        "laurel.quality.v1.FormService/GetForm", #"{"formId": "f1"}"#)
      #expect(outcome.status == 0)
      #expect(outcome.output == #"{"form":{"formId":"f1"}}"# + "\n")
      #expect(outcome.errors == "")
    }
  }

  @Test("sends an empty request unless another is given")
  func emptyRequest() async throws {
    try await CalledServer.with { server in
      let outcome = try await server.call("grpc.health.v1.Health/Check")
      #expect(outcome.status == 0)
      #expect(outcome.output == #"{"status":"SERVING"}"# + "\n")
    }
  }

  @Test("writes each response of a stream as a line")
  func serverStreaming() async throws {
    try await CalledServer.with { server in
      let outcome = try await server.call("laurel.learning.v1.AssignmentService/ExportAssignments")
      #expect(outcome.status == 0)
      #expect(
        outcome.output
          == (1...3).map { #"{"assignments":[{"assignmentId":"\#($0)"}]}"# + "\n" }
          .joined())
    }
  }

  @Test("sends each line of standard input as a request")
  func clientStreaming() async throws {
    try await CalledServer.with { server in
      let method = "laurel.gamification.v1.FactService/RecordFacts"
      let outcome = try await server.call(
        method, "-", input: "{\"facts\": [{}, {}]}\n\n{\"facts\": [{}]}")
      #expect(outcome.status == 0)
      #expect(outcome.output == #"{"createdCount":"3"}"# + "\n")
      let none = try await server.call(method)
      #expect(none.output == "{}\n")
    }
  }

  @Test("sends none of many requests when one is wrong, and says which line that is")
  func wrongLine() async throws {
    let method = "laurel.gamification.v1.FactService/RecordFacts"
    let outcome = try await CalledServer.run(
      ["call", "127.0.0.1:1", method, "-"],
      input: "{\"facts\": [{}, {}]}\n\n{\"facts\": [{}, {\"activity\": 1.5}]}\n{}\n")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(
      outcome.errors == """
        Error: The request is refused at line 3, column 29, in facts[1].activity: an object was \
        expected.
        `laurel call --describe \(method)` shows what the method takes.

        """, "\(outcome.errors)")
  }

  @Test("reads one request from all lines of standard input, and says where it is wrong")
  func manyLines() async throws {
    try await CalledServer.with { server in
      let method = "laurel.quality.v1.FormService/GetForm"
      let right = try await server.call(method, "-", input: "{\n  \"formId\":\n    \"f1\"\n}\n")
      #expect(right.output == #"{"form":{"formId":"f1"}}"# + "\n", "\(right.errors)")
      let wrong = try await server.call(method, "-", input: "{\n  \"formId\":\n    1\n}\n")
      #expect(wrong.status == 1)
      #expect(
        wrong.errors.hasPrefix(
          "Error: The request is refused at line 3, column 5, in formId: a string was expected.\n"),
        "\(wrong.errors)")
    }
  }

  @Test("writes answers while it sends requests")
  func bidirectional() async throws {
    try await CalledServer.with { server in
      let outcome = try await server.call(
        "grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "-",
        input: #"{"listServices": ""}"# + "\n" + #"{"fileByFilename": "none.proto"}"# + "\n")
      #expect(outcome.status == 0)
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.count == 2)
      #expect(lines.first?.contains("laurel.quality.v1.FormService") == true)
      #expect(lines.last?.contains(#""errorCode":5"#) == true)
    }
  }

  @Test("ends with 64 and the code of a call that fails, and tells all that the server says")
  func failure() async throws {
    try await CalledServer.with { server in
      let outcome = try await server.call(
        "laurel.quality.v1.FormService/GetForm", #"{"formId": "missing"}"#)
      #expect(outcome.status == 64 + 5)
      #expect(outcome.output == "")
      #expect(
        outcome.errors == """
          NOT_FOUND (5): There is no such form.
            reason: FORM_NOT_FOUND (called.laurel)
            form: missing
            field formId: names no form
            try again in 1.5 seconds

          """, "\(outcome.errors)")
      let required = try await server.call("laurel.quality.v1.FormService/GetForm")
      #expect(required.status == 64 + 3)
      #expect(required.errors.contains("\n  field form_id: is required\n"))
    }
  }

  @Test("ends with 68 when the time is over and with 78 when nobody is there")
  func unavailable() async throws {
    try await CalledServer.with { server in
      let late = try await server.call(
        "laurel.quality.v1.FormService/GetForm", #"{"formId": "slow"}"#, "--timeout", "100ms")
      #expect(late.status == 64 + 4)
      #expect(late.errors.hasPrefix("DEADLINE_EXCEEDED (4): "))
    }
    let nobody = try await CalledServer.run(["call", "127.0.0.1:1", "grpc.health.v1.Health/Check"])
    #expect(nobody.status == 64 + 14)
  }

  @Test(
    "ends with 64 for a wrong target, method or option and with 1 for a wrong request",
    arguments: [
      (["call"], 64, "TARGET"), (["call", "127.0.0.1:1"], 64, "METHOD"),
      (["call", "127.0.0.1:1", "--list"], 64, "--list"),
      (["call", "--describe", "Check"], 64, "grpc.health.v1.Health/Check"),
      (["call", "127.0.0.1:1", "Check"], 64, "grpc.health.v1.Health/Check"),
      (["call", "127.0.0.1:1", "grpc.health.v1.Health/Check", "{"], 1, "line 1, column 2: "),
      (
        ["call", "127.0.0.1:1", "grpc.health.v1.Health/Check", #"{"a": 1}"#], 1,
        "line 1, column 2: there is no field \"a\".\n`laurel call --describe grpc.health.v1.Health"
      ),
      (["call", "nobody", "grpc.health.v1.Health/Check"], 64, "gamification, learning"),
      (["call", "x://y:1", "grpc.health.v1.Health/Check"], 64, "scheme"),
      (["call", "127.0.0.1:1", "grpc.health.v1.Health/Check", "--timeout", "5"], 64, "--timeout"),
      (
        ["call", "127.0.0.1:1", "grpc.health.v1.Health/Check", "--metadata", "a"], 64,
        "name:value"
      ),
      (
        ["call", "127.0.0.1:1", "grpc.health.v1.Health/Check", "--metadata", "te:x"], 64,
        "reserved"
      ),
      (
        ["call", "127.0.0.1:1", "grpc.health.v1.Health/Check", "--metadata", "x-bin:###"], 64,
        "base64"
      ),
    ] as [([String], Int, String)])
  func mistakes(_ arguments: [String], _ status: Int, _ text: String) async throws {
    let outcome = try await CalledServer.run(arguments)
    #expect(outcome.status == status)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(text), "\(outcome.errors)")
  }

  @Test("lists and describes methods without a server")
  func looks() async throws {
    let list = try await CalledServer.run(["call", "--list"])
    #expect(list.status == 0)
    #expect(list.output.contains("laurel.quality.v1.EvaluationService\n  GetEvaluation\n"))
    let name = "laurel.quality.v1.EvaluationService/GetEvaluation"
    let description = try await CalledServer.run(["call", "--describe", name])
    #expect(description.status == 0)
    #expect(description.output.contains("  evaluationId  string, required\n"))
  }

  @Test("sends metadata, and shows both ways what went along, but no credentials")
  func metadata() async throws {
    try await CalledServer.with { server in
      let outcome = try await server.call(
        "laurel.quality.v1.FormService/GetForm", #"{"formId": "f1"}"#, "--verbose", "--metadata",
        "x-echo: back", "--metadata", "authorization:Bearer s3cret")
      #expect(outcome.status == 0)
      let lines = outcome.errors.split(separator: "\n").map(String.init)
      #expect(
        lines.dropLast() == [
          "> laurel.quality.v1.FormService/GetForm", "> x-echo: back",
          "> authorization: (not shown)", "< from \(server.address)",
          "< x-authorization: present",
          "< x-echoed: back", "< x-after: end (after the responses)",
        ], "\(outcome.errors)")
      #expect(lines.last?.hasPrefix("OK after ") == true)
      #expect(lines.last?.hasSuffix(" ms, 1 attempt") == true)
    }
  }

  @Test("shows every frame when it is asked to, but no credentials and no content")
  func frames() async throws {
    try await CalledServer.with { server in
      let outcome = try await server.call(
        "laurel.quality.v1.FormService/GetForm", #"{"formId": "s3cret"}"#, "--frames",
        "--metadata", "authorization:Bearer s3cret")
      #expect(outcome.status == 0)
      let lines = outcome.errors.split(separator: "\n").map(String.init)
      #expect(lines.first?.hasPrefix("-> SETTINGS stream 0, ") == true)
      #expect(lines.contains { $0.hasPrefix("<- HEADERS stream 1, ") })
      #expect(lines.contains("-> DATA stream 1, 13 bytes, END_STREAM"), "\(outcome.errors)")
      let path = ":path=/laurel.quality.v1.FormService/GetForm"
      #expect(lines.contains { $0.contains(path) && $0.contains(" authorization") })
      #expect(!outcome.errors.contains("s3cret"))
    }
  }

  @Test("gives credentials to services of the suite only")
  func credentials() async throws {
    try await CalledServer.with { server in
      let secrets = FileManager.default.temporaryDirectory
        .appending(path: "laurel-\(UUID().uuidString)")
      try FileManager.default.createDirectory(
        at: secrets.appending(path: "operator"), withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: secrets) }
      try Data(TokenSigner.makePrivateKeyPEM().utf8)
        .write(to: secrets.appending(path: "operator/service.pem"))
      let environment = [
        "LAUREL_PEER_QUALITY": server.address, "LAUREL_SECRETS_DIRECTORY": secrets.path(),
      ]
      let method = "laurel.quality.v1.FormService/GetForm"
      let request = #"{"formId": "f1"}"#
      for (target, seen) in [("quality", "present"), (server.address, "absent")] {
        let outcome = try await CalledServer.run(
          ["call", target, method, request, "--verbose"], environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("\n< x-authorization: \(seen)\n"), "\(outcome.errors)")
      }
    }
  }
}
