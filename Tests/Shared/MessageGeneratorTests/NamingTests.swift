import Testing

@testable import MessageGenerator

@Suite("SwiftName")
struct NamingTests {
  @Test(
    "makes a namespace of a package",
    arguments: [
      ("laurel.quality.v1", "QualityV1"), ("google.rpc", "GoogleRPC"), ("laurel", "Laurel"),
      ("grpc.health.v1", "GRPCHealthV1"), ("google.protobuf", "GoogleProtobuf"),
      ("grpc.reflection.v1alpha", "GRPCReflectionV1Alpha"), ("laurel.shop.v2beta1", "ShopV2Beta1"),
      ("laurel.vbeta", "Vbeta"),
    ])
  func namespaces(_ package: String, _ name: String) {
    #expect(SwiftName.namespace(ofPackage: package) == name)
  }

  @Test(
    "makes a property of a field",
    arguments: [
      ("agent_id", "agentID"), ("agent_ids", "agentIDs"), ("id", "id"), ("ids", "ids"),
      ("url", "url"), ("base_url", "baseURL"), ("json_path", "jsonPath"),
      ("utc_offset", "utcOffset"),
      ("idle", "idle"), ("fooBar", "fooBar"), ("x_1", "x1"), ("init", "init_"), ("self", "self_"),
      ("hash_value", "hashValue_"), ("default", "default"),
    ])
  func properties(_ field: String, _ name: String) {
    #expect(SwiftName.property(field) == name)
  }

  @Test(
    "makes a function of a method",
    arguments: [
      ("GetEvaluation", "getEvaluation"), ("URLCheck", "urlCheck"), ("Check", "check"),
      ("ID", "id"), ("already", "already"),
    ])
  func functions(_ method: String, _ name: String) {
    #expect(SwiftName.function(method) == name)
  }

  @Test(
    "leaves the enum's name out of its cases when all have it",
    arguments: [
      (["STATE_UNSPECIFIED", "STATE_IN_REVIEW"], ["unspecified", "inReview"]),
      (["UNKNOWN", "NOT_SERVING"], ["unknown", "notServing"]),
      (["STATE_UNSPECIFIED", "OTHER"], ["stateUnspecified", "other"]),
      (["STATE_1", "STATE_2"], ["state1", "state2"]),
      (["STATE_SELF", "STATE_UNRECOGNIZED"], ["self_", "unrecognized_"]),
    ])
  func cases(_ values: [String], _ names: [String]) throws {
    let value = try ProtoEnum(
      enumeration("State", values), scope: "p", path: [], SourceInfo(WireFields()))
    #expect(SwiftName.cases(of: value) == names)
  }

  @Test("puts words of the language into backticks")
  func keywords() {
    #expect(SwiftName.quoted("default") == "`default`")
    #expect(SwiftName.quoted("value") == "value")
  }

  @Test("follows protoc-gen-c")
  func cNames() {
    #expect(
      CName.structure("google.rpc.BadRequest.FieldViolation")
        == "Google__Rpc__BadRequest__FieldViolation")
    #expect(CName.functionPrefix("google.rpc.BadRequest") == "google__rpc__bad_request")
    #expect(CName.functionPrefix("p.URLCheck2") == "p__urlcheck2")
    #expect(CName.structure("p.snake_case") == "P__SnakeCase")
    #expect(CName.macroPrefix("google.rpc.BadRequest") == "GOOGLE__RPC__BAD_REQUEST")
  }
}
