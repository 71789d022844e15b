import Kernel
import Messages
import RPC
import TestSupport
import Testing

@testable import learning

@Suite("ModuleService.CreateModule", .serialized)
struct CreateModuleTests {
  @Test("answers a draft with an id and no version")
  func draft() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let response = try await learning.modules.createModule(
        LearningV1.CreateModuleRequest(module: Samples.module(groups: ["greeting", "closing"])),
        options: try await learning.asOperator())
      let module = try #require(response.module)
      #expect(UUIDBits(module.moduleID) != nil)
      #expect(module.state == .draft)
      #expect(module.version == 0)
      #expect(module.publishTime == nil)
      #expect(module.createTime != nil)
      #expect(module.questionGroupBindings.map(\.groupID) == ["greeting", "closing"])
      let stored = try await learning.modules.getModule(
        LearningV1.GetModuleRequest(moduleID: module.moduleID),
        options: try await learning.asOperator())
      #expect(stored.module == module)
    }
  }

  @Test("gives a retry with the same request id the same module")
  func retry() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let request = LearningV1.CreateModuleRequest(
        module: Samples.module(), requestID: Samples.requestID)
      let options = try await learning.asOperator()
      let first = try await learning.modules.createModule(request, options: options)
      let second = try await learning.modules.createModule(request, options: options)
      #expect(first == second)
      let list = try await learning.modules.listModules(
        LearningV1.ListModulesRequest(), options: options)
      #expect(list.modules.count == 1)
      var other = request
      other.module?.completionDays = 8
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.modules.createModule(other, options: options)
      }
      #expect(error?.reason == "REQUEST_ID_REUSED")
    }
  }

  @Test("names the field that is not acceptable")
  func invalid() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      var module = Samples.module(groups: ["greeting"])
      module.questionGroupBindings[0].formID = "no-uuid"
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.modules.createModule(
          LearningV1.CreateModuleRequest(module: module),
          options: try await learning.asOperator())
      }
      #expect(error?.code == .invalidArgument)
      #expect(
        error?.fieldViolations.first?.field == "module.question_group_bindings[0].form_id")
    }
  }

  @Test("is denied to who may only see modules")
  func denied() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.modules.createModule(
          LearningV1.CreateModuleRequest(module: Samples.module()),
          options: try await learning.asPerson("agent-1"))
      }
      #expect(error?.code == .permissionDenied)
    }
  }
}

@Suite("ModuleService.PublishModule", .serialized)
struct PublishModuleTests {
  @Test("makes a draft version 1, once")
  func publish() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let options = try await learning.asOperator()
      let draft = try await learning.modules.createModule(
        LearningV1.CreateModuleRequest(module: Samples.module()), options: options)
      let request = LearningV1.PublishModuleRequest(
        moduleID: draft.module?.moduleID ?? "", requestID: Samples.requestID)
      let published = try await learning.modules.publishModule(request, options: options)
      #expect(published.module?.state == .published)
      #expect(published.module?.version == 1)
      #expect(published.module?.publishTime != nil)
      let retried = try await learning.modules.publishModule(request, options: options)
      #expect(retried == published)
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.modules.publishModule(
          LearningV1.PublishModuleRequest(moduleID: request.moduleID), options: options)
      }
      #expect(error?.code == .failedPrecondition)
      #expect(error?.reason == "MODULE_NOT_DRAFT")
      let audit = try await learning.audit(of: "module/\(request.moduleID)")
      #expect(
        audit == ["service:operator module.create", "service:operator module.publish"])
    }
  }

  @Test("does not find a module that another organization has")
  func otherOrganization() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let draft = try await learning.modules.createModule(
        LearningV1.CreateModuleRequest(module: Samples.module()),
        options: try await learning.asOperator())
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.modules.publishModule(
          LearningV1.PublishModuleRequest(moduleID: draft.module?.moduleID ?? ""),
          options: try await learning.asOperator(in: ServiceFixture.globex))
      }
      #expect(error?.code == .notFound)
      #expect(error?.reason == "MODULE_NOT_FOUND")
    }
  }

  @Test("is denied to who may only see modules")
  func denied() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      try await learning.addLearner("agent-1")
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.modules.publishModule(
          LearningV1.PublishModuleRequest(moduleID: Samples.unknownID),
          options: try await learning.asPerson("agent-1"))
      }
      #expect(error?.code == .permissionDenied)
    }
  }
}

@Suite("ModuleService.GetModule", .serialized)
struct GetModuleTests {
  @Test("is open to an agent, who sees modules in the own scope")
  func agent() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let id = try await learning.publishModule()
      try await learning.addLearner("agent-1")
      let response = try await learning.modules.getModule(
        LearningV1.GetModuleRequest(moduleID: id),
        options: try await learning.asPerson("agent-1"))
      #expect(response.module?.displayName == "Greeting customers")
    }
  }

  @Test("tells what is wrong: an unknown id, no id, another organization's id, no permission")
  func refusals() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      let id = try await learning.publishModule()
      try await learning.addStranger("stranger-1")
      func status(_ id: String, _ options: CallOptions) async -> RPCStatus? {
        await #expect(throws: RPCStatus.self) {
          try await learning.modules.getModule(
            LearningV1.GetModuleRequest(moduleID: id), options: options)
        }
      }
      let asOperator = try await learning.asOperator()
      #expect(await status(Samples.unknownID, asOperator)?.reason == "MODULE_NOT_FOUND")
      let invalid = await status("x", asOperator)
      #expect(invalid?.code == .invalidArgument)
      #expect(invalid?.fieldViolations.first?.field == "module_id")
      let asGlobex = try await learning.asOperator(in: ServiceFixture.globex)
      #expect(await status(id, asGlobex)?.code == .notFound)
      let asStranger = try await learning.asPerson("stranger-1")
      #expect(await status(id, asStranger)?.code == .permissionDenied)
    }
  }
}

@Suite("ModuleService.ListModules", .serialized)
struct ListModulesTests {
  @Test("goes from the newest to the oldest, page by page")
  func pages() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      for number in 1...3 { _ = try await learning.publishModule("Module \(number)") }
      let options = try await learning.asOperator()
      let first = try await learning.modules.listModules(
        LearningV1.ListModulesRequest(pageSize: 2), options: options)
      #expect(first.modules.map(\.displayName) == ["Module 3", "Module 2"])
      let second = try await learning.modules.listModules(
        LearningV1.ListModulesRequest(pageSize: 2, pageToken: first.nextPageToken),
        options: options)
      #expect(second.modules.map(\.displayName) == ["Module 1"])
      #expect(second.nextPageToken.isEmpty)
    }
  }

  @Test("refuses a token of another organization and a negative page size")
  func refusals() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      for number in 1...2 { _ = try await learning.publishModule("Module \(number)") }
      let first = try await learning.modules.listModules(
        LearningV1.ListModulesRequest(pageSize: 1), options: try await learning.asOperator())
      let foreign = await #expect(throws: RPCStatus.self) {
        try await learning.modules.listModules(
          LearningV1.ListModulesRequest(pageSize: 1, pageToken: first.nextPageToken),
          options: try await learning.asOperator(in: ServiceFixture.globex))
      }
      #expect(foreign?.fieldViolations.first?.field == "page_token")
      let negative = await #expect(throws: RPCStatus.self) {
        try await learning.modules.listModules(
          LearningV1.ListModulesRequest(pageSize: -1), options: try await learning.asOperator())
      }
      #expect(negative?.fieldViolations.first?.field == "page_size")
    }
  }

  @Test("shows nothing to another organization and denies who has no permission")
  func isolation() async throws {
    try await ServiceFixture.with(Learning.self) { learning in
      _ = try await learning.publishModule()
      let foreign = try await learning.modules.listModules(
        LearningV1.ListModulesRequest(),
        options: try await learning.asOperator(in: ServiceFixture.globex))
      #expect(foreign.modules.isEmpty)
      try await learning.addStranger("stranger-1")
      let error = await #expect(throws: RPCStatus.self) {
        try await learning.modules.listModules(
          LearningV1.ListModulesRequest(), options: try await learning.asPerson("stranger-1"))
      }
      #expect(error?.code == .permissionDenied)
    }
  }
}
