internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension SuiteClient {
  /// The largest page that every list allows.
  static var pageSize: Int32 { 1_000 }

  /// Reads a list to its end; `page` asks for the page of a token.
  private func allPages<Element>(
    _ page: (String) async throws -> (elements: [Element], nextPageToken: String)
  ) async throws -> [Element] {
    var elements: [Element] = []
    var token = ""
    repeat {
      let answer = try await page(token)
      elements += answer.elements
      token = answer.nextPageToken
    } while !token.isEmpty
    return elements
  }

  /// Whether there is a call.
  func hasInteractions() async throws -> Bool {
    try await interactions.summarizeInteractions(
      QualityV1.SummarizeInteractionsRequest(), options: options()
    ).interactionCount > 0
  }

  func allPeople() async throws -> [DirectoryV1.Person] {
    try await allPages { token in
      let response = try await people.listPeople(
        DirectoryV1.ListPeopleRequest(pageSize: Self.pageSize, pageToken: token),
        options: options())
      return (response.people, response.nextPageToken)
    }
  }

  func allDivisions() async throws -> [DirectoryV1.Division] {
    try await allPages { token in
      let response = try await structure.listDivisions(
        DirectoryV1.ListDivisionsRequest(pageSize: Self.pageSize, pageToken: token),
        options: options())
      return (response.divisions, response.nextPageToken)
    }
  }

  func allTeams() async throws -> [DirectoryV1.Team] {
    try await allPages { token in
      let response = try await structure.listTeams(
        DirectoryV1.ListTeamsRequest(pageSize: Self.pageSize, pageToken: token),
        options: options())
      return (response.teams, response.nextPageToken)
    }
  }

  func allForms() async throws -> [QualityV1.Form] {
    try await allPages { token in
      let response = try await forms.listForms(
        QualityV1.ListFormsRequest(pageSize: Self.pageSize, pageToken: token),
        options: options())
      return (response.forms, response.nextPageToken)
    }
  }

  func allEvaluations() async throws -> [QualityV1.Evaluation] {
    try await allPages { token in
      let response = try await evaluations.listEvaluations(
        QualityV1.ListEvaluationsRequest(pageSize: Self.pageSize, pageToken: token),
        options: options())
      return (response.evaluations, response.nextPageToken)
    }
  }

  func allModules() async throws -> [LearningV1.Module] {
    try await allPages { token in
      let response = try await modules.listModules(
        LearningV1.ListModulesRequest(pageSize: Self.pageSize, pageToken: token),
        options: options())
      return (response.modules, response.nextPageToken)
    }
  }

  /// Reads the points ledger; empty ids stand for all metrics and for everybody.
  func allLedgerEntries(
    metricID: String, personID: String = "", after day: Workday? = nil
  ) async throws -> [GamificationV1.LedgerEntry] {
    try await allPages { token in
      let response = try await ledger.listLedgerEntries(
        GamificationV1.ListLedgerEntriesRequest(
          pageSize: Self.pageSize, pageToken: token, personID: personID, metricID: metricID,
          startWorkday: day.map { GoogleType.Date($0.adding(days: 1)) }),
        options: options())
      return (response.ledgerEntries, response.nextPageToken)
    }
  }

  func allAssignments() async throws -> [LearningV1.Assignment] {
    try await assignments.exportAssignments(
      LearningV1.ExportAssignmentsRequest(), options: options()
    ) { responses in
      var all: [LearningV1.Assignment] = []
      for try await response in responses { all += response.assignments }
      return all
    }
  }

  func allAppointments() async throws -> [CoachingV1.Appointment] {
    try await appointments.exportAppointments(
      CoachingV1.ExportAppointmentsRequest(), options: options()
    ) { responses in
      var all: [CoachingV1.Appointment] = []
      for try await response in responses { all += response.appointments }
      return all
    }
  }
}
