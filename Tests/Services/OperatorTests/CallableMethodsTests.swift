import Kernel
import Messages
import Protobuf
import RPC
import Testing
import WellKnownMessages

@testable import laurel

@Suite("CallableMethods")
struct CallableMethodsTests {
  private let methods = CallableMethods.ofSuite()
  private let schema = MessageSchema.ofSuite()

  @Test("know each method once, with messages that are described")
  func complete() {
    let paths = methods.all.map(\.descriptor.path)
    #expect(Set(paths).count == paths.count)
    #expect(paths.contains("/laurel.quality.v1.EvaluationService/GetEvaluation"))
    #expect(MethodCatalogue.all.count >= 45)
    for method in methods.all {
      #expect(schema.messages[method.request.protobufName] != nil)
      #expect(schema.messages[method.response.protobufName] != nil)
    }
  }

  @Test("know the methods of the runtime as the runtime offers them")
  func runtime() {
    let policy = MethodPolicy(access: .anybody, deadlineMax: .seconds(1))
    let services: [any RPCService] = [
      HealthService(),
      ChannelzService(registry: ChannelzRegistry(clock: SystemWallClock()), policy: policy),
      ReflectionService(offered: [], files: WellKnownMessageDescriptors.all),
    ]
    let known = Set(methods.all.map { "\($0.descriptor.path) \($0.descriptor.kind)" })
    let offered = services.flatMap(\.methods).map { "\($0.descriptor.path) \($0.descriptor.kind)" }
      .filter { !$0.contains("v1alpha") }
    #expect(offered.count == 11)
    for method in offered { #expect(known.contains(method), "\(method)") }
  }

  @Test("find a method by its full name")
  func find() throws {
    let name = "laurel.quality.v1.EvaluationService/GetEvaluation"
    #expect(try methods.method(named: name).descriptor.name == "GetEvaluation")
    #expect(try methods.method(named: "/" + name).descriptor.name == "GetEvaluation")
  }

  @Test(
    "name what could be meant by a name that is not full",
    arguments: ["GetEvaluation", "quality.EvaluationService/getEvaluation", "EvaluationService"])
  func similar(_ name: String) {
    let failure = #expect(throws: CommandFailure.self) { try methods.method(named: name) }
    #expect(
      failure?.description.contains("\n  laurel.quality.v1.EvaluationService/GetEvaluation")
        == true)
  }

  @Test("say plainly that there is no such method", arguments: ["", "/", "Fly"])
  func unknown(_ name: String) {
    let failure = #expect(throws: CommandFailure.self) { try methods.method(named: name) }
    #expect(failure?.description.contains("--list") == true)
    #expect(failure?.description.contains("Perhaps") == false)
  }

  @Test("are listed by service, with the kind of those that stream")
  func list() {
    #expect(methods.text.contains("\nlaurel.quality.v1.FormService\n  "))
    #expect(methods.text.contains("\n  RecordFacts  (client streaming)\n"))
    #expect(methods.text.contains("\n  ExportAssignments  (server streaming)\n"))
    #expect(methods.text.contains("\n  Check\n"))
  }

  @Test("are described with all that is inside their messages")
  func description() throws {
    let method = try methods.method(
      named: "laurel.quality.v1.EvaluationService/SubmitEvaluation")
    let text = MethodDescription(method, schema).text
    #expect(
      text.hasPrefix(
        """
        laurel.quality.v1.EvaluationService/SubmitEvaluation
          unary
          takes laurel.quality.v1.SubmitEvaluationRequest
          gives laurel.quality.v1.SubmitEvaluationResponse

        laurel.quality.v1.SubmitEvaluationRequest
          evaluationId  string, required
          answers       array of laurel.quality.v1.Answer, required
          requestId     string

        """), "\(text)")
    #expect(text.contains("\nlaurel.quality.v1.Evaluation.State\n  STATE_UNSPECIFIED\n"))
    #expect(text.contains("  totalBasisPoints        int32, optional\n"))
    #expect(text.contains("\ngoogle.protobuf.Timestamp\n  \"2026-01-31T08:30:00.25Z\"\n"))
  }

  @Test("are described with maps, oneofs and streams")
  func otherShapes() throws {
    let list = try methods.method(named: "grpc.health.v1.Health/List")
    #expect(
      MethodDescription(list, schema).text.contains(
        "  statuses  map of string to grpc.health.v1.HealthCheckResponse\n"))
    let load = try methods.method(named: "laurel.directory.v1.ImportService/ImportDirectory")
    let text = MethodDescription(load, schema).text
    #expect(text.contains("  client streaming, may be repeated\n  takes many laurel."))
    let reflection = try methods.method(
      named: "grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
    #expect(
      MethodDescription(reflection, schema).text.contains("string, one of group 1\n"))
  }
}
