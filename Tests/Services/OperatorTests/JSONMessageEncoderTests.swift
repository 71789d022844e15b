import Messages
import Protobuf
import Testing
import WellKnownMessages

@testable import laurel

@Suite("JSONMessageEncoder.encode")
struct JSONMessageEncoderTests {
  private let schema = MessageSchema.ofSuite()

  private func message<Value: Message>(_ json: String) throws -> Value {
    let bytes = try JSONMessageEncoder(schema).encode(
      JSONValue(parsing: json.utf8), as: Value.protobufName)
    return try Value(serializedBytes: bytes)
  }

  private func error<Value: Message>(_ json: String, _ type: Value.Type) -> JSONRequestError? {
    #expect(throws: JSONRequestError.self) { try message(json) as Value }
  }

  /// Messages with fields of every kind that the suite and the runtime have.
  private static let samples: [any Message] = [
    QualityV1.Evaluation(
      evaluationID: "e", formVersion: -3, state: .released,
      answers: [
        .init(questionID: "q", answerID: "a"), .init(notApplicable: true, comment: "ü\"\n"),
      ],
      score: .init(totalBasisPoints: 0, fatal: true, groupScores: [.init()]),
      createTime: .init(seconds: 951_782_400, nanos: 123_456_789),
      submitTime: .init(seconds: -62_135_596_800), releaseWorkday: .init(year: 2000, month: 2)),
    GamificationV1.Fact(personID: "p", total: 0.1, count: .max),
    GamificationV1.Fact(total: -.infinity, count: .min),
    GamificationV1.Objective(zones: [
      .init(lowerValue: 0, upperPoints: 5), .init(upperValue: 1e300),
    ]),
    EventsV1.Event(payload: .assignmentCompleted(.init(moduleVersion: 7))),
    QualityV1.Interaction(
      waitDuration: .init(seconds: 90, nanos: 500_000_000),
      handleDuration: .init(seconds: -1, nanos: -1), outcome: .unrecognized(99)),
    GamificationV1.UpdateMetricRequest(
      metric: .init(metricID: "m"), updateMask: .init(paths: ["display_name", "objective.zones"])),
    GRPCHealthV1.HealthListResponse(statuses: ["": .init(status: .serving), "a\"b": .init()]),
    GRPCChannelzV1.SocketData(
      streamsStarted: 5, localFlowControlWindow: .init(value: -1),
      option: [.init(name: "o", additional: .init(typeURL: "t", value: [0xfb, 0xff, 1]))]),
    GoogleProtobuf.UInt64Value(value: .max), GoogleProtobuf.BytesValue(value: [0, 1, 2, 0xff]),
    GoogleProtobuf.FloatValue(value: 1.5), GoogleProtobuf.Empty(),
  ]

  @Test("reads what the JSON of an answer says", arguments: samples.indices)
  func roundTrip(index: Int) throws {
    func check<Value: Message>(_ value: Value) throws {
      let json = String(decoding: value.jsonUTF8Bytes(), as: UTF8.self)
      #expect(try message(json) as Value == value, "\(json)")
    }
    try check(Self.samples[index])
  }

  @Test("takes names of the proto file, numbers as texts and enums as numbers")
  func otherForms() throws {
    let fact: GamificationV1.Fact = try message(
      #"{"person_id": "p", "total": "2.5", "count": 3e2, "workday": null}"#)
    #expect(fact == GamificationV1.Fact(personID: "p", total: 2.5, count: 300))
    let request: QualityV1.ListEvaluationsRequest = try message(#"{"state": 3, "pageSize": "7"}"#)
    #expect(request == QualityV1.ListEvaluationsRequest(pageSize: 7, state: .released))
    let bytes: GoogleProtobuf.BytesValue = try message(#""-_8""#)
    #expect(bytes.value == [0xfb, 0xff])
  }

  @Test(
    "reads times with offsets and parts of a second",
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0), ("1970-01-01T02:00:00.5+02:00", 0, 500_000_000),
      ("1969-12-31t23:59:59.000001z", -1, 1000), ("1969-12-31T18:30:00-05:30", 0, 0),
      ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
    ] as [(String, Int64, Int32)])
  func timestamps(_ text: String, _ seconds: Int64, _ nanos: Int32) throws {
    let time: GoogleProtobuf.Timestamp = try message("\"\(text)\"")
    #expect(time == GoogleProtobuf.Timestamp(seconds: seconds, nanos: nanos))
  }

  @Test(
    "refuses texts that are no times",
    arguments: [
      "", "2026-01-31", "2026-01-31T08:00:00", "2026-02-30T08:00:00Z", "2026-01-31T24:00:00Z",
      "2026-01-31T08:60:00Z", "2026-01-31T08:00:60Z", "2026-01-31T08:00:00.Z",
      "2026-01-31T08:00:00.1234567890Z", "2026-01-31T08:00:00+2:00", "0001-01-01T00:00:00+01:00",
      "2026-01-31T08:00:00+24:00",
    ])
  func noTimestamps(_ text: String) {
    let error = error(#"{"createTime": "\#(text)"}"#, QualityV1.Evaluation.self)
    #expect(error?.path == "createTime")
  }

  @Test("refuses texts that are no durations", arguments: ["1", "s", "1.s", "-s", "1,5s", "1e3s"])
  func noDurations(_ text: String) {
    #expect(error("\"\(text)\"", GoogleProtobuf.Duration.self) != nil)
  }

  @Test(
    "says where and why a request is refused",
    arguments: [
      (#"{"evaluationId": 5}"#, "evaluationId", "must be a text"),
      (#"{"formVersion": 1.5}"#, "formVersion", "whole number from -2147483648 to 2147483647"),
      (#"{"formVersion": 2147483648}"#, "formVersion", "whole number"),
      (#"{"answers": [{}, {"notApplicable": 1}]}"#, "answers[1].notApplicable", "true or false"),
      (#"{"answers": {}}"#, "answers", "must be an array"),
      (#"{"answers": [null]}"#, "answers[0]", "must be an object"),
      (#"{"state": "RELEASED"}"#, "state", "STATE_PENDING"),
      (#"{"score": []}"#, "score", "must be an object: it is a laurel.quality.v1.Score"),
      (#"{"color": "red"}"#, "color", "these: evaluationId, formId, formVersion"),
      (#"{"form_id": "a", "formId": "a"}"#, "form_id", "is the same field as formId"),
      (#"[]"#, "", "must be an object"), (#"{"#, "", "is not JSON"), ("", "", "is not JSON"),
    ])
  func refusals(_ json: String, _ path: String, _ reason: String) {
    let error = error(json, QualityV1.Evaluation.self)
    #expect(error?.path == path)
    #expect(error?.reason.contains(reason) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("refuses two members of one oneof")
  func oneof() {
    let error = error(
      #"{"evaluationReleased": {}, "assignmentCompleted": {}}"#, EventsV1.Event.self)
    #expect(error?.reason == "excludes assignmentCompleted")
  }

  @Test("refuses base64 and numbers out of range")
  func ranges() {
    #expect(error(#""a""#, GoogleProtobuf.BytesValue.self) != nil)
    #expect(error(#""@@@@""#, GoogleProtobuf.BytesValue.self) != nil)
    #expect(error("1e39", GoogleProtobuf.FloatValue.self) != nil)
    #expect(error("-1", GoogleProtobuf.UInt64Value.self) != nil)
    #expect(error("18446744073709551616", GoogleProtobuf.UInt64Value.self) != nil)
    #expect(error("true", GoogleProtobuf.Int32Value.self) != nil)
  }

  @Test("refuses JSON that nests too deep instead of crashing")
  func depth() {
    let json = String(repeating: "[", count: 100_000)
    #expect(error(json, QualityV1.Evaluation.self)?.reason.hasPrefix("is not JSON") == true)
  }
}
