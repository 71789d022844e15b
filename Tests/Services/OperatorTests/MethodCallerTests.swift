import Messages
import Protobuf
import ProtobufJSON
import RPC
import Testing
import WellKnownMessages

@testable import laurel

@Suite("MethodCaller.messages")
struct MethodCallerTests {
  private static let method = QualityV1.EvaluationServiceMethods.submitEvaluation

  private static func messages<Value: JSONMessage>(
    _ lines: String..., as type: Value.Type = Value.self
  ) throws(CommandFailure) -> [Value] {
    let documents = lines.enumerated().map { index, json in
      CallRequests.Document(json: Array(json.utf8), line: index + 1)
    }
    return try MethodCaller.messages(of: documents, for: method)
  }

  private static let samples: [any JSONMessage] = [
    QualityV1.Evaluation(
      evaluationID: "e", formVersion: -3, state: .released,
      answers: [
        .init(questionID: "q", answerID: "a"), .init(notApplicable: true, comment: "ü\"\n"),
      ],
      score: .init(totalBasisPoints: 0, fatal: true, groupScores: [.init()]),
      createTime: .init(seconds: 951_782_400, nanos: 123_456_789),
      releaseWorkday: .init(year: 2000, month: 2)),
    GamificationV1.Measurement(measureID: "m", amount: -.infinity, topics: ["a", ""]),
    QualityV1.SummarizeInteractionsResponse(handledCount: .max),
    EventsV1.Event(payload: .assignmentCompleted(.init(moduleVersion: 7))),
    QualityV1.Interaction(
      waitDuration: .init(seconds: 90, nanos: 500_000_000), outcome: .unrecognized(99)),
    GamificationV1.UpdateProfileMetricRequest(
      profileMetric: .init(profileMetricID: "m"),
      updateMask: .init(paths: ["display_name", "objective.zones"])),
    GRPCHealthV1.HealthListResponse(statuses: ["": .init(status: .serving), "a\"b": .init()]),
  ]

  @Test("reads what the JSON of an answer says", arguments: samples.indices)
  func roundTrip(index: Int) throws {
    func check<Value: JSONMessage>(_ value: Value) throws {
      let json = String(decoding: try value.jsonUTF8Bytes(), as: UTF8.self)
      #expect(try Self.messages(json) == [value], "\(json)")
    }
    try check(Self.samples[index])
  }

  @Test("reads an empty request of every method that takes one")
  func empty() throws {
    func check<Request: JSONMessage>(_ type: Request.Type) throws {
      #expect(
        try MethodCaller.messages(
          of: CallRequests.read(nil, takesOne: true), for: Self.method) == [Request()])
    }
    for method in CallableMethods.ofSuite().all { try check(method.request) }
  }

  @Test("reads an Any of each type that the suite or the runtime has")
  func any() throws {
    let answer = QualityV1.Answer(questionID: "q")
    let help = GoogleRPC.Help(links: [.init(url: "u")])
    let prefix = "type.googleapis.com/"
    let json = """
      {"details": [{"@type": "\(prefix)laurel.quality.v1.Answer", "questionId": "q"},
        {"links": [{"url": "u"}], "@type": "\(prefix)google.rpc.Help"}]}
      """
    #expect(
      try Self.messages(json) == [
        GoogleRPC.Status(details: [
          .init(typeURL: prefix + "laurel.quality.v1.Answer", value: answer.serializedBytes()),
          .init(typeURL: prefix + "google.rpc.Help", value: help.serializedBytes()),
        ])
      ])
    let failure = #expect(throws: CommandFailure.self) {
      try Self.messages(#"{"details": [{"@type": "x/a.B"}]}"#, as: GoogleRPC.Status.self)
    }
    #expect(
      failure?.description.hasPrefix(
        #"The request is refused at line 1, column 14, in details[0]: the type "x/a.B" is not "#)
        == true)
  }

  @Test(
    "says where and why a request is refused",
    arguments: [
      ("", "line 1, column 1: an object was expected"),
      ("{", "line 1, column 2: a string was expected"),
      (#"{"evaluationId": 5}"#, "line 1, column 18, in evaluationId: a string was expected"),
      (#"{"formVersion": 1.5}"#, "line 1, column 17, in formVersion: the number is not whole"),
      (
        #"{"answers": [{}, {"notApplicable": 1}]}"#,
        "line 1, column 36, in answers[1].notApplicable: true or false was expected"
      ),
      (#"{"state": "RELEASED"}"#, #"line 1, column 11, in state: there is no value "RELEASED""#),
      (
        "{\n  \"answers\": [\n    {},\n    {\"color\": \"red\"}\n  ]\n}",
        #"line 4, column 6, in answers[1]: there is no field "color""#
      ),
      (
        "{\n  \"evaluationId\": \"e\",\n  \"color\": \"red\"\n}",
        #"line 3, column 3: there is no field "color""#
      ),
    ])
  func refusals(_ json: String, _ expected: String) {
    let failure = #expect(throws: CommandFailure.self) {
      try Self.messages(json, as: QualityV1.Evaluation.self)
    }
    #expect(
      failure?.description == """
        The request is refused at \(expected).
        `laurel call --describe laurel.quality.v1.EvaluationService/SubmitEvaluation` shows what \
        the method takes.
        """)
  }

  @Test("names the line of the input, not that of the document in it")
  func lines() {
    let failure = #expect(throws: CommandFailure.self) {
      try Self.messages(
        #"{"amount": 1}"#, #"{"amount": 2}"#, #"{"amount": true}"#, "{",
        as: GamificationV1.Measurement.self)
    }
    #expect(
      failure?.description.hasPrefix(
        "The request is refused at line 3, column 12, in amount: a number was expected.\n") == true)
  }
}
